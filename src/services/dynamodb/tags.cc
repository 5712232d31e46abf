#include "services/dynamodb/tags.h"

#include <set>
#include <string_view>

#include "services/dynamodb/limits.h"

namespace penstock::dynamodb {

Status add_tags(std::span<const Tag> added, std::map<std::string, std::string>& tags) {
  auto result = tags;
  std::set<std::string_view> given;
  for (const auto& tag : added) {
    if (tag.key.starts_with("aws:")) return error::validation("Tag Key cannot be prefixed with aws:, Key: " + tag.key);
    if (!given.insert(tag.key).second) {
      return error::validation("Duplicate Tag Keys provided as input: Duplicate Tag Key found " + tag.key);
    }
    result.insert_or_assign(tag.key, tag.value);
  }
  if (result.size() > limits::tags_max) {
    return error::validation("Number of Tags exceed the current limit for the provided ResourceArn");
  }
  tags = std::move(result);
  return ok();
}

}  // namespace penstock::dynamodb
