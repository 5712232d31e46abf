// ARNs of managed policies. Pure.
#pragma once

#include <string_view>

#include "base/ids.h"

namespace penstock::iam {

// "arn:aws:iam::000000000000:policy/team/name", or AWS's own: "arn:aws:iam::aws:policy/name".
inline bool is_policy_arn(std::string_view text) {
  constexpr std::string_view prefix = "policy/";
  ArnParts arn;
  return parse_arn(text, arn) && arn.service == "iam" && arn.region.empty() &&
         (is_account(arn.account) || arn.account == "aws") && arn.resource.starts_with(prefix) &&
         arn.resource.size() > prefix.size();
}

}  // namespace penstock::iam
