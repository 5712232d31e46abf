// The encoding of stored records: a version byte, then fields. A field is a tag byte, its length as a varint (LEB128),
// and its bytes; numbers are varints inside. Readers skip tags that they do not know, so a later version may add some.
// docs/formats/table.md describes it; each service's document lists its tags. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace penstock {

class FieldWriter {
 public:
  explicit FieldWriter(std::uint8_t version) : bytes_(1, static_cast<char>(version)) {}

  void reserve(std::size_t bytes) { bytes_.reserve(bytes); }
  void text(std::uint8_t tag, std::string_view value) {
    bytes_ += static_cast<char>(tag);
    append_varint(bytes_, value.size());
    bytes_ += value;
  }
  void optional_text(std::uint8_t tag, const std::optional<std::string>& value) {
    if (value) text(tag, *value);
  }
  void number(std::uint8_t tag, std::uint64_t value) {
    std::string digits;
    append_varint(digits, value);
    text(tag, digits);
  }
  // A name and its value in one field.
  void pair(std::uint8_t tag, std::string_view name, std::string_view value) {
    std::string both;
    append_varint(both, name.size());
    both += name;
    both += value;
    text(tag, both);
  }
  std::string take() { return std::move(bytes_); }

 private:
  static void append_varint(std::string& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
  }

  std::string bytes_;
};

// Reads the varint at the start of `bytes` and drops it from there; nothing when it is cut short or too long.
inline std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

struct Field {
  std::uint8_t tag = 0;
  std::string_view value;
};

// Walks over a record's fields. A record that is cut short or of another version is not valid.
class FieldReader {
 public:
  FieldReader(std::string_view bytes, std::uint8_t version) : rest_(bytes) {
    valid_ = !rest_.empty() && static_cast<std::uint8_t>(rest_.front()) == version;
    if (valid_) rest_.remove_prefix(1);
  }

  // The next field; nothing at the end, or when the record is not valid.
  std::optional<Field> next() {
    if (!valid_ || rest_.empty()) return std::nullopt;
    const auto tag = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    const auto size = take_varint(rest_);
    if (!size || *size > rest_.size()) {
      valid_ = false;
      return std::nullopt;
    }
    const Field field{tag, rest_.substr(0, *size)};
    rest_.remove_prefix(*size);
    return field;
  }
  bool valid() const { return valid_; }

  std::uint64_t number(const Field& field) {
    auto digits = field.value;
    const auto value = take_varint(digits);
    valid_ = valid_ && value.has_value() && digits.empty();
    return value.value_or(0);
  }
  std::pair<std::string, std::string> pair(const Field& field) {
    auto value = field.value;
    const auto size = take_varint(value);
    if (!size || *size > value.size()) {
      valid_ = false;
      return {};
    }
    return {std::string(value.substr(0, *size)), std::string(value.substr(*size))};
  }

 private:
  std::string_view rest_;
  bool valid_ = false;
};

}  // namespace penstock
