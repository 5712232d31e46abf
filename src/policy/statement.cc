#include "policy/statement.h"

#include <algorithm>

namespace penstock::policy {

bool Statement::covers_resource(std::string_view resource, const Context& context) const {
  if (!names_resources) return true;
  const auto matches = [&](const Text& text) { return text.matches(resource, context); };
  return std::ranges::any_of(resources, matches) != is_not_resource;
}

Naming Statement::covers_principal(const Principal& principal) const {
  if (!names_principals) return Naming::direct;
  if (!is_not_principal) return principals.naming(principal);
  if (effect == Effect::deny) return principals.spares(principal) ? Naming::none : Naming::direct;
  return principals.naming(principal) == Naming::none ? Naming::direct : Naming::none;
}

bool Statement::conditions_hold(const Context& context) const {
  return std::ranges::all_of(conditions, [&](const Condition& condition) { return condition.holds(context); });
}

void Statement::add_context_keys(std::vector<std::string_view>& keys) const {
  for (const auto& resource : resources) resource.add_variables(keys);
  for (const auto& condition : conditions) {
    keys.push_back(condition.key);
    for (const auto& operand : condition.operands) {
      if (const auto* text = std::get_if<Text>(&operand)) text->add_variables(keys);
    }
  }
}

}  // namespace penstock::policy
