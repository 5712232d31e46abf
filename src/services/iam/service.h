// AWS Identity and Access Management. One instance per server; requests come from several event loops at once.
//
// Accounts are in memory, as values that never change (account.h), and in the store (docs/formats/iam.md). A change is
// made in turn, is durable before it is answered, and is seen by the next look-up of whoever asks who somebody is
// (directory()). When a key or role was last used is durable within limits::use_unsaved_max, and with stop(). start()
// comes before the first request and stop() after the last one, both on one executor.
#pragma once

#include <string>

#include "api/dispatch.h"
#include "api/iam/shapes.h"
#include "base/change_turn.h"
#include "base/task.h"
#include "base/task_scope.h"
#include "identity/caller.h"
#include "identity/key_id.h"
#include "identity/vault.h"
#include "io/blocking_pool.h"
#include "io/clock.h"
#include "io/random.h"
#include "services/iam/change.h"
#include "services/iam/live_directory.h"
#include "table/store.h"

namespace penstock::iam {

enum class Housekeeping : std::uint8_t {
  own_task,  // save_uses() runs in the background on the executor of start(), from time to time
  by_hand,   // the owner calls it
};

class IamService {
 public:
  // Collaborators outlive the service. `vault` seals the secrets of access keys; `pool` hashes passwords. `account` is
  // the server's own.
  IamService(Store& store, const Vault& vault, BlockingPool& pool, const Clock& clock, Random& random,
             std::string account, Housekeeping housekeeping = Housekeeping::own_task);

  // Reads all accounts. Errors: of the store; a record that is damaged, or sealed with another master key.
  Task<Status> start();
  // Keeps what is kept from time to time. The last request has been answered.
  Task<void> stop();
  // Makes durable when keys and roles were last used. Errors: of the store.
  Task<Status> save_uses();
  // Removes everything of every account. For test suites. Errors: of the store.
  Task<Status> reset();

  const LiveDirectory& directory() const { return directory_; }
  AccountSnapshot account_of(const Caller& caller) const { return directory_.account(caller.account); }
  ServiceEntry entry();

  // Its operations, one per file.
#include "api/iam/service.inc"

 private:
  // What callers have to be allowed (access.cc).
  static std::span<const AccessRule> access_rules();
  Task<Status> load();
  Task<void> save_uses_until_stopped();
  Task<Status> create_account(std::string account);

  // Takes the turn. Errors: of the turn.
  Task<Result<Change>> begin(std::string account);
  // Changes the one record of its kind that has the name, in one durable step: `alter(record, account)` changes the
  // record or says in a Status why not. Errors: NoSuchEntity; of `alter`; of the store.
  template <class Record, class Alter>
  Task<Status> edit(std::string account, std::string name, Alter alter);
  // Removes it, unless `check(record, account)` says why not.
  template <class Record, class Check>
  Task<Status> remove(std::string account, std::string name, Check check);
  // A new thing of its kind with its name. Errors: EntityAlreadyExists, LimitExceeded.
  template <class Record>
  Result<Record> fresh(const Account& account, std::string name, std::optional<std::string> path);
  // A password as it is kept (password.h). Errors: of the pool.
  Task<Result<std::string>> hashed(std::string password);
  // Whole seconds, as IAM's answers have them.
  TimePoint now() const;
  std::string deletion_seal(std::string_view task) const;

  Store& store_;
  const Vault& vault_;
  BlockingPool& pool_;
  const Clock& clock_;
  Random& random_;
  const std::string own_account_;
  const Housekeeping housekeeping_;
  LiveDirectory directory_;
  ChangeTurn turn_;
  TaskScope background_;
  bool stopping_ = false;
};

// The user that an operation means: the named one, or the caller's own. Error: ValidationError when the caller is no
// user.
Result<std::string> user_meant(const Caller& caller, const std::optional<std::string>& name);

template <class Record>
Result<Record> IamService::fresh(const Account& account, std::string name, std::optional<std::string> path) {
  if (auto free = check_new<Record>(account, name); !free) return free.error();
  Record record;
  record.name = std::move(name);
  if (path) record.path = std::move(*path);
  record.id = make_unique_id(Record::id_prefix, account.number, random_);
  record.created = now();
  return record;
}

template <class Record, class Alter>
Task<Status> IamService::edit(std::string account, std::string name, Alter alter) {
  auto change = co_await begin(std::move(account));
  const auto current = co_await existing<Record>(change.account(), name);
  auto record = *current;
  co_await alter(record, change.account());
  change.replace(current, std::move(record));
  co_return co_await as_result(change.commit());
}

template <class Record, class Check>
Task<Status> IamService::remove(std::string account, std::string name, Check check) {
  auto change = co_await begin(std::move(account));
  const auto current = co_await existing<Record>(change.account(), name);
  co_await check(*current, change.account());
  change.remove(current);
  co_return co_await as_result(change.commit());
}

}  // namespace penstock::iam
