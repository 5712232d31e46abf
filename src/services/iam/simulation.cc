#include "services/iam/simulation.h"

#include <algorithm>

#include "api/iam/errors.h"
#include "base/ids.h"
#include "policy/explain.h"
#include "policy/managed.h"
#include "policy/request_context.h"
#include "policy/text.h"
#include "services/iam/policy_text.h"

namespace penstock::iam {
namespace {

using policy::DocumentKind;
using policy::PolicyType;
using policy::Verdict;

constexpr std::string_view user_prefix = "user/";

// A simulated request has the keys that it is given, and knows who asks; nothing else comes with it.
class SimulatedContext final : public policy::Context {
 public:
  SimulatedContext(const policy::Principal& principal, std::span<const policy::ContextEntry> entries)
      : principal_(principal), entries_(entries), of_principal_(principal, facts_) {}

  bool find(std::string_view key, std::vector<std::string>& values) const override {
    bool found = false;
    for (const auto& [name, value] : entries_) {
      if (name != key) continue;
      values.push_back(value);
      found = true;
    }
    if (found || principal_.arn.empty()) return found;
    const bool is_of_principal = key.starts_with("aws:principal") || key == "aws:username" || key == "aws:userid";
    return is_of_principal && of_principal_.find(key, values);
  }

 private:
  const policy::Principal& principal_;
  const std::span<const policy::ContextEntry> entries_;
  const policy::RequestFacts facts_;
  const policy::RequestContext of_principal_;
};

std::string text_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::allowed:
      return "allowed";
    case Verdict::explicitly_denied:
      return "explicitDeny";
    case Verdict::implicitly_denied:
      break;
  }
  return "implicitDeny";
}

iam::Position position(const policy::Position& at) {
  return {.line = static_cast<std::int32_t>(at.line), .column = static_cast<std::int32_t>(at.column)};
}

// AWS tells those statements alone that decide; a boundary grants nothing.
std::vector<iam::Statement> deciding(const policy::Explanation& explanation) {
  std::vector<iam::Statement> statements;
  const auto verdict = explanation.decision.verdict;
  if (verdict == Verdict::implicitly_denied) return statements;
  const auto effect = verdict == Verdict::allowed ? policy::Effect::allow : policy::Effect::deny;
  for (const auto& matched : explanation.matched) {
    if (matched.statement->effect != effect) continue;
    if (effect == policy::Effect::allow && matched.type == PolicyType::boundary) continue;
    const bool is_resource = matched.type == PolicyType::resource;
    statements.push_back({.source_policy_id = is_resource ? "ResourcePolicy" : std::string(matched.policy),
                          .source_policy_type = is_resource ? "Resource Policy" : "IAM Policy",
                          .start_position = position(matched.statement->told_begin),
                          .end_position = position(matched.statement->end)});
  }
  return statements;
}

Result<PolicyText> read_input(const std::string& text, DocumentKind kind) {
  auto policy = read_policy(text, kind);
  if (!policy) return errors::invalid_input(policy.error().message);
  return policy;
}

}  // namespace

Simulation::Simulation(std::string_view account) {
  principal_.kind = policy::PrincipalKind::user;
  principal_.account = account;
}

Result<Simulation> Simulation::of(const Account& account, std::string_view arn) {
  Simulation simulation(account.number);
  ArnParts parts;
  const bool is_iam = parse_arn(arn, parts) && parts.service == "iam" && parts.account == account.number;
  const auto slash = parts.resource.find('/');
  const auto kind = parts.resource.substr(0, slash);
  const auto name = parts.resource.substr(parts.resource.rfind('/') + 1);
  if (is_iam && slash != parts.resource.npos && kind == UserRecord::kind) {
    const auto user = existing<UserRecord>(account, name);
    if (!user) return user.error();
    simulation.add_grantee(account, **user);
    for (const auto& id : (*user)->groups) {
      if (const auto group = account.groups.find_id(id)) simulation.add_grantee(account, *group);
    }
    simulation.set_boundary_of(account, (*user)->boundary);
    simulation.principal_.arn = arn_of(account.number, **user);
    simulation.principal_.id = (*user)->id;
    simulation.principal_.name = (*user)->name;
    simulation.principal_.tags = (*user)->tags;
  } else if (is_iam && slash != parts.resource.npos && kind == RoleRecord::kind) {
    const auto role = existing<RoleRecord>(account, name);
    if (!role) return role.error();
    simulation.add_grantee(account, **role);
    simulation.set_boundary_of(account, (*role)->boundary);
    simulation.principal_.kind = policy::PrincipalKind::role_session;
    simulation.principal_.arn = simulation.principal_.role_arn = arn_of(account.number, **role);
    simulation.principal_.id = (*role)->id;
    simulation.principal_.tags = (*role)->tags;
  } else if (is_iam && slash != parts.resource.npos && kind == GroupRecord::kind) {
    const auto group = existing<GroupRecord>(account, name);
    if (!group) return group.error();
    simulation.add_grantee(account, **group);
  } else {
    return errors::invalid_input("Invalid Entity Arn: " + std::string(arn) +
                                 " does not clearly define entity type and name.");
  }
  return simulation;
}

template <class Record>
void Simulation::add_grantee(const Account& account, const Record& record) {
  for (const auto& [name, policy] : record.inline_policies) {
    add_policy(std::string(Record::kind) + "_" + record.name + "_" + name, policy);
  }
  for (const auto& arn : record.attached) add_managed(account, arn);
}

void Simulation::add_policy(std::string id, const PolicyText& policy) {
  principal_.policies.push_back({std::move(id), policy.document});
  texts_.push_back(policy.text);
}

