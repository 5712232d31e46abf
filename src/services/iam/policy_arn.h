// ARNs of managed policies: "arn:aws:iam::000000000000:policy/team/name", or AWS's own, whose account is "aws". Pure.
#pragma once

#include <string_view>

#include "base/ids.h"

namespace penstock::iam {

inline constexpr std::string_view aws_account = "aws";

inline bool is_policy_arn(std::string_view text) {
  constexpr std::string_view prefix = "policy/";
  ArnParts arn;
  return parse_arn(text, arn) && arn.service == "iam" && arn.region.empty() &&
         (is_account(arn.account) || arn.account == aws_account) && arn.resource.starts_with(prefix) &&
         arn.resource.size() > prefix.size();
}

// "/team/"; `arn` is one.
inline std::string_view path_of_policy(std::string_view arn) {
  const auto from = arn.find('/');
  return arn.substr(from, arn.rfind('/') - from + 1);
}
inline std::string_view name_of_policy(std::string_view arn) { return arn.substr(arn.rfind('/') + 1); }

}  // namespace penstock::iam
