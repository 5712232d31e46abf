#include "services/iam/service.h"

#include <chrono>

#include "api/iam/dispatch.h"
#include "services/iam/limits.h"

namespace penstock::iam {

IamService::IamService(Store& store, const Vault& vault, BlockingPool& pool, const Clock& clock, Random& random,
                       std::string account, Housekeeping housekeeping)
    : store_(store),
      vault_(vault),
      pool_(pool),
      clock_(clock),
      random_(random),
      own_account_(std::move(account)),
      housekeeping_(housekeeping),
      directory_(vault),
      turn_(limits::waiting_changes_max, ApiError{400, "Throttling", "Rate exceeded"}) {}

ServiceEntry IamService::entry() {
  return {.model = &model, .service = this, .rows = operation_rows<IamService>, .access = access_rules()};
}

Task<Status> IamService::start() {
  co_await load();
  co_await create_account(own_account_);
  if (housekeeping_ == Housekeeping::own_task) background_.spawn(save_uses_until_stopped());
  co_return ok();
}

Task<void> IamService::stop() {
  stopping_ = true;
  co_await background_.drain();
  static_cast<void>(co_await as_result(save_uses()));
}

// An account exists from its first day on: its root's CreateDate.
Task<Status> IamService::create_account(std::string account) {
  auto change = co_await begin(std::move(account));
  if (change.account().settings.created != TimePoint()) co_return ok();
  change.replace_settings({.created = now()});
  co_return co_await as_result(change.commit());
}

Task<Result<Change>> IamService::begin(std::string account) {
  auto turn = co_await turn_.take();
  co_return Change(store_, directory_, std::move(turn), *directory_.account(account));
}

TimePoint IamService::now() const { return std::chrono::floor<std::chrono::seconds>(clock_.now()); }

Result<std::string> user_meant(const Caller& caller, const std::optional<std::string>& name) {
  if (name) return *name;
  const auto* principal = caller.principal.get();
  if (!principal || principal->kind != policy::PrincipalKind::user) return no_user_of_its_own();
  return principal->name;
}

}  // namespace penstock::iam
