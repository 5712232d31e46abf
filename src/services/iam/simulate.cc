// SimulateCustomPolicy, SimulatePrincipalPolicy and the context keys that these want to know.
#include "api/iam/errors.h"
#include "services/iam/page.h"
#include "services/iam/service.h"
#include "services/iam/simulation.h"

namespace penstock::iam {
namespace {

Status check_action(const std::string& action) {
  const auto colon = action.find(':');
  if (colon != action.npos && colon != 0 && colon + 1 != action.size() && action.find('*') == action.npos) return ok();
  return errors::invalid_input("Invalid Action Name: " + action);
}

// Each action on each resource; a page's marker says which of these comes next.
template <class In>
Result<SimulatePolicyResponse> run(const Simulation& simulation, const In& in) {
  const std::vector<std::string> everything = {"*"};
  const auto kind = in.resource_arns ? Simulation::Resource::named : Simulation::Resource::any;
  const auto& resources = in.resource_arns ? *in.resource_arns : everything;
  struct Run {
    const std::string* action;
    const std::string* resource;
    std::string place;
  };
  std::vector<Run> runs;
  for (const auto& action : in.action_names) {
    if (auto good = check_action(action); !good) return good.error();
    for (const auto& resource : resources) {
      auto place = std::to_string(runs.size());
      place.insert(0, 8 - std::min<std::size_t>(8, place.size()), '0');
      runs.push_back({&action, &resource, std::move(place)});
    }
  }
  SimulatePolicyResponse out{.evaluation_results = std::vector<EvaluationResult>()};
  auto filled = fill_page(
      in, out, runs, [](const Run& run) -> const auto& { return run.place; },
      [&](const Run& run) { out.evaluation_results->push_back(simulation.run(*run.action, *run.resource, kind)); });
  if (!filled) return filled.error();
  return out;
}

}  // namespace

Task<Result<SimulateCustomPolicyOutput>> IamService::simulate_custom_policy(Caller caller,
                                                                            SimulateCustomPolicyInput in) {
  Simulation simulation(caller.account);
  co_await simulation.add_policies(in.policy_input_list);
  co_await simulation.set_request(in);
  co_return run(simulation, in);
}

Task<Result<SimulatePrincipalPolicyOutput>> IamService::simulate_principal_policy(Caller caller,
                                                                                  SimulatePrincipalPolicyInput in) {
  auto simulation = co_await Simulation::of(*account_of(caller), in.policy_source_arn);
  if (in.policy_input_list) co_await simulation.add_policies(*in.policy_input_list);
  co_await simulation.set_request(in);
  co_return run(simulation, in);
}

Task<Result<GetContextKeysForCustomPolicyOutput>> IamService::get_context_keys_for_custom_policy(
    Caller caller, GetContextKeysForCustomPolicyInput in) {
  Simulation simulation(caller.account);
  co_await simulation.add_policies(in.policy_input_list);
  co_return GetContextKeysForCustomPolicyOutput{.context_key_names = simulation.context_keys()};
}

Task<Result<GetContextKeysForPrincipalPolicyOutput>> IamService::get_context_keys_for_principal_policy(
    Caller caller, GetContextKeysForPrincipalPolicyInput in) {
  auto simulation = co_await Simulation::of(*account_of(caller), in.policy_source_arn);
  if (in.policy_input_list) co_await simulation.add_policies(*in.policy_input_list);
  co_return GetContextKeysForPrincipalPolicyOutput{.context_key_names = simulation.context_keys()};
}

}  // namespace penstock::iam
