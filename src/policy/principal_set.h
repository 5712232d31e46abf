// The Principal element of a statement: whom a resource policy or a trust policy is about. Pure; immutable; any thread.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "policy/principal.h"

namespace penstock::policy {

// How a principal is named, from the weakest to the strongest. What an Allow grants within one account depends on it.
enum class Naming : std::uint8_t {
  none,
  account,  // its account: leaves the decision to identity policies
  role,     // the role of a session, the user of a federated session: boundary and session policies still limit it
  direct,   // itself, or everyone
};

enum class PrincipalEntryKind : std::uint8_t {
  everyone,        // "*"
  everyone_aws,    // {"AWS": "*"}
  account,         // {"AWS": "123456789012"} or the root's ARN
  arn,             // a user's, role's or session's
  id,              // {"AWS": "AIDA…"}
  service,         // {"Service": "pipes.amazonaws.com"}
  federated,       // {"Federated": "arn:aws:iam::…:oidc-provider/…"}
  canonical_user,  // {"CanonicalUser": …}
};

struct PrincipalEntry {
  PrincipalEntryKind kind;
  std::string_view text;
};

// `type` is "AWS", "Service", "Federated" or "CanonicalUser"; the entry views `value`.
PrincipalEntry principal_entry(std::string_view type, std::string_view value);

class PrincipalSet {
 public:
  void add(PrincipalEntry entry) { entries_.push_back(entry); }
  bool empty() const { return entries_.empty(); }

  // The strongest naming.
  Naming naming(const Principal& principal) const;
  // Of a NotPrincipal that denies: a session is spared when itself, its role and its account are all named, and never
  // when it has a boundary.
  bool spares(const Principal& principal) const;

 private:
  std::vector<PrincipalEntry> entries_;
};

}  // namespace penstock::policy
