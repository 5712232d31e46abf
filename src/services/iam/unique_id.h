// Ids as AWS makes them: a prefix that says what it is of, and base32 letters that begin with the account's number.
#pragma once

#include <string>
#include <string_view>

#include "io/random.h"

namespace penstock::iam {

// 21 characters: "AIDAQAAAAAAA…".
std::string new_unique_id(std::string_view prefix, std::string_view account, Random& random);
// An access key's, 20 characters: "AKIAQAAAAAAA…".
std::string new_key_id(std::string_view account, Random& random);
// 40 characters of base64.
std::string new_key_secret(Random& random);

}  // namespace penstock::iam
