#include <algorithm>
#include <array>

#include "policy/evaluate.h"
#include "policy/text.h"

namespace penstock::policy {
namespace {

// These leave out a resource that is none; the others say "on resource: *".
constexpr std::array<std::string_view, 6> silent_about_none = {
    "cloudformation", "cloudfront", "cloudwatch", "ec2", "s3", "sts"};

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

// SQS writes its actions in lower case, SNS its name in upper case.
std::string spelled(std::string_view service, std::string_view action) {
  if (service == "sqs") return lower(action);
  std::string text(action);
  if (service == "sns") text.replace(0, service.size(), "SNS");
  return text;
}

std::string_view name_of(const Principal& principal) {
  return principal.kind == PrincipalKind::anonymous ? std::string_view("anonymous") : principal.arn;
}

void append_resource(std::string& text, std::string_view service, std::string_view resource) {
  if (resource.empty()) return;
  if (resource == "*" && std::ranges::find(silent_about_none, service) != silent_about_none.end()) return;
  const std::string_view quote = service == "s3" ? "\"" : "";
  text.append(" on resource: ").append(quote).append(resource).append(quote);
}

}  // namespace

std::string denial_text(const Request& request, const Decision& decision) {
  const auto& principal = request.principal;
  if (principal.kind == PrincipalKind::web_identity) {
    return std::string("Not authorized to perform ").append(request.action);
  }
  const auto service = request.action.substr(0, request.action.find(':'));
  const auto action = spelled(service, request.action);
  std::string text("User");
  if (service == "ses") {
    text.append(" `").append(name_of(principal)).append("' is not authorized to perform `").append(action);
    return text.append("' on resource `").append(request.resource).append("'");
  }
  text.append(": ").append(name_of(principal)).append(" is not authorized to perform: ").append(action);
  append_resource(text, service, request.resource);
  if (decision.verdict == Verdict::explicitly_denied) return text.append(explicit_reason(decision.type));
  // STS says no more when a trust policy does not allow: who asks may be of another account.
  if (decision.type == PolicyType::trust) return text;
  return text.append(implicit_reason(decision.type)).append(action).append(" action");
}

}  // namespace penstock::policy
