#include "services/dynamodb/tags.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "services/dynamodb/limits.h"
#include "wire/pattern.h"

namespace penstock::dynamodb {
namespace {

// Letters, digits and spaces of any script, and some signs.
bool is_tag_text(std::string_view text, std::int64_t characters_max) {
  const auto characters = std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; });
  return characters <= characters_max && matches_pattern(R"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)", text);
}

}  // namespace

Status check_tag_key(const std::string& key) {
  if (key.empty() || !is_tag_text(key, limits::tag_key_characters_max)) {
    return error::validation("The Tag Key provided is invalid, Key: " + key);
  }
  if (key.starts_with("aws:")) return error::validation("Tag Key cannot be prefixed with aws:, Key: " + key);
  return ok();
}

Status check_tag_count(std::size_t count) {
  if (count <= limits::tags_max) return ok();
  return error::validation("Number of Tags exceed the current limit for the provided ResourceArn");
}

Status add_tags(std::span<const Tag> added, std::map<std::string, std::string>& tags) {
  auto result = tags;
  std::set<std::string_view> given;
  for (const auto& tag : added) {
    if (auto status = check_tag_key(tag.key); !status) return status;
    if (!is_tag_text(tag.value, limits::tag_value_characters_max)) {
      return error::validation("The Tag Value provided is invalid, Value: " + tag.value);
    }
    if (!given.insert(tag.key).second) {
      return error::validation("Duplicate Tag Keys provided as input: Duplicate Tag Key found " + tag.key);
    }
    result.insert_or_assign(tag.key, tag.value);
  }
  if (auto status = check_tag_count(result.size()); !status) return status;
  tags = std::move(result);
  return ok();
}

}  // namespace penstock::dynamodb
