#include "app/access_explainer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "api/in_process_transport.h"
#include "app/explanation_json.h"
#include "policy/text.h"

namespace penstock::app {
namespace {

using nlohmann::json;

constexpr std::size_t context_entries_max = 100;

// The keys of the request that is explained: those that are given, then those that it would have.
class QuestionContext final : public policy::Context {
 public:
  QuestionContext(const policy::Principal& principal, const policy::RequestFacts& facts, const AccessQuestion& question,
                  const AccessNeed& need)
      : principal_(principal), need_(need), given_(question.context), base_(principal, facts, need.context) {}

  bool find(std::string_view key, std::vector<std::string>& values) const override {
    bool found = false;
    for (const auto& [name, value] : given_) {
      if (name != key) continue;
      values.push_back(value);
      found = true;
    }
    if (found || base_.find(key, values)) return true;
    if (need_.resource_keys && need_.resource_keys->find(key, values)) return true;
    if (key != "aws:resourceaccount" && key != "s3:resourceaccount") return false;
    values.push_back(need_.resource_account.empty() ? principal_.account : need_.resource_account);
    return true;
  }

 private:
  const policy::Principal& principal_;
  const AccessNeed& need_;
  const std::vector<policy::ContextEntry>& given_;
  const policy::RequestContext base_;
};

bool is_action(std::string_view text) {
  const auto colon = text.find(':');
  return colon != text.npos && colon > 0 && colon + 1 < text.size() && text.find(':', colon + 1) == text.npos &&
         text.find_first_of("*? /") == text.npos;
}

// Absent, or a string.
bool read_text(const json& object, const char* member, std::string& out) {
  const auto at = object.find(member);
  if (at == object.end()) return true;
  if (!at->is_string()) return false;
  out = at->get<std::string>();
  return true;
}

bool read_context(const json& object, std::vector<policy::ContextEntry>& out) {
  const auto at = object.find("context");
  if (at == object.end()) return true;
  if (!at->is_array() || at->size() > context_entries_max) return false;
  for (const auto& entry : *at) {
    if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_string()) return false;
    out.emplace_back(policy::lower(entry[0].get<std::string>()), entry[1].get<std::string>());
  }
  return true;
}

}  // namespace

Result<AccessQuestion> read_access_question(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  AccessQuestion question;
  if (!object.is_object() || !read_text(object, "action", question.action) ||
      !read_text(object, "resource", question.resource) || !read_text(object, "as", question.as) ||
      !read_context(object, question.context)) {
    return error::validation(
        R"(the question is JSON: {"action": "kinesis:PutRecord", "resource": ARN, "as": WHO, "context": [[KEY, VALUE]]})");
  }
  if (!is_action(question.action)) {
    return error::validation(fmt::format("'{}' is no action such as kinesis:PutRecord", question.action));
  }
  ArnParts parts;
  if (question.resource != "*" && !parse_arn(question.resource, parts)) {
    return error::validation(fmt::format("'{}' is no ARN, nor * for an action without a resource", question.resource));
  }
  return question;
}

Result<ExplainedPrincipal> AccessExplainer::whom(const Caller& caller, const AccessQuestion& question) const {
  auto whom = explained_principal(with_.iam, caller, question.as);
  if (!whom) return whom;
  const bool is_self = whom->principal && whom->principal->arn == caller.principal->arn;
  // His own policies, as the key of this request has them: narrowed by its session.
  if (is_self) return ExplainedPrincipal{caller.principal, whom->arn};
  const OperationRequest request{
      .facts = {.time = with_.clock.now(), .source_ip = caller.source_ip, .region = caller.region},
      .service = "penstock",
      .operation = "Explain"};
  const AccessNeed need{.action = "iam:SimulatePrincipalPolicy", .resource = whom->arn};
  if (auto allowed = with_.authorizer.authorize(caller, need, request); !allowed) return allowed.error();
  if (!whom->principal) return ApiError{404, "NoSuchEntity", fmt::format("There is no {}.", whom->arn)};
  return whom;
}

Task<Result<std::string>> AccessExplainer::explain(Caller caller, std::string text) const {
  const auto question = co_await read_access_question(text);
  const auto whom = co_await this->whom(caller, question);
  const auto& principal = *whom.principal;
  const bool is_root = principal.kind == policy::PrincipalKind::root;
  if (is_root && with_.roots == sts::Roots::assume_no_role && policy::lower(question.action) == "sts:assumerole") {
    co_return error::access_denied("Roles may not be assumed by root accounts.");  // whatever policies say
  }

  auto explained = caller;
  explained.principal = whom.principal;
  explained.account = principal.account;
  const auto need = resources_.need(explained, question.action, question.resource);
  ArnParts parts;
  if (!parse_arn(question.resource, parts) || parts.region.empty()) parts.region = caller.region;
  const policy::RequestFacts facts{.time = with_.clock.now(), .source_ip = caller.source_ip, .region = parts.region};
  const QuestionContext context(principal, facts, question, need);
  const policy::Request request{.principal = principal,
                                .action = question.action,
                                .resource = question.resource,
                                .resource_account = need.resource_account,
                                .resource_policy = need.resource_policy.get(),
                                .resource_policy_must_allow = need.resource_policy_must_allow,
                                .context = context};
  ExplanationTexts texts{.account = with_.iam.account_of(explained)};
  if (need.resource_policy) {
    InProcessTransport as_caller({with_.services, with_.authorizer, with_.clock, with_.request_ids}, caller);
    auto read = co_await as_result(resources_.policy_text(as_caller, question.resource));
    if (read) texts.resource_policy = std::move(*read);
  }
  co_return explanation_json(request, texts);
}

}  // namespace penstock::app
