#include "app/explanation_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/explained_principal.h"

namespace penstock::app {
namespace {

using nlohmann::ordered_json;
using policy::Misfit;
using policy::PolicyType;
using policy::Verdict;

bool is_of_resource(PolicyType type) { return type == PolicyType::resource || type == PolicyType::trust; }

std::string dump(const ordered_json& value) {
  return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

// Offset of a position that is in the text; the text's size where it is not.
std::size_t offset_of(std::string_view text, policy::Position at) {
  std::size_t offset = 0;
  for (std::uint32_t line = 1; line < at.line; ++line) {
    const auto end = text.find('\n', offset);
    if (end == text.npos) return text.size();
    offset = end + 1;
  }
  return std::min(offset + at.column - 1, text.size());
}

// On one line, its elements in their order.
std::string statement_text(std::string_view text, const policy::Statement& statement) {
  const auto begin = offset_of(text, statement.begin);
  const auto end = offset_of(text, statement.end);
  if (begin >= end) return {};
  const auto parsed = ordered_json::parse(text.substr(begin, end - begin), nullptr, false);
  return parsed.is_object() ? dump(parsed) : std::string();
}

std::string condition_words(const policy::Request& request, const policy::Condition& condition) {
  std::vector<std::string> values;
  if (!request.context.find(condition.key, values)) {
    return fmt::format("its Condition asks for {}, which the request does not have", condition.key);
  }
  return fmt::format(
      "its Condition on {} does not hold: the request has {}", condition.key,
      values.empty() ? "no value" : dump(values.size() == 1 ? ordered_json(values[0]) : ordered_json(values)));
}

std::string why(const policy::Request& request, const policy::ExaminedStatement& one) {
  switch (one.misfit) {
    case Misfit::action:
      return "is about other actions";
    case Misfit::principal:
      return "is about other principals";
    case Misfit::resource:
      return "is about other resources";
    case Misfit::condition:
      return condition_words(request, *one.condition);
    case Misfit::none:
      break;
  }
  const bool is_left = one.naming == policy::Naming::account && one.place.statement->effect == policy::Effect::allow;
  return is_left ? "applies, and leaves it to the identity policies of the account" : "applies";
}

std::string lacking_words(const policy::Request& request, PolicyType type) {
  switch (type) {
    case PolicyType::identity:
      return request.principal.policies.empty() ? "there is no identity policy, and nothing else allows it"
                                                : "no identity policy allows it";
    case PolicyType::boundary:
      return "the permissions boundary does not allow it";
    case PolicyType::session:
      return "the session's policies do not allow it";
    case PolicyType::resource:
      return "the resource's policy does not allow it, which access from another account takes";
    case PolicyType::trust:
      return "the role's trust policy does not allow it";
  }
  return {};
}

std::string because(const policy::Request& request, const policy::Decision& decision, bool may_tell) {
  if (decision.verdict == Verdict::implicitly_denied) return lacking_words(request, decision.type);
  if (decision.statement < 0) return "the root of an account may do everything in it";
  const bool allows = decision.verdict == Verdict::allowed;
  const auto verb = allows ? "allows it" : "denies it, and a denial outweighs whatever allows";
  auto policy = policy_words(decision.type, decision.policy);
  if (!may_tell) return fmt::format("the {} {}", policy, verb);
  const auto sid = decision.statement_id.empty() ? "" : fmt::format(" (Sid {})", decision.statement_id);
  return fmt::format("statement {}{} of the {} {}", decision.statement + 1, sid, policy, verb);
}

bool decides(const policy::Decision& decision, const policy::MatchedStatement& place) {
  return decision.verdict != Verdict::implicitly_denied && decision.type == place.type &&
         decision.policy == place.policy && decision.statement == place.index &&
         decision.statement_id.data() == place.statement->id.data();
}

const policy::Document* document_of(const policy::Request& request, const policy::MatchedStatement& place) {
  const auto holds = [&](const policy::NamedDocument& named) {
    const auto statements = named.document->statements();
    return !statements.empty() && place.statement >= statements.data() &&
           place.statement < statements.data() + statements.size();
  };
  const auto& principal = request.principal;
  for (const auto& policy : principal.policies) {
    if (holds(policy)) return policy.document.get();
  }
  if (principal.boundary && holds(*principal.boundary)) return principal.boundary->document.get();
  return nullptr;
}

class Writer {
 public:
  Writer(const policy::Request& request, const ExplanationTexts& texts)
      : request_(request), texts_(texts), explanation_(policy::explain(request)), examined_(policy::examine(request)) {
    if (texts.resource_policy || !request.resource_policy) return;
    std::erase_if(examined_, [](const auto& one) { return is_of_resource(one.place.type); });
    auto alone = request;
    alone.resource_policy = nullptr;
    explanation_.missing_keys = policy::explain(alone).missing_keys;
  }

  std::string write() {
    const auto& decision = explanation_.decision;
    const bool may_tell = !is_of_resource(decision.type) || texts_.resource_policy;
    constexpr std::string_view verdicts[] = {"allowed", "implicitDeny", "explicitDeny"};
    ordered_json answer = {{"principal", request_.principal.arn},
                           {"action", request_.action},
                           {"resource", request_.resource},
                           {"decision", verdicts[static_cast<std::size_t>(decision.verdict)]},
                           {"because", because(request_, decision, may_tell)}};
    if (!decision.is_allowed()) answer["message"] = policy::denial_text(request_, decision);
    answer["resource_policy_is_hidden"] = request_.resource_policy && !texts_.resource_policy;
    add_statements(answer);
    answer["missing_keys"] = explanation_.missing_keys;
    answer["next"] = next_steps(request_, explanation_, examined_);
    return dump(answer) + "\n";
  }

 private:
  void add_statements(ordered_json& answer) const {
    auto statements = ordered_json::array();
    auto others = ordered_json::array();
    for (const auto& one : examined_) {
      const auto policy = policy_words(one.place.type, one.place.policy);
      if (one.misfit == Misfit::action) {
        if (others.empty() || others.back()["policy"] != policy)
          others.push_back({{"policy", policy}, {"statements", 0}});
        others.back()["statements"] = others.back()["statements"].get<int>() + 1;
        continue;
      }
      statements.push_back({{"policy", policy},
                            {"statement", one.place.index + 1},
                            {"sid", one.place.statement->id},
                            {"effect", one.place.statement->effect == policy::Effect::allow ? "Allow" : "Deny"},
                            {"text", text_of_statement(one.place)},
                            {"decides", decides(explanation_.decision, one.place)},
                            {"why", why(request_, one)}});
    }
    answer["statements"] = std::move(statements);
    answer["about_other_actions"] = std::move(others);
  }

  std::string text_of_statement(const policy::MatchedStatement& place) const {
    if (is_of_resource(place.type)) return statement_text(*texts_.resource_policy, *place.statement);
    const auto* document = document_of(request_, place);
    return document ? statement_text(text_of(*texts_.account, document), *place.statement) : std::string();
  }

  const policy::Request& request_;
  const ExplanationTexts& texts_;
  policy::Explanation explanation_;
  std::vector<policy::ExaminedStatement> examined_;
};

}  // namespace

std::string policy_words(PolicyType type, std::string_view policy) {
  switch (type) {
    case PolicyType::identity:
      return fmt::format("identity policy {}", policy);
    case PolicyType::boundary:
      return fmt::format("permissions boundary {}", policy);
    case PolicyType::session:
      return policy == "session policy" ? std::string(policy) : fmt::format("session policy {}", policy);
    case PolicyType::resource:
      return "resource's policy";
    case PolicyType::trust:
      return "role's trust policy";
  }
  return {};
}

std::string explanation_json(const policy::Request& request, const ExplanationTexts& texts) {
  return Writer(request, texts).write();
}

}  // namespace penstock::app
