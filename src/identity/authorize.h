// Decides whether a caller may do what it asks. Called by front/ before an operation, and by whoever acts for a role.
#pragma once

#include <string_view>

#include "base/result.h"
#include "identity/caller.h"

namespace penstock {

class Authorizer {
 public:
  virtual ~Authorizer() = default;
  // `action` as policies name it: "kinesis:PutRecord"; `resource` is an ARN, or "*" where the operation has none or the
  // caller of this does not know it. Errors: AWS's AccessDenied text of the service. Any thread; does not block.
  virtual Status authorize(const Caller& caller, std::string_view action, std::string_view resource) const = 0;
};

// An account's root may do everything. Only root keys exist beside this body.
class RootMayAll final : public Authorizer {
 public:
  Status authorize(const Caller&, std::string_view, std::string_view) const override { return ok(); }
};

}  // namespace penstock
