// Ids of access keys: a prefix that says what kind, and 16 characters in which AWS writes the account's number; clients
// and GetAccessKeyInfo read it from there. Pure; any thread.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "io/random.h"

namespace penstock {

inline constexpr std::string_view long_term_key_prefix = "AKIA";
inline constexpr std::string_view temporary_key_prefix = "ASIA";

// Half of its bits are random: 39 of them, so whoever keeps ids makes another one when this one is taken.
std::string make_key_id(std::string_view prefix, std::string_view account, Random& random);

// The account whose key it is; absent for an id of another form, such as one that a person chose.
std::optional<std::string> account_of_key_id(std::string_view id);

}  // namespace penstock
