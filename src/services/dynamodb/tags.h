// A table's tags: which and how many AWS takes.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html
#pragma once

#include <map>
#include <span>
#include <string>

#include "api/dynamodb/shapes.h"
#include "base/result.h"

namespace penstock::dynamodb {

// Errors: ValidationException.
Status check_tag_key(const std::string& key);
Status check_tag_count(std::size_t count);
// Adds or replaces. Errors: ValidationException; `tags` is then unchanged.
Status add_tags(std::span<const Tag> added, std::map<std::string, std::string>& tags);

}  // namespace penstock::dynamodb
