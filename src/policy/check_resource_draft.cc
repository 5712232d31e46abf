// The rules of resource policies and of roles' trust policies. AWS reads both with one parser, whose words these are;
// which resources and actions a resource's policy may name is the service's to check. Recorded answers: those of S3,
// IAM and DynamoDB that Versity's and others' tests hold.
#include <algorithm>
#include <array>
#include <set>

#include "base/ids.h"
#include "policy/condition.h"
#include "policy/draft.h"
#include "policy/malformed.h"

namespace penstock::policy {
namespace {

constexpr std::string_view cognito = "cognito-identity.amazonaws.com";
constexpr std::array<std::string_view, 3> session_actions = {"sts:tagsession", "sts:setsourceidentity",
                                                             "sts:setcontext"};

Status refuse(std::string_view text) { return malformed(std::string(text)); }

Status check_repetition(const DraftStatement& statement) {
  const auto repeats = [](std::string_view name) {
    return malformed("Statement/policy already has instance of " + std::string(name));
  };
  if (statement.principals && statement.not_principals) return repeats("Principal");
  if (statement.actions && statement.not_actions) return repeats("Action");
  if (statement.resources && statement.not_resources) return repeats("Resource");
  return ok();
}

Status check_effect(const DraftStatement& statement) {
  if (!statement.effect) return refuse("Missing required field Effect");
  if (statement.effect == "Allow" || statement.effect == "Deny") return ok();
  return malformed("Invalid effect: " + *statement.effect);
}

template <class List>
Status check_presence(std::string_view name, const List& one, const List& other) {
  const auto& list = one ? one : other;
  if (!list) return malformed("Missing required field " + std::string(name));
  if (list->empty()) return malformed("Missing required field " + std::string(name) + " cannot be empty!");
  return ok();
}

bool is_aws_principal(std::string_view value) {
  if (value == "*" || is_account(value)) return true;
  ArnParts parts;
  if (parse_arn(value, parts)) {
    const bool has_account = is_account(parts.account) || parts.account == "cloudfront";
    return (parts.service == "iam" || parts.service == "sts") && has_account &&
           parts.resource.find_first_of("*?") == parts.resource.npos;
  }
  // A unique id is what is left of a user or role that was deleted.
  return value.size() >= 16 && value.starts_with('A') &&
         std::ranges::all_of(value, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

bool is_service(std::string_view value) {
  return (value.ends_with(".amazonaws.com") || value.ends_with(".amazonaws.com.cn") ||
          value.ends_with(".aws.internal")) &&
         value.find_first_of("*?") == value.npos;
}

bool is_principal(const std::string& type, const std::string& value) {
  if (type.empty()) return value == "*";
  if (type == "AWS") return is_aws_principal(value);
  if (type == "Service") return is_service(value);
  return type == "Federated" || type == "CanonicalUser";
}

std::string upper(std::string text) {
  for (auto& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

Status check_conditions(const DraftStatement& statement, Variables variables, std::string_view syntax) {
  for (const auto& test : statement.tests) {
    const auto op = parse_condition_operator(test.op);
    if (!op) return malformed("Invalid Condition type : " + test.op);
    for (const auto& value : test.values) {
      TextStore store(value.size());
      if (!parse_operand(op->comparison, value, variables, store)) return refuse(syntax);
    }
  }
  return ok();
}

Status check_document(const Draft& draft) {
  if (draft.version && draft.version != "2008-10-17" && draft.version != "2012-10-17") {
    return refuse("The policy must contain a valid version string");
  }
  if (draft.statements.empty()) return refuse("Could not parse the policy: Statement is empty!");
  return ok();
}

Status check_ids(const Draft& draft) {
  std::set<std::string> ids;
  for (const auto& statement : draft.statements) {
    if (!statement.id || statement.id->empty()) continue;
    if (!ids.insert(*statement.id).second) return refuse("The Statement Ids in the policy are not unique");
  }
  return ok();
}

Status check_resource_statement(const DraftStatement& statement, Variables variables) {
  if (auto status = check_repetition(statement); !status) return status;
  if (auto status = check_effect(statement); !status) return status;
  auto status = check_presence("Principal", statement.principals, statement.not_principals);
  if (!status) return status;
  for (const auto& [type, value] : statement.principals ? *statement.principals : *statement.not_principals) {
    if (!is_principal(type, value)) return refuse("Invalid principal in policy");
  }
  status = check_presence("Action", statement.actions, statement.not_actions);
  if (!status) return status;
  for (const auto& action : statement.actions ? *statement.actions : *statement.not_actions) {
    if (action != "*" && std::ranges::count(action, ':') != 1) return refuse("Policy has invalid action");
  }
  status = check_presence("Resource", statement.resources, statement.not_resources);
  if (!status) return status;
  for (const auto& resource : statement.resources ? *statement.resources : *statement.not_resources) {
    if (resource != "*" && !resource.starts_with("arn:")) return refuse("Policy has invalid resource");
  }
  return check_conditions(statement, variables, "Invalid policy syntax.");
}

Status check_trusted(const DraftStatement& statement) {
  for (const auto& [type, value] : *statement.principals) {
    if (type.empty()) return malformed("AssumeRolepolicy contained an invalid principal: \"STAR\":\"" + value + "\".");
    if (type == "CanonicalUser" || !is_principal(type, value)) {
      const auto name = type == "AWS" || type == "Service" || type == "Federated" ? upper(type) : type;
      return malformed("Invalid principal in policy: \"" + name + "\":\"" + value + "\"");
    }
    if (type == "Federated" && value == cognito && statement.tests.empty()) {
      return refuse("A condition block must be present for the Cognito provider");
    }
  }
  return ok();
}

Status check_trust_statement(const DraftStatement& statement, Variables variables) {
  if (auto status = check_repetition(statement); !status) return status;
  if (auto status = check_effect(statement); !status) return status;
  if (statement.not_principals) {
    return refuse(statement.effect == "Allow" ? "Allow with NotPrincipal is not allowed."
                                              : "AssumeRole policy must not contain NotPrincipal field.");
  }
  auto status = check_presence("Principal", statement.principals, statement.not_principals);
  if (!status) return status;
  if (status = check_trusted(statement); !status) return status;
  status = check_conditions(statement, variables, "Syntax error in policy.");
  if (!status) return status;
  status = check_presence("Action", statement.actions, statement.not_actions);
  if (!status) return status;
  for (const auto& action : statement.actions ? *statement.actions : *statement.not_actions) {
    const auto name = lower(action);
    if (!name.starts_with("sts:assumerole") && std::ranges::find(session_actions, name) == session_actions.end()) {
      return refuse("AssumeRole policy may only specify STS AssumeRole actions.");
    }
  }
  if (statement.resources) return refuse("Has prohibited field Resource");
  if (statement.not_resources) return refuse("AssumeRole policy must not contain resources.");
  return ok();
}

}  // namespace

Status check_resource_draft(const Draft& draft) {
  if (auto status = check_document(draft); !status) return status;
  for (const auto& statement : draft.statements) {
    if (auto status = check_resource_statement(statement, draft.variables()); !status) return status;
  }
  return check_ids(draft);
}

Status check_trust_draft(const Draft& draft) {
  if (auto status = check_document(draft); !status) return status;
  for (const auto& statement : draft.statements) {
    if (auto status = check_trust_statement(statement, draft.variables()); !status) return status;
  }
  return check_ids(draft);
}

}  // namespace penstock::policy
