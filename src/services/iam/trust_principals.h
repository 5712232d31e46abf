// Whom a trust policy names. It is kept with the unique ids of the users and roles that it named when it was sent, so
// that another one of the same name is not trusted, and told with the ARNs that these have at the moment.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "services/iam/live_directory.h"

namespace penstock::iam {

// A text that names a principal: where it lies in the document, with its quotes.
struct NamedPrincipal {
  std::string_view type;  // "AWS", "Federated"
  std::string name;
  std::size_t begin = 0, end = 0;
};
// In the order of the document, which is a policy. Pure.
std::vector<NamedPrincipal> named_principals(std::string_view json);

// The policy with ids for the users and roles of the accounts that are here; who belongs to another one is not looked
// up. Error: MalformedPolicyDocument for a user, role or provider that does not exist. Whoever calls it has the turn.
Result<PolicyText> bind_principals(PolicyText trust, const LiveDirectory& directory);

// Whether {"AWS": …} is a user or role of an account that is here, or an id, and nobody is called so. A group always
// is.
bool is_missing_principal(std::string_view name, const LiveDirectory& directory);

// With ARNs for the ids of users and roles that there are; the ids of others stay.
std::string told_trust(std::string_view json, const LiveDirectory& directory);

}  // namespace penstock::iam
