// One durable change of one account: its holder has the turn, edits records, and commits them in one step. What the
// account held before is seen by everybody else until then; a change that is not committed leaves nothing.
#pragma once

#include "base/change_turn.h"
#include "services/iam/account.h"
#include "services/iam/live_directory.h"
#include "table/store.h"

namespace penstock::iam {

class Change {
 public:
  // Collaborators outlive this.
  Change(Store& store, LiveDirectory& directory, ChangeTurn::Hold turn, const Account& account)
      : store_(&store), directory_(&directory), turn_(std::move(turn)), account_(account) {}

  // The account with what was edited so far.
  const Account& account() const { return account_; }

  // Nothing of its kind has its name or its id.
  template <class Record>
  void add(Record record) {
    edit<Record>(nullptr, std::move(record));
  }
  // `before` is the account's; the record keeps its id.
  template <class Record>
  void replace(const std::shared_ptr<const Record>& before, Record after) {
    edit<Record>(before, std::move(after));
  }
  template <class Record>
  void remove(const std::shared_ptr<const Record>& before) {
    edit<Record>(before, std::nullopt);
  }
  void replace_settings(SettingsRecord settings);
  void replace_report(ReportRecord report);

  // Durable, then seen by the next look-up. Once. Errors: of the store; nothing has changed then.
  Task<Status> commit();

 private:
  template <class Record>
  void edit(std::shared_ptr<const Record> before, std::optional<Record> after);
  void forget_uses(const UserRecord& user, const UserRecord* successor);

  Store* store_;
  LiveDirectory* directory_;
  ChangeTurn::Hold turn_;
  Account account_;
  WriteBatch batch_;
  Reach reach_;
};

}  // namespace penstock::iam
