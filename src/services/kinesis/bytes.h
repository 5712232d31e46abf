// The bytes that stored values and tokens are made of: little-endian numbers and texts with a 32-bit length before
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace penstock::kinesis {

class ByteWriter {
 public:
  // Little-endian.
  template <class T>
  void number(T value) {
    auto rest = static_cast<std::make_unsigned_t<T>>(value);
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      bytes_.push_back(static_cast<char>(rest & 0xff));
      if constexpr (sizeof(T) > 1) rest >>= 8;
    }
  }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    bytes_.append(value);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// After a read past the end every further value is zero and `sound` is false.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  T number() {
    std::make_unsigned_t<T> value = 0;
    const auto bytes = take(sizeof(T));
    for (std::size_t i = bytes.size(); i-- > 0;) {
      value = static_cast<std::make_unsigned_t<T>>(static_cast<std::uint64_t>(value) << 8 |
                                                   static_cast<unsigned char>(bytes[i]));
    }
    return static_cast<T>(value);
  }
  std::string text() { return std::string(take(number<std::uint32_t>())); }
  bool sound() const { return sound_; }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view take(std::size_t count) {
    if (count > rest_.size()) {
      sound_ = false;
      rest_ = {};
      return {};
    }
    const auto bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }

  std::string_view rest_;
  bool sound_ = true;
};

}  // namespace penstock::kinesis
