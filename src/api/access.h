// What an operation's caller must be allowed: one rule per operation, in the service's access.cc beside its operations.
// A server refuses to start with an operation that has none. Rules are immutable; called on the request's thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "identity/caller.h"
#include "policy/context.h"
#include "policy/document.h"
#include "wire/model.h"

namespace penstock {

// One thing that a policy has to allow. https://docs.aws.amazon.com/service-authorization/latest/reference/
struct AccessNeed {
  std::string_view action;                                       // a literal: "kinesis:PutRecord"
  std::string resource = "*";                                    // an ARN, or "*" where the action has no resource
  std::string resource_account = {};                             // empty: the caller's own
  std::shared_ptr<const policy::Document> resource_policy = {};  // null: there is none
  bool resource_policy_must_allow = false;
  std::vector<policy::ContextEntry> context = {};  // the service's condition keys: {"s3:prefix", "a/"}
};
using AccessNeeds = std::vector<AccessNeed>;

struct AccessRule {
  const Operation* operation;
  // All that has to be allowed for this input. Errors: the input names no resource.
  Result<AccessNeeds> (*needs)(const void* service, const Caller& caller, const void* input);
};

namespace access_detail {
template <auto method, class Service, class Input>
Result<AccessNeeds> needs(const void* service, const Caller& caller, const void* input) {
  return (static_cast<const Service*>(service)->*method)(caller, *static_cast<const Input*>(input));
}
template <auto method>
struct RuleOf;
template <class Service, class Input, Result<AccessNeeds> (Service::*method)(const Caller&, const Input&) const>
struct RuleOf<method> {
  static constexpr auto needs = &access_detail::needs<method, Service, Input>;
};
}  // namespace access_detail

// access_rule<operations::put_record, &KinesisService::to_put_record>(), where
//   Result<AccessNeeds> to_put_record(const Caller&, const PutRecordInput&) const;
template <const Operation& operation, auto method>
constexpr AccessRule access_rule() {
  return {&operation, access_detail::RuleOf<method>::needs};
}

}  // namespace penstock
