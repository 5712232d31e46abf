// Passwords of users: what they have to be, and how they are kept, which tells nobody what they are.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/random.h"
#include "services/iam/record.h"

namespace penstock::iam {

// Whether a password may be set; without a policy, AWS's default one holds. Error: PasswordPolicyViolation. Pure.
Status check_password(const std::optional<PasswordPolicyRecord>& policy, std::string_view password);

// "scrypt$14$8$1$<salt>$<hash>" (docs/formats/iam.md). Takes tens of milliseconds and 16 MiB: off the event loops.
std::string hash_password(Random& random, std::string_view password);
// As slow. False for what is no hash, too.
bool is_password(std::string_view hash, std::string_view password);

}  // namespace penstock::iam
