// Ids as AWS makes them: a prefix that says what is called so, and letters in which AWS writes the account's number;
// clients and GetAccessKeyInfo read it from there. Pure; any thread.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "io/random.h"

namespace penstock {

inline constexpr std::string_view long_term_key_prefix = "AKIA";
inline constexpr std::string_view temporary_key_prefix = "ASIA";

// Of an access key, 20 characters. Half of its bits are random: 39 of them, so whoever keeps ids makes another one when
// this one is taken.
std::string make_key_id(std::string_view prefix, std::string_view account, Random& random);
// Of a user, role or other thing, 21 characters: "AIDAQAAAAAAA…".
std::string make_unique_id(std::string_view prefix, std::string_view account, Random& random);

// A secret access key: 40 characters of base64.
std::string make_key_secret(Random& random);

// The account whose key it is; absent for an id of another form, such as one that a person chose.
std::optional<std::string> account_of_key_id(std::string_view id);

}  // namespace penstock
