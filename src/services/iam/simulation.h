// One simulation: policies under test, who would ask, and what the request would bring. What SimulateCustomPolicy and
// SimulatePrincipalPolicy share. Pure.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/iam/shapes.h"
#include "base/result.h"
#include "policy/context.h"
#include "policy/principal.h"
#include "services/iam/account.h"

namespace penstock::iam {

class Simulation {
 public:
  // Nobody yet: policies without anybody who has them.
  explicit Simulation(std::string_view account);
  // The policies of a user (its groups' included), a group or a role; they ask, unless it is a group. Errors:
  // InvalidInput for an ARN that is none of these, NoSuchEntity.
  static Result<Simulation> of(const Account& account, std::string_view arn);

  // Errors of all: InvalidInput for a policy that is none.
  Status add_policies(const std::vector<std::string>& texts);
  Status set_boundary(const std::vector<std::string>& texts);
  // What else the request says. Error, too: InvalidInput for a caller that is no user.
  template <class In>
  Status set_request(const In& in) {
    if (in.permissions_boundary_policy_input_list) {
      if (auto set = set_boundary(*in.permissions_boundary_policy_input_list); !set) return set;
    }
    if (in.context_entries) add_context(*in.context_entries);
    if (auto set = set_caller(in.caller_arn, in.resource_policy.has_value()); !set) return set;
    return set_resource(in.resource_policy, in.resource_owner);
  }

  // What is asked of a named resource is told once more for it apart, as AWS does.
  enum class Resource : std::uint8_t { any, named };
  EvaluationResult run(const std::string& action, const std::string& resource, Resource kind) const;

  // The condition keys and variables of all policies, as they spell them; sorted, each once.
  std::vector<std::string> context_keys() const;

 private:
  template <class Record>
  void add_grantee(const Account& account, const Record& record);
  void add_policy(std::string id, const PolicyText& policy);
  void add_managed(const Account& account, const std::string& arn);
  void set_boundary_of(const Account& account, const std::optional<std::string>& arn);
  Status set_caller(const std::optional<std::string>& arn, bool has_resource_policy);
  Status set_resource(const std::optional<std::string>& policy, const std::optional<std::string>& owner);
  void add_context(const std::vector<ContextEntry>& entries);
  std::string spelled(std::string_view key) const;

  policy::Principal principal_;
  std::shared_ptr<const policy::Document> resource_policy_;
  std::string resource_account_;
  std::vector<policy::ContextEntry> entries_;
  std::vector<std::string> texts_;  // of all policies, for the spelling of keys
};

}  // namespace penstock::iam
