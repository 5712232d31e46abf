#include <algorithm>
#include <set>

#include "policy/draft.h"
#include "policy/malformed.h"

namespace penstock::policy {
namespace {

constexpr std::string_view syntax_errors = "Syntax errors in policy.";

Status refuse(std::string_view text) { return malformed(std::string(text)); }

bool has_values(const DraftStatement::Texts& texts) { return texts && !texts->empty(); }

Status check_action(const std::string& action) {
  if (action == "*") return ok();
  const auto colon = action.find(':');
  if (colon == action.npos) {
    return refuse("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  }
  if (action.find(':', colon + 1) != action.npos) return refuse("Actions/Condition can contain only one colon.");
  const auto vendor = action.substr(0, colon);
  if (vendor.find_first_of("*?") != vendor.npos) {
    return refuse("Action vendors (e.g., aws, ec2, etc.) must not contain wildcards.");
  }
  const auto is_allowed = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '.'; };
  if (vendor.empty() || !std::ranges::all_of(vendor, is_allowed)) return refuse("Vendor " + vendor + " is not valid");
  return ok();
}

}  // namespace

Status check_draft(const Draft& draft, DocumentKind kind) {
  const bool is_identity = kind == DocumentKind::identity || kind == DocumentKind::managed;
  if (draft.version && draft.version != "2008-10-17" && draft.version != "2012-10-17") return refuse(syntax_errors);
  if (draft.statements.empty()) return refuse(syntax_errors);
  if (kind == DocumentKind::managed && draft.version != "2012-10-17") {
    return refuse("Policy document must be version 2012-10-17 or greater.");
  }
  std::set<std::string> ids;
  for (const auto& statement : draft.statements) {
    if (statement.effect != "Allow" && statement.effect != "Deny") return refuse(syntax_errors);
    if (statement.actions && statement.not_actions) return refuse(syntax_errors);
    if (statement.resources && statement.not_resources) return refuse(syntax_errors);
    if (statement.principals && statement.not_principals) return refuse(syntax_errors);
    if (statement.id && !statement.id->empty() && !ids.insert(*statement.id).second) {
      return refuse("Statement IDs (SID) in a single policy must be unique.");
    }
    if (!has_values(statement.actions) && !has_values(statement.not_actions)) {
      return refuse("Policy statement must contain actions.");
    }
    if (kind == DocumentKind::trust) {
      if (statement.resources || statement.not_resources) return refuse("Has prohibited field Resource");
    } else if (!has_values(statement.resources) && !has_values(statement.not_resources)) {
      return refuse("Policy statement must contain resources.");
    }
    const auto& principals = statement.principals ? statement.principals : statement.not_principals;
    if (is_identity && principals) return refuse("Policy document should not specify a principal.");
    if (!is_identity && (!principals || principals->empty())) return refuse("Missing required field Principal");
    for (const auto* actions : {&statement.actions, &statement.not_actions}) {
      if (!*actions) continue;
      for (const auto& action : **actions) {
        if (auto status = check_action(action); !status) return status;
      }
    }
  }
  return ok();
}

}  // namespace penstock::policy
