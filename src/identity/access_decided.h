// The audit trail's event: who wanted what of which resource, and why it was allowed or not. One JSON line each,
// written by the trail's own thread (base/event_log.h): a request never waits for it.
#pragma once

#include <string_view>

#include "base/event_log.h"
#include "identity/authorize.h"
#include "policy/evaluate.h"

namespace penstock {

struct AccessDecided {
  static constexpr std::string_view name = "access";

  const Caller& caller;
  const AccessNeed& need;
  const OperationRequest& request;
  const policy::Decision& decision;

  Level level() const { return Level::info; }
  TimePoint time() const { return request.facts.time; }  // what conditions were judged by

  void describe(LogLine& line) const {
    const auto& principal = *caller.principal;
    line.add("request_id", caller.request_id);
    line.add("principal", principal.kind == policy::PrincipalKind::anonymous ? "anonymous" : principal.arn.c_str());
    line.add("service", request.service).add("operation", request.operation);
    line.add("action", need.action).add("resource", need.resource);
    line.add("decision", decision.is_allowed() ? "allowed" : "denied");
    line.add("by", reason());
    if (!decision.policy.empty()) line.add("policy", decision.policy);
    if (!decision.statement_id.empty()) line.add("sid", decision.statement_id);
    if (!caller.source_ip.empty()) line.add("source_ip", caller.source_ip);
  }

  // "identity policy": a statement of such a policy decided; "no identity policy": none allows it.
  std::string_view reason() const {
    using policy::PolicyType;
    if (caller.principal->kind == policy::PrincipalKind::root && decision.policy.empty() && decision.is_allowed()) {
      return "root";
    }
    const bool lacks = decision.verdict == policy::Verdict::implicitly_denied;
    switch (decision.type) {
      case PolicyType::identity:
        return lacks ? "no identity policy" : "identity policy";
      case PolicyType::resource:
        return lacks ? "no resource policy" : "resource policy";
      case PolicyType::boundary:
        return lacks ? "no boundary" : "boundary";
      case PolicyType::session:
        return lacks ? "no session policy" : "session policy";
      case PolicyType::trust:
        return lacks ? "no trust policy" : "trust policy";
    }
    return {};
  }
};

}  // namespace penstock
