// Decides whether a caller may do what it asks. Asked by front/ and the in-process client before an operation, by
// operations that need to know more than their rule (may()), and by whoever acts for a role.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "identity/auth_error.h"
#include "identity/caller.h"
#include "policy/context.h"
#include "policy/document.h"
#include "policy/request_context.h"

namespace penstock {

// One thing that a policy has to allow. https://docs.aws.amazon.com/service-authorization/latest/reference/
struct AccessNeed {
  std::string_view action;                                       // a literal: "kinesis:PutRecord"
  std::string resource = "*";                                    // an ARN, or "*" where the action has no resource
  std::string resource_account = {};                             // empty: the caller's own
  std::shared_ptr<const policy::Document> resource_policy = {};  // null: there is none
  bool resource_policy_must_allow = false;
  std::vector<policy::ContextEntry> context = {};             // the service's condition keys: {"s3:prefix", "a/"}
  std::shared_ptr<const policy::Context> resource_keys = {};  // of the resource, found when asked for; null: none
  std::string told_resource = {};                             // as a denial calls it: "user ana"; empty: by its ARN
};
using AccessNeeds = std::vector<AccessNeed>;

// The request that a need stands for, beside who asks.
struct OperationRequest {
  policy::RequestFacts facts = {};
  Dialect dialect = Dialect::json;             // in whose words it is refused
  std::string_view service = {};               // "kinesis"
  std::string_view operation = {};             // "PutRecord"
  const policy::Context* more_keys = nullptr;  // further condition keys; null: there are none
  // The regions that its signature is good for: "eu-north-1", or of Version 4A a list of patterns (identity/sigv4a.h).
  std::string_view signed_regions = {};  // empty: no signature says so
  Place signed_in = Place::nowhere;
};

class Authorizer {
 public:
  virtual ~Authorizer() = default;
  // Errors: AWS's denial, in the words of the dialect. Any thread; does not block.
  virtual Status authorize(const Caller& caller, const AccessNeed& need, const OperationRequest& request) const = 0;
};

// Everything is allowed: for tests and benchmarks of what lies behind.
class AllowAll final : public Authorizer {
 public:
  Status authorize(const Caller&, const AccessNeed&, const OperationRequest&) const override { return ok(); }
};

// The request that an operation runs for, as it asks on: whether its caller may do something else, too.
struct RequestAccess {
  const Authorizer& authorizer;
  OperationRequest request;
};

// For operations whose answer depends on it: a batch that refuses single keys, a missing object that only those may
// know of who may list. ok() for a caller that no request made (a test's).
inline Status may(const Caller& caller, const AccessNeed& need) {
  if (!caller.access) return ok();
  return caller.access->authorizer.authorize(caller, need, caller.access->request);
}

}  // namespace penstock
