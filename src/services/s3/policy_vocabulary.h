// The actions and condition keys that a bucket policy may name. Pure.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
#pragma once

#include <string_view>

namespace penstock::s3 {

// What an action is done to. Of an action with wildcards: what any that it matches is done to.
struct ActionLevels {
  bool bucket = false;
  bool object = false;
};
// Neither level for an action that is not known.
ActionLevels action_levels(std::string_view action);

// Of S3's own keys ("s3:prefix"), those that there are; of other services' and the global ones, all.
bool is_condition_key(std::string_view key);

}  // namespace penstock::s3
