// How long sessions last and how much they hold.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and its siblings,
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
#pragma once

#include <cstddef>

namespace penstock::sts::limits {

inline constexpr int role_session_seconds_default = 3'600;
inline constexpr int chained_session_seconds_max = 3'600;  // of a role assumed with temporary credentials
inline constexpr int user_session_seconds_default = 43'200;
inline constexpr int root_session_seconds_max = 3'600;  // a longer one is cut to this
inline constexpr std::size_t session_policies_max = 10;
inline constexpr std::size_t policy_characters_max = 2'048;  // inline and ARNs together

}  // namespace penstock::sts::limits
