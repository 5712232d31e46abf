// Whom a session makes of its client: the role or user of this moment, with what the session adds and how it narrows.
// Pure; any thread.
#pragma once

#include <memory>
#include <vector>

#include "identity/directory.h"
#include "identity/session.h"
#include "policy/principal.h"

namespace penstock {

// What the directory has at one moment for a session. While it stays the same, so does the principal.
struct SessionBasis {
  std::shared_ptr<const Role> role;                              // of a role's session
  std::shared_ptr<const policy::Principal> user;                 // of a user's
  std::vector<std::shared_ptr<const policy::Document>> managed;  // in the order of the session's ARNs; null: gone
  bool is_there = true;                                          // false: the role or user is not there any more
  bool operator==(const SessionBasis&) const = default;
};
SessionBasis find_basis(const Session& session, const Directory& directory);

// `inline_policy` is the session's own, read; null when it has none. `basis.is_there`.
std::shared_ptr<const policy::Principal> principal_of(const Session& session, const SessionBasis& basis,
                                                      std::shared_ptr<const policy::Document> inline_policy);

}  // namespace penstock
