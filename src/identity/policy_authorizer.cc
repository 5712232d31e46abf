#include "identity/policy_authorizer.h"

#include "base/check.h"
#include "identity/access_decided.h"
#include "policy/evaluate.h"

namespace penstock {
namespace {

// Every condition key of one check: of the operation's input, the caller and the request.
class NeedContext final : public policy::Context {
 public:
  NeedContext(const Caller& caller, const AccessNeed& need, const OperationRequest& request)
      : caller_(caller), need_(need), request_(request), base_(*caller.principal, request.facts, need.context) {}

  bool find(std::string_view key, std::vector<std::string>& values) const override {
    if (base_.find(key, values)) return true;
    if (need_.resource_keys && need_.resource_keys->find(key, values)) return true;
    if (key != "aws:resourceaccount" && key != "s3:resourceaccount") {
      return request_.more_keys && request_.more_keys->find(key, values);
    }
    values.push_back(need_.resource_account.empty() ? caller_.account : need_.resource_account);
    return true;
  }

 private:
  const Caller& caller_;
  const AccessNeed& need_;
  const OperationRequest& request_;
  const policy::RequestContext base_;
};

// S3 says nothing to strangers.
std::string words_for(Dialect dialect, const AccessNeed& need, policy::Request asked,
                      const policy::Decision& decision) {
  const bool is_stranger = asked.principal.kind == policy::PrincipalKind::anonymous;
  if (dialect == Dialect::s3 && is_stranger) return "Access Denied";
  if (!need.told_resource.empty()) asked.resource = need.told_resource;
  return policy::denial_text(asked, decision);
}

}  // namespace

Status PolicyAuthorizer::authorize(const Caller& caller, const AccessNeed& need,
                                   const OperationRequest& request) const {
  CHECK(caller.principal);
  const NeedContext context(caller, need, request);
  const policy::Request asked{.principal = *caller.principal,
                              .action = need.action,
                              .resource = need.resource,
                              .resource_account = need.resource_account,
                              .resource_policy = need.resource_policy.get(),
                              .resource_policy_must_allow = need.resource_policy_must_allow,
                              .context = context};
  const auto decision = policy::evaluate(asked);
  const bool allowed = decision.is_allowed();
  if (trail_ && (!allowed || recorded_ == Recorded::every_decision)) {
    trail_->write(AccessDecided{caller, need, request, decision});
  }
  if (allowed) return ok();
  return auth_error::access_denied(request.dialect, words_for(request.dialect, need, asked, decision));
}

}  // namespace penstock
