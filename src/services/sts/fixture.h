// The real service over a directory that a test makes, with policies decided: no sockets, no threads, no sleeping.
#pragma once

#include <map>
#include <string>

#include "api/sts/model.h"
#include "identity/fake_directory.h"
#include "identity/key_ring.h"
#include "identity/policy_authorizer.h"
#include "io/clock.h"
#include "io/sim_executor.h"
#include "policy/evaluate.h"
#include "policy/request_context.h"
#include "services/sts/service.h"

namespace penstock::sts {

class StsFixture {
 public:
  static constexpr auto account = "123456789012";

  StsFixture() {
    directory_.set(user("ana", R"({"Effect":"Allow","Action":"sts:*","Resource":"*"})"));
    directory_.set(role("loader", trusting("123456789012")));
    become_user("ana");
  }

  static policy::Principal user(const std::string& name, const std::string& statement) {
    return {.kind = policy::PrincipalKind::user,
            .account = account,
            .arn = "arn:aws:iam::123456789012:user/" + name,
            .id = "AIDA" + name,
            .name = name,
            .policies = {{"inline", FakeDirectory::document(document(statement), policy::DocumentKind::identity)}}};
  }
  // May do everything with streams; `trust` is its trust policy's statement.
  static Role role(const std::string& name, const std::string& trust) {
    return {.account = account,
            .name = name,
            .arn = "arn:aws:iam::123456789012:role/" + name,
            .id = "AROA" + name,
            .trust = FakeDirectory::document(document(trust), policy::DocumentKind::trust),
            .policies = {FakeDirectory::allowing("*")}};
  }
  // A trust policy's statement: `aws` may assume the role, with tags and a source identity.
  static std::string trusting(const std::string& aws) {
    return R"({"Effect":"Allow","Principal":{"AWS":")" + aws +
           R"("},"Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]})";
  }
  static std::string document(const std::string& statement) {
    return R"({"Version":"2012-10-17","Statement":)" + statement + "}";
  }

  FakeDirectory& directory() { return directory_; }
  SimClock& clock() { return clock_; }
  std::map<std::string, std::string>& documents() { return documents_; }
  std::vector<std::string>& asked() { return asked_; }

  void become_user(const std::string& name) { become(directory_.find_user_by_id("AIDA" + name)); }
  void become_root() { become(policy::root_principal(account)); }
  // Whoever these credentials are of, as the next request would find.
  void become(const Credentials& credentials) {
    const auto found = ring_.find(credentials.access_key_id, credentials.session_token, clock_.now());
    CHECK(found);
    CHECK((*found)->secret.reveal() == credentials.secret_access_key);
    become((*found)->principal);
    caller_.access_key_id = credentials.access_key_id;
  }
  void become(std::shared_ptr<const policy::Principal> principal) {
    CHECK(principal);
    caller_ = {.account = principal->account, .principal = principal, .access_key_id = "AKIATEST"};
  }
  FoundKey find(const Credentials& credentials) const {
    return ring_.find(credentials.access_key_id, credentials.session_token, clock_.now());
  }
  const Caller& caller() const { return caller_; }

  // Authorizes and runs one operation to its end, as a request would.
  template <const Operation& operation, class Input, class Output>
  Result<Output> call(Task<Result<Output>> (StsService::*method)(Caller, Input), Input in, Roots roots = {}) {
    StsService service(directory_, tokens_, web_identities_, clock_, roots);
    const RequestAccess access{authorizer_,
                               {.facts = {.time = clock_.now()}, .dialect = Dialect::query, .service = "sts"}};
    caller_.access = &access;
    for (const auto& rule : StsService::access_rules()) {
      if (rule.operation != &operation) continue;
      auto allowed = authorize(authorizer_, caller_, rule, &service, &in, access.request);
      if (!allowed) return std::move(allowed.error());
    }
    return executor_.sync_wait((service.*method)(caller_, std::move(in)));
  }
  Result<AssumeRoleOutput> assume_role(AssumeRoleInput in, Roots roots = {}) {
    return call<operations::assume_role>(&StsService::assume_role, std::move(in), roots);
  }
  Result<AssumeRoleOutput> assume_role(const std::string& name) {
    return assume_role({.role_arn = "arn:aws:iam::123456789012:role/" + name, .role_session_name = "s-1"});
  }
  Result<GetCallerIdentityOutput> caller_identity() {
    return call<operations::get_caller_identity>(&StsService::get_caller_identity, GetCallerIdentityInput{});
  }

  // Whether these credentials would be allowed an action now.
  bool may_do(const Credentials& credentials, std::string_view action, std::string_view resource = "*") const {
    const auto found = find(credentials);
    CHECK(found);
    const policy::RequestFacts facts;
    const policy::RequestContext context(*(*found)->principal, facts);
    return policy::evaluate(
               {.principal = *(*found)->principal, .action = action, .resource = resource, .context = context})
        .is_allowed();
  }

 private:
  Task<Result<std::string>> read(std::string url) {
    asked_.push_back(url);
    const auto found = documents_.find(url);
    if (found == documents_.end()) co_return ApiError{502, "BadGateway", "nobody answers"};
    co_return found->second;
  }

  SimClock clock_;
  SimExecutor executor_;
  SeededRandom random_{9};
  Vault vault_{std::string(Vault::key_bytes, 'k'), random_};
  FakeDirectory directory_;
  SessionTokens tokens_{vault_, random_};
  KeyRing ring_{{.id = "AKIAROOT", .secret = "r", .principal = policy::root_principal(account)}, directory_, tokens_};
  std::map<std::string, std::string> documents_;  // by HTTPS address
  std::vector<std::string> asked_;
  WebIdentities web_identities_{[this](std::string url) { return read(std::move(url)); }, {}, clock_};
  PolicyAuthorizer authorizer_;
  Caller caller_;
};

}  // namespace penstock::sts
