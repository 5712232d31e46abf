#include "services/dynamodb/tags.h"

#include "services/dynamodb/limits.h"

namespace penstock::dynamodb {

Status add_tags(std::span<const Tag> added, std::map<std::string, std::string>& tags) {
  auto result = tags;
  for (const auto& tag : added) {
    if (tag.key.starts_with("aws:")) {
      return error::validation("One or more parameter values were invalid: Tag keys must not begin with aws:");
    }
    result.insert_or_assign(tag.key, tag.value);
  }
  if (result.size() > limits::tags_max) {
    return error::validation("One or more parameter values were invalid: Too many tags: a table has at most " +
                             std::to_string(limits::tags_max));
  }
  tags = std::move(result);
  return ok();
}

}  // namespace penstock::dynamodb
