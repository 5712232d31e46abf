// Tags as the API has them and as they are kept. Pure. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/iam/shapes.h"
#include "base/result.h"
#include "services/iam/record.h"

namespace penstock::iam {

// "Tag keys for users and roles are not case sensitive"; for all else they are.
enum class TagKeys : std::uint8_t { any_case, exact_case };

// Error of both: InvalidInput for a key that is there twice or is one of AWS's ("aws:…"). add_tags also: LimitExceeded;
// `tags` is as before then.
Result<Tags> new_tags(const std::optional<std::vector<Tag>>& given, TagKeys keys);
Status add_tags(Tags& tags, const std::vector<Tag>& given, TagKeys keys);
// Keys that are not there are passed over.
void remove_tags(Tags& tags, const std::vector<std::string>& removed, TagKeys keys);

std::vector<Tag> described(const Tags& tags);

}  // namespace penstock::iam
