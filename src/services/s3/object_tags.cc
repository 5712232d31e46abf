#include "services/s3/object_tags.h"

#include <algorithm>

#include "base/percent.h"
#include "services/s3/limits.h"
#include "services/s3/s3_error.h"

namespace penstock::s3 {
namespace {

constexpr std::string_view header_name = "x-amz-tagging";

ApiError malformed(std::string_view header) {
  return errors::invalid_argument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name "
      "duplicates.",
      header_name, header);
}

// Characters of UTF-8 text: bytes that do not continue one.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }));
}

}  // namespace

Result<std::vector<ObjectTag>> parse_tags(std::string_view header) {
  std::vector<ObjectTag> tags;
  for (auto rest = header; !rest.empty();) {
    const auto end = rest.find('&');
    const auto pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    const auto equals = pair.find('=');
    const auto key = percent_decode(pair.substr(0, equals), Plus::is_space);
    const auto value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                        : percent_decode(pair.substr(equals + 1), Plus::is_space);
    if (!key || !value || key->empty()) return malformed(header);
    if (std::ranges::find(tags, *key, &ObjectTag::key) != tags.end()) return malformed(header);
    if (characters(*key) > limits::tag_key_characters_max || key->starts_with("aws:")) {
      return errors::invalid_tag("The TagKey you have provided is invalid");
    }
    if (characters(*value) > limits::tag_value_characters_max) {
      return errors::invalid_tag("The TagValue you have provided is invalid");
    }
    tags.push_back({*key, *value});
    if (tags.size() > limits::object_tags_max) {
      return ApiError{400, "BadRequest", "Object tags cannot be greater than 10"};
    }
  }
  return tags;
}

}  // namespace penstock::s3
