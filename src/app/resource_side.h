// What the resource of a request brings to a decision: whose it is, its own policy, its condition keys. As the
// services' access rules tell it, so that an explanation and a request see the same. Any thread where the services are
// asked.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/dispatch.h"
#include "api/transport.h"
#include "base/task.h"
#include "identity/authorize.h"
#include "services/iam/service.h"

namespace penstock::app {

class ResourceSide {
 public:
  // Both outlive this.
  ResourceSide(std::span<const ServiceEntry> services, const iam::IamService& iam) : services_(services), iam_(iam) {}

  // What that caller needs for the action on the resource. A resource that is not there, or of a service that has no
  // resource policies here, brings nothing. The need views `action`.
  AccessNeed need(const Caller& caller, std::string_view action, const std::string& resource) const;

  // The text of that resource's policy, read by the transport's caller with its own rights. Errors: AWS's, where it may
  // not read it or there is none.
  Task<Result<std::string>> policy_text(Transport& transport, std::string resource) const;

 private:
  template <class Input>
  Result<AccessNeed> ask(const ServiceModel& model, const Operation& operation, const Caller& caller,
                         const Input& in) const;
  Result<AccessNeed> found(const Caller& caller, std::string_view action, const std::string& resource) const;
  AccessNeed trust_need(std::string_view role_arn) const;

  const std::span<const ServiceEntry> services_;
  const iam::IamService& iam_;
};

}  // namespace penstock::app
