#include "services/kinesis/tags.h"

#include <cstdint>

#include "api/kinesis/errors.h"

namespace penstock::kinesis {
namespace {

std::string tags_of_stream(StreamKeyView key) {
  return "stream " + std::string(key.name) + " under account " + std::string(key.account);
}

// The next code point of well-formed UTF-8; 0xffffffff at a malformed byte.
std::uint32_t next_code_point(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (size > text.size() || (first >= 0x80 && first < 0xc0)) {
    text = {};
    return 0xffffffff;
  }
  std::uint32_t point = size == 1 ? first : first & (0xff >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3f);
  text.remove_prefix(size);
  return point;
}

bool is_word(std::uint32_t point) {
  return (point >= '0' && point <= '9') || (point >= 'A' && point <= 'Z') || (point >= 'a' && point <= 'z') ||
         point == '_';
}

// The letters of AWS's expression, as recorded from it, and the colon that its documentation of today adds.
bool is_valid(std::string_view text) {
  constexpr std::string_view signs = "./-=+ @%:";
  while (!text.empty()) {
    const auto point = next_code_point(text);
    const bool letter = (point >= 0xc0 && point <= 0x1fff) || (point >= 0x2c00 && point <= 0xd7ff);
    const bool sign = point < 0x80 && signs.contains(static_cast<char>(point));
    if (!letter && !sign && !is_word(point)) return false;
  }
  return true;
}

enum class Change { add, remove };

// AWS lists '%' as valid and then refuses it, in a second text.
Status check_characters(StreamKeyView key, Change change, std::string_view text) {
  if (!is_valid(text)) {
    return errors::invalid_argument(
        "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % "
        "@.");
  }
  if (text.contains('%')) {
    const std::string what = change == Change::add ? "Failed to add tags to " : "Failed to remove tags from ";
    return errors::invalid_argument(
        what + tags_of_stream(key) +
        " because some tags contained illegal characters. The allowed characters are Unicode "
        "letters, white-spaces, '_',',','/','=','+','-','@'.");
  }
  return ok();
}

}  // namespace

Status add_tags(StreamKeyView key, const std::map<std::string, std::string>& added,
                std::map<std::string, std::string>& tags) {
  std::size_t count = tags.size();
  for (const auto& [name, value] : added) {
    if (auto status = check_characters(key, Change::add, name); !status) return status;
    if (auto status = check_characters(key, Change::add, value); !status) return status;
    if (!tags.contains(name)) ++count;
  }
  if (count > limits::tags_per_stream_max) {
    return errors::invalid_argument("Failed to add tags to " + tags_of_stream(key) +
                                    " because a given stream cannot have more than " +
                                    std::to_string(limits::tags_per_stream_max) + " tags associated with it.");
  }
  for (const auto& [name, value] : added) tags.insert_or_assign(name, value);
  return ok();
}

Status remove_tags(StreamKeyView key, std::span<const std::string> removed, std::map<std::string, std::string>& tags) {
  for (const auto& name : removed) {
    if (auto status = check_characters(key, Change::remove, name); !status) return status;
  }
  for (const auto& name : removed) tags.erase(name);
  return ok();
}

}  // namespace penstock::kinesis
