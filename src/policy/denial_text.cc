#include <algorithm>
#include <array>

#include "policy/evaluate.h"

namespace penstock::policy {
namespace {

std::string_view explicit_reason(PolicyType type) {
  switch (type) {
    case PolicyType::identity:
      return " with an explicit deny in an identity-based policy";
    case PolicyType::resource:
      return " with an explicit deny in a resource-based policy";
    case PolicyType::boundary:
      return " with an explicit deny in a permissions boundary";
    case PolicyType::session:
      return " with an explicit deny in a session policy";
    case PolicyType::trust:
      return " with an explicit deny in the role trust policy";
  }
  return {};
}

std::string_view implicit_reason(PolicyType type) {
  switch (type) {
    case PolicyType::identity:
      return " because no identity-based policy allows the ";
    case PolicyType::resource:
      return " because no resource-based policy allows the ";
    case PolicyType::boundary:
      return " because no permissions boundary allows the ";
    case PolicyType::session:
      return " because no session policy allows the ";
    case PolicyType::trust:
      return {};
  }
  return {};
}

}  // namespace

std::string denial_text(const Request& request, const Decision& decision) {
  const auto& principal = request.principal;
  if (principal.kind == PrincipalKind::web_identity) {
    return std::string("Not authorized to perform ").append(request.action);
  }
  std::string text("User: ");
  text += principal.kind == PrincipalKind::anonymous ? std::string_view("anonymous") : std::string_view(principal.arn);
  text.append(" is not authorized to perform: ").append(request.action);
  if (!request.resource.empty()) text.append(" on resource: ").append(request.resource);
  if (decision.verdict == Verdict::explicitly_denied) return text.append(explicit_reason(decision.type));
  // STS says no more when a trust policy does not allow: who asks may be of another account.
  if (decision.type == PolicyType::trust) return text;
  return text.append(implicit_reason(decision.type)).append(request.action).append(" action");
}

}  // namespace penstock::policy
