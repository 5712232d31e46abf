#include "policy/resource_statement.h"

#include "policy/draft.h"

namespace penstock::policy {

std::vector<ResourceStatement> resource_statements(std::string_view policy) {
  std::vector<ResourceStatement> statements;
  auto draft = read_draft(policy, DocumentKind::resource);
  if (!draft) return statements;
  for (auto& written : draft->statements) {
    auto& statement = statements.emplace_back();
    if (written.actions) statement.actions = std::move(*written.actions);
    if (written.resources) statement.resources = std::move(*written.resources);
    for (const auto& principals : {written.principals, written.not_principals}) {
      if (!principals) continue;
      for (const auto& [type, value] : *principals) {
        if (type == "AWS") statement.principals.push_back(value);
      }
    }
    for (auto& test : written.tests) statement.condition_keys.push_back(std::move(test.key));
  }
  return statements;
}

}  // namespace penstock::policy
