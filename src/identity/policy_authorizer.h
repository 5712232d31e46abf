// The Authorizer of a server: AWS's evaluation of the caller's and the resource's policies (policy/evaluate.h), and its
// words for a denial. Any thread; no state of its own.
#pragma once

#include "identity/authorize.h"

namespace penstock {

class PolicyAuthorizer final : public Authorizer {
 public:
  Status authorize(const Caller& caller, const AccessNeed& need, const OperationRequest& request) const override;
};

}  // namespace penstock