void Simulation::add_managed(const Account& account, const std::string& arn) {
  if (const auto* managed = policy::find_aws_managed_policy(arn)) {
    add_policy(managed->name, {.text = std::string(managed->json), .document = managed->document});
  } else if (const auto own = find_policy(account, arn)) {
    add_policy(own->name, own->in_force()->policy);
  }
}

void Simulation::set_boundary_of(const Account& account, const std::optional<std::string>& arn) {
  if (!arn) return;
  principal_.boundary = policy::NamedDocument{arn->substr(arn->rfind('/') + 1), managed_document(account, *arn)};
}

Status Simulation::add_policies(const std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto policy = read_input(texts[i], DocumentKind::identity);
    if (!policy) return policy.error();
    add_policy("PolicyInputList." + std::to_string(i + 1), *policy);
  }
  return ok();
}

// The model takes one at most.
Status Simulation::set_boundary(const std::vector<std::string>& texts) {
  for (const auto& text : texts) {
    auto policy = read_input(text, DocumentKind::identity);
    if (!policy) return policy.error();
    principal_.boundary = policy::NamedDocument{"PermissionsBoundaryPolicyInputList.1", policy->document};
    texts_.push_back(text);
  }
  return ok();
}

Status Simulation::set_caller(const std::optional<std::string>& arn, bool has_resource_policy) {
  const bool is_user = principal_.kind == policy::PrincipalKind::user;
  if (!arn) {
    if (has_resource_policy && (principal_.arn.empty() || !is_user)) {
      return errors::invalid_input("Invalid caller - Caller must be an IAM user in this context.");
    }
    return ok();
  }
  ArnParts parts;
  if (!parse_arn(*arn, parts) || parts.service != "iam" || !parts.resource.starts_with(user_prefix)) {
    return errors::invalid_input("Invalid caller - Caller must be an IAM user in this context.");
  }
  principal_.kind = policy::PrincipalKind::user;
  principal_.role_arn.clear();
  if (principal_.arn != *arn) {
    principal_.arn = *arn;
    principal_.id.clear();
    principal_.tags.clear();
  }
  principal_.account = parts.account;
  principal_.name = parts.resource.substr(parts.resource.rfind('/') + 1);
  return ok();
}

Status Simulation::set_resource(const std::optional<std::string>& policy, const std::optional<std::string>& owner) {
  if (policy) {
    auto read = read_input(*policy, DocumentKind::resource);
    if (!read) return read.error();
    resource_policy_ = read->document;
    texts_.push_back(*policy);
  }
  if (owner) {
    ArnParts parts;
    resource_account_ = parse_arn(*owner, parts) ? std::string(parts.account) : *owner;
  }
  return ok();
}

void Simulation::add_context(const std::vector<ContextEntry>& entries) {
  for (const auto& entry : entries) {
    if (!entry.context_key_name || !entry.context_key_values) continue;
    const auto key = policy::lower(*entry.context_key_name);
    for (const auto& value : *entry.context_key_values) entries_.emplace_back(key, value);
  }
}

EvaluationResult Simulation::run(const std::string& action, const std::string& resource, Resource kind) const {
  const SimulatedContext context(principal_, entries_);
  const auto explanation = policy::explain({.principal = principal_,
                                            .action = action,
                                            .resource = resource,
                                            .resource_account = resource_account_,
                                            .resource_policy = resource_policy_.get(),
                                            .context = context});
  EvaluationResult result{.eval_action_name = action,
                          .eval_resource_name = resource,
                          .eval_decision = text_of(explanation.decision.verdict),
                          .matched_statements = deciding(explanation),
                          .missing_context_values = std::vector<std::string>()};
  for (const auto& key : explanation.missing_keys) result.missing_context_values->push_back(spelled(key));
  if (const auto boundary = explanation.verdict_of(PolicyType::boundary)) {
    result.permissions_boundary_decision_detail =
        PermissionsBoundaryDecisionDetail{.allowed_by_permissions_boundary = *boundary == Verdict::allowed};
  }
  if (!resource_account_.empty() && resource_account_ != principal_.account) {
    auto& details = result.eval_decision_details.emplace();
    details["IAM Policy"] = text_of(explanation.verdict_of(PolicyType::identity).value_or(Verdict::implicitly_denied));
    details["Resource Policy"] =
        text_of(explanation.verdict_of(PolicyType::resource).value_or(Verdict::implicitly_denied));
  }
  if (kind == Resource::any) return result;
  ResourceSpecificResult specific{.eval_resource_name = resource,
                                  .eval_resource_decision = result.eval_decision,
                                  .matched_statements = result.matched_statements,
                                  .missing_context_values = result.missing_context_values,
                                  .eval_decision_details = result.eval_decision_details,
                                  .permissions_boundary_decision_detail = result.permissions_boundary_decision_detail};
  result.resource_specific_results.emplace().push_back(std::move(specific));
  return result;
}

std::vector<std::string> Simulation::context_keys() const {
  std::vector<std::string> keys;
  for (const auto& policy : principal_.policies) {
    for (const auto& key : policy::context_keys(*policy.document)) keys.push_back(spelled(key));
  }
  std::ranges::sort(keys);
  keys.erase(std::ranges::unique(keys).begin(), keys.end());
  return keys;
}

// Documents hold keys in lower case.
std::string Simulation::spelled(std::string_view key) const {
  for (const auto& text : texts_) {
    const auto at = policy::lower(text).find(key);
    if (at != std::string::npos) return text.substr(at, key.size());
  }
  return std::string(key);
}

}  // namespace penstock::iam
