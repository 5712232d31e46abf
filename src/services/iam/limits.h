// Quotas and bounds of IAM. The quotas page is
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (defaults, in the words of
// GetAccountSummary); the API reference is https://docs.aws.amazon.com/IAM/latest/APIReference/
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time.h"

namespace penstock::iam::limits {

inline constexpr std::size_t users_max = 5'000;
inline constexpr std::size_t groups_max = 300;
inline constexpr std::size_t roles_max = 1'000;
inline constexpr std::size_t policies_max = 1'500;
inline constexpr std::size_t instance_profiles_max = 1'000;
inline constexpr std::size_t oidc_providers_max = 100;

inline constexpr std::size_t access_keys_per_user_max = 2;
inline constexpr std::size_t groups_per_user_max = 10;
inline constexpr std::size_t attached_policies_max = 10;  // per user, group and role alike
inline constexpr std::size_t roles_per_instance_profile_max = 1;
inline constexpr std::size_t versions_per_policy_max = 5;
inline constexpr std::size_t tags_max = 50;
inline constexpr std::size_t client_ids_per_provider_max = 100;
inline constexpr std::size_t thumbprints_per_provider_max = 5;

// Characters of policies; "IAM doesn't count white space". Inline policies: all of one entity together.
inline constexpr std::size_t user_policies_chars_max = 2'048;
inline constexpr std::size_t group_policies_chars_max = 5'120;
inline constexpr std::size_t role_policies_chars_max = 10'240;
inline constexpr std::size_t managed_policy_chars_max = 6'144;
inline constexpr std::size_t trust_policy_chars_max = 2'048;

// API_CreateRole.html
inline constexpr std::int32_t session_seconds_default = 3'600;
// API_UpdateAccountPasswordPolicy.html
inline constexpr std::int32_t password_length_default = 6;
inline constexpr std::size_t former_passwords_max = 24;
// API_ListUsers.html: "If you do not include this parameter, the number of items defaults to 100."
inline constexpr std::int32_t page_items_default = 100;

// Changes that wait for their turn, a bound of ours.
inline constexpr std::size_t waiting_changes_max = 1'024;
// How long the use of a key or role may lie in memory alone, a bound of ours.
inline constexpr Millis use_unsaved_max{60'000};
// credential-reports.html: a report is made anew "as often as once every four hours".
inline constexpr Millis report_valid{4 * 60 * 60'000};

}  // namespace penstock::iam::limits
