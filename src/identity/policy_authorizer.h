// The Authorizer of a server: AWS's evaluation of the caller's and the resource's policies (policy/evaluate.h), and its
// words for a denial. Each decision goes to the audit trail. Any thread; no state of its own.
#pragma once

#include "base/event_log.h"
#include "identity/authorize.h"

namespace penstock {

enum class Recorded : std::uint8_t { every_decision, denials };

class PolicyAuthorizer final : public Authorizer {
 public:
  PolicyAuthorizer() = default;
  // The trail outlives this.
  explicit PolicyAuthorizer(EventLog* trail, Recorded recorded = Recorded::every_decision)
      : trail_(trail), recorded_(recorded) {}
  Status authorize(const Caller& caller, const AccessNeed& need, const OperationRequest& request) const override;

 private:
  EventLog* const trail_ = nullptr;  // null: nothing is recorded
  const Recorded recorded_ = Recorded::every_decision;
};

}  // namespace penstock
