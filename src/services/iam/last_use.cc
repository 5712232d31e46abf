// GetAccessKeyLastUsed, and how the uses of keys and roles outlive the server.
#include "services/iam/record_encoding.h"
#include "services/iam/service.h"

namespace penstock::iam {
namespace {

constexpr Millis pause_between_looks{250};  // stop() waits for one

// Uses that are not in the store yet.
class UnsavedUses {
 public:
  void add(std::string_view account, const std::string& id, std::shared_ptr<LastUse> last_use) {
    const auto use = last_use ? last_use->unsaved() : std::nullopt;
    if (!use) return;
    batch_.put(use_key(account, id), encode(*use));
    added_.emplace_back(std::move(last_use), use->time);
  }

  bool empty() const { return added_.empty(); }
  WriteBatch take_batch() { return std::move(batch_); }
  void set_saved() const {
    for (const auto& [last_use, time] : added_) last_use->saved(time);
  }

 private:
  WriteBatch batch_;
  std::vector<std::pair<std::shared_ptr<LastUse>, TimePoint>> added_;
};

}  // namespace

Task<Result<GetAccessKeyLastUsedOutput>> IamService::get_access_key_last_used(Caller caller,
                                                                              GetAccessKeyLastUsedInput in) {
  const auto key = directory_.find_any_key(in.access_key_id);
  if (!key || key->principal->account != caller.account) co_return key_not_found(in.access_key_id);
  AccessKeyLastUsed told{.service_name = "N/A", .region = "N/A"};
  if (const auto use = key->last_use->use()) {
    told = {.last_used_date = std::chrono::floor<std::chrono::seconds>(use->time),
            .service_name = use->service,
            .region = use->region};
  }
  co_return GetAccessKeyLastUsedOutput{.user_name = key->principal->name, .access_key_last_used = std::move(told)};
}

// Holds the turn, so that no key or role is deleted between the look and the write.
Task<Status> IamService::save_uses() {
  const auto turn = co_await turn_.take();
  UnsavedUses unsaved;
  for (const auto& account : directory_.accounts()) {
    for (const auto& user : account->users) {
      for (const auto& key : user->keys) unsaved.add(account->number, key.id, directory_.last_use(key.id));
    }
    for (const auto& role : account->roles) unsaved.add(account->number, role->id, directory_.last_use(role->id));
  }
  if (unsaved.empty()) co_return ok();
  co_await store_.write(unsaved.take_batch());
  unsaved.set_saved();
  co_return ok();
}

// What cannot be saved now is tried again next time.
Task<void> IamService::save_uses_until_stopped() {
  auto saved_at = clock_.now();
  while (!stopping_) {
    co_await sleep_for(pause_between_looks);
    if (stopping_ || clock_.now() - saved_at < limits::use_unsaved_max) continue;
    saved_at = clock_.now();
    static_cast<void>(co_await as_result(save_uses()));
  }
}

}  // namespace penstock::iam
