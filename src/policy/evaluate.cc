#include "policy/evaluate.h"

#include <algorithm>
#include <array>
#include <optional>

#include "policy/explain.h"
#include "policy/statement.h"

namespace penstock::policy {
namespace {

// What the documents of one type say about a request.
struct Findings {
  Decision allow{.verdict = Verdict::implicitly_denied};
  Decision deny{.verdict = Verdict::implicitly_denied};
  Naming naming = Naming::none;  // the strongest in an Allow

  bool allows() const { return allow.verdict == Verdict::allowed; }
  bool denies() const { return deny.verdict == Verdict::explicitly_denied; }
};

// The action in lower case, on the stack as a rule.
class LowerCase {
 public:
  explicit LowerCase(std::string_view text) {
    if (text.size() > short_.size()) {
      long_ = lower(text);
      view_ = long_;
      return;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      short_[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    view_ = {short_.data(), text.size()};
  }
  LowerCase(const LowerCase&) = delete;
  LowerCase& operator=(const LowerCase&) = delete;

  std::string_view view() const { return view_; }

 private:
  std::array<char, 96> short_;
  std::string long_;
  std::string_view view_;
};

class Evaluation {
 public:
  // `trace` may be null; with it, statements are looked at that cannot change the decision.
  explicit Evaluation(const Request& request, Explanation* trace = nullptr)
      : request_(request), name_(request.action), action_(name_.view()), trace_(trace) {}

  Decision decide() {
    look_everywhere();
    if (trace_) tell_verdicts();
    for (const auto* findings : {&resource_, &identity_, &boundary_, &session_}) {
      if (findings->denies()) return findings->deny;
    }
    switch (principal().kind) {
      case PrincipalKind::root:
        return decide_for_root();
      case PrincipalKind::user:
      case PrincipalKind::role_session:
      case PrincipalKind::federated_user:
        return is_own_account() ? decide_within_account() : decide_across_accounts();
      default:
        return resource_.allows() ? resource_.allow : lacking(resource_type());  // none has identity policies
    }
  }

 private:
  const Principal& principal() const { return request_.principal; }
  bool is_own_account() const {
    return request_.resource_account.empty() || request_.resource_account == principal().account;
  }
  PolicyType resource_type() const {
    const auto* document = request_.resource_policy;
    return document && document->kind() == DocumentKind::trust ? PolicyType::trust : PolicyType::resource;
  }
  static Decision lacking(PolicyType type) { return {.verdict = Verdict::implicitly_denied, .type = type}; }

  void tell(const Findings& findings, PolicyType type) const {
    trace_->verdicts[static_cast<std::size_t>(type)] = findings.denies()   ? Verdict::explicitly_denied
                                                       : findings.allows() ? Verdict::allowed
                                                                           : Verdict::implicitly_denied;
  }
  void tell_verdicts() const {
    tell(identity_, PolicyType::identity);
    if (request_.resource_policy) tell(resource_, resource_type());
    if (principal().boundary) tell(boundary_, PolicyType::boundary);
    if (principal().session_policies) tell(session_, PolicyType::session);
  }

  void look_everywhere() {
    if (request_.resource_policy) look(*request_.resource_policy, {}, resource_type(), resource_);
    for (const auto& policy : principal().policies) look(policy, PolicyType::identity, identity_);
    if (principal().boundary) look(*principal().boundary, PolicyType::boundary, boundary_);
    if (!principal().session_policies) return;
    for (const auto& policy : *principal().session_policies) look(policy, PolicyType::session, session_);
  }

  void look(const NamedDocument& policy, PolicyType type, Findings& findings) {
    look(*policy.document, policy.name, type, findings);
  }

  void look(const Document& document, std::string_view policy, PolicyType type, Findings& findings) {
    const auto statements = document.statements();
    for (const auto i : document.statements_on(action_.service)) {
      const auto& statement = statements[i];
      const bool allows = statement.effect == Effect::allow;
      if (allows && findings.naming == Naming::direct && !trace_) continue;  // nothing to gain
      if (!statement.covers_action(action_)) continue;
      if (trace_) note_missing_keys(statement);
      const auto naming = statement.covers_principal(principal());
      if (naming == Naming::none || (allows && naming <= findings.naming && !trace_)) continue;
      if (!statement.covers_resource(request_.resource, request_.context)) continue;
      if (!statement.conditions_hold(request_.context)) continue;
      const Decision found{.verdict = allows ? Verdict::allowed : Verdict::explicitly_denied,
                           .type = type,
                           .policy = policy,
                           .statement = static_cast<int>(i),
                           .statement_id = statement.id};
      if (trace_) trace_->matched.push_back({type, policy, found.statement, &statement});
      if (allows && naming > findings.naming) {
        findings.allow = found;
        findings.naming = naming;
      }
      if (!allows && !findings.denies()) findings.deny = found;
      if (findings.denies() && !trace_) return;
    }
  }

  void note_missing_keys(const Statement& statement) {
    std::vector<std::string_view> keys;
    statement.add_context_keys(keys);
    std::vector<std::string> values;
    for (const auto key : keys) {
      if (!request_.context.find(key, values)) trace_->missing_keys.emplace_back(key);
    }
  }

  // The first of the identity's own policies that does not allow; empty when all do.
  std::optional<Decision> lacking_own() const {
    if (!identity_.allows()) return lacking(PolicyType::identity);
    return lacking_limit();
  }
  std::optional<Decision> lacking_limit() const {
    if (principal().boundary && !boundary_.allows()) return lacking(PolicyType::boundary);
    if (principal().session_policies && !session_.allows()) return lacking(PolicyType::session);
    return std::nullopt;
  }

  Decision decide_for_root() const {
    const bool needs_resource = !is_own_account() || request_.resource_policy_must_allow;
    if (!needs_resource) return {.verdict = Verdict::allowed, .type = PolicyType::identity};
    return resource_.allows() ? resource_.allow : lacking(resource_type());
  }

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
  Decision decide_within_account() const {
    if (resource_.naming == Naming::direct) return resource_.allow;
    if (resource_.naming == Naming::role) return lacking_limit().value_or(resource_.allow);
    if (request_.resource_policy_must_allow && !resource_.allows()) return lacking(resource_type());
    return lacking_own().value_or(identity_.allow);
  }

  // Both accounts have to allow: the caller's own policies, and the resource's.
  Decision decide_across_accounts() const {
    if (const auto own = lacking_own()) return *own;
    return resource_.allows() ? identity_.allow : lacking(resource_type());
  }

  const Request& request_;
  const LowerCase name_;
  const Action action_;
  Explanation* const trace_;
  Findings resource_, identity_, boundary_, session_;
};

}  // namespace

Decision evaluate(const Request& request) { return Evaluation(request).decide(); }

Explanation explain(const Request& request) {
  Explanation explanation;
  explanation.decision = Evaluation(request, &explanation).decide();
  std::ranges::sort(explanation.missing_keys);
  const auto repeated = std::ranges::unique(explanation.missing_keys);
  explanation.missing_keys.erase(repeated.begin(), repeated.end());
  return explanation;
}

}  // namespace penstock::policy
