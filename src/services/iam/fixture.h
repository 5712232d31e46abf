// The real service on a simulated store and clock, for tests: no sockets, no threads, no sleeping.
#pragma once

#include <memory>
#include <string>

#include "io/clock.h"
#include "io/random.h"
#include "io/sim_blocking_pool.h"
#include "io/sim_executor.h"
#include "policy/evaluate.h"
#include "services/iam/service.h"
#include "table/sim_store.h"

namespace penstock::iam {

inline constexpr const char* account_number = "000000000000";

// Allows one action on one resource, or on everything.
inline std::string allow(const std::string& action, const std::string& resource = "*") {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":")" + action + R"(","Resource":")" +
         resource + R"("}]})";
}

// Lets EC2 assume a role.
inline constexpr const char* trust_ec2 =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},)"
    R"("Action":"sts:AssumeRole"}]})";

struct NoKeys final : policy::Context {
  bool find(std::string_view, std::vector<std::string>&) const override { return false; }
};

class IamFixture {
 public:
  IamFixture() { start(); }

  // Runs one operation to its end, as `caller`: the account's root unless a test says otherwise.
  template <class Input, class Output>
  Result<Output> call(Task<Result<Output>> (IamService::*operation)(Caller, Input), Input in) {
    return executor_.sync_wait((service_.get()->*operation)(caller, std::move(in)));
  }
  // "NoSuchEntity: The user with name ana cannot be found.", or nothing when it went well.
  template <class Input, class Output>
  std::string error_of(Task<Result<Output>> (IamService::*operation)(Caller, Input), Input in) {
    const auto answer = call(operation, std::move(in));
    return answer ? "" : answer.error().code + ": " + answer.error().message;
  }

  void create_user(std::string name) { CHECK(call(&IamService::create_user, {.user_name = std::move(name)})); }
  void create_group(std::string name) { CHECK(call(&IamService::create_group, {.group_name = std::move(name)})); }
  void create_role(std::string name) {
    CHECK(call(&IamService::create_role, {.role_name = std::move(name), .assume_role_policy_document = trust_ec2}));
  }
  // Its ARN.
  std::string create_policy(std::string name, std::string document) {
    auto made =
        call(&IamService::create_policy, {.policy_name = std::move(name), .policy_document = std::move(document)});
    CHECK(made);
    return *made->policy->arn;
  }
  AccessKey create_key(std::string user) {
    return call(&IamService::create_access_key, {.user_name = std::move(user)})->access_key;
  }
  // From now on the user calls.
  void act_as(const std::string& key_id) {
    const auto key = directory().find_key(key_id);
    CHECK(key);
    caller.access_key_id = key->id;
    caller.principal = key->principal;
  }
  void act_as_root() {
    caller.access_key_id = "root";
    caller.principal = policy::root_principal(account_number);
  }

  // Whether the policies of a key's user allow it at this moment.
  bool may(const std::string& key_id, std::string_view action, std::string_view resource = "*") const {
    const auto key = directory().find_key(key_id);
    CHECK(key);
    const NoKeys context;
    return policy::evaluate({.principal = *key->principal, .action = action, .resource = resource, .context = context})
        .is_allowed();
  }

  const Directory& directory() const { return service_->directory(); }

  void pass(Millis time) { clock_.advance(time); }
  // The server stops as it should, and starts again.
  void restart() {
    executor_.sync_wait(service_->stop());
    start();
  }
  // Power is lost and returns: what was not durable is gone.
  void power_cycle() {
    service_.reset();
    store_.power_cycle();
    start();
  }

  IamService& service() { return *service_; }
  SimStore& store() { return store_; }
  SimClock& clock() { return clock_; }
  SimExecutor& executor() { return executor_; }

  Caller caller;

 private:
  void start() {
    act_as_root();
    service_ =
        std::make_unique<IamService>(store_, vault_, pool_, clock_, random_, account_number, Housekeeping::by_hand);
    CHECK(executor_.sync_wait(service_->start()));
  }

  SimExecutor executor_;
  SimBlockingPool pool_;
  SimClock clock_;
  SimStore store_;
  SeededRandom random_{20'100'508};
  Vault vault_{Secret(std::string(Vault::key_bytes, 'k')), random_};
  std::unique_ptr<IamService> service_;
};

}  // namespace penstock::iam
