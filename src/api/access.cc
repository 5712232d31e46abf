#include "api/access.h"

namespace penstock {

Status authorize(const Authorizer& authorizer, const Caller& caller, const AccessRule& rule, const void* service,
                 const void* input, const OperationRequest& request) {
  const auto needs = rule.needs(service, caller, input);
  if (!needs) return needs.error();
  for (const auto& need : *needs) {
    if (auto allowed = authorizer.authorize(caller, need, request); !allowed) return allowed;
  }
  return ok();
}

}  // namespace penstock
