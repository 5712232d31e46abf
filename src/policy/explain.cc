#include "policy/explain.h"

#include "policy/text.h"

namespace penstock::policy {
namespace {

class Examination {
 public:
  explicit Examination(const Request& request)
      : request_(request), name_(lower(request.action)), action_(std::string_view(name_)) {}

  void look(const Document& document, std::string_view policy, PolicyType type) {
    int index = 0;
    for (const auto& statement : document.statements()) {
      ExaminedStatement examined{.place = {type, policy, index++, &statement},
                                 .naming = statement.covers_principal(request_.principal)};
      judge(statement, examined);
      examined_.push_back(examined);
    }
  }
  void look(const NamedDocument& policy, PolicyType type) { look(*policy.document, policy.name, type); }

  std::vector<ExaminedStatement> take() { return std::move(examined_); }

 private:
  void judge(const Statement& statement, ExaminedStatement& examined) const {
    if (!statement.covers_action(action_)) {
      examined.misfit = Misfit::action;
    } else if (examined.naming == Naming::none) {
      examined.misfit = Misfit::principal;
    } else if (!statement.covers_resource(request_.resource, request_.context)) {
      examined.misfit = Misfit::resource;
    } else {
      for (const auto& condition : statement.conditions) {
        if (condition.holds(request_.context)) continue;
        examined.misfit = Misfit::condition;
        examined.condition = &condition;
        return;
      }
    }
  }

  const Request& request_;
  const std::string name_;
  const Action action_;
  std::vector<ExaminedStatement> examined_;
};

}  // namespace

std::vector<ExaminedStatement> examine(const Request& request) {
  Examination examination(request);
  if (const auto* document = request.resource_policy) {
    const bool is_trust = document->kind() == DocumentKind::trust;
    examination.look(*document, {}, is_trust ? PolicyType::trust : PolicyType::resource);
  }
  const auto& principal = request.principal;
  for (const auto& policy : principal.policies) examination.look(policy, PolicyType::identity);
  if (principal.boundary) examination.look(*principal.boundary, PolicyType::boundary);
  if (principal.session_policies) {
    for (const auto& policy : *principal.session_policies) examination.look(policy, PolicyType::session);
  }
  return examination.take();
}

}  // namespace penstock::policy
