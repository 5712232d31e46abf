// All tables: the snapshots that requests work with, kept equal to the store. A look-up takes a short shared lock and
// waits for no disk. Changes are made in turn, and are visible once they are durable. Any thread.
#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.h"
#include "io/clock.h"
#include "services/dynamodb/table.h"
#include "services/dynamodb/turns.h"
#include "table/store.h"

namespace penstock::dynamodb {

// A stream that can be read: of a table that is there, or of one that was deleted.
struct StreamSnapshot {
  TableSnapshot table;
  StreamRecord record;
  std::shared_ptr<ChangeStream> stream;
  std::string arn() const { return table->stream_arn(record); }
};

class TableCatalog {
 public:
  // Collaborators outlive the catalog.
  TableCatalog(Store& store, Clock& clock) : store_(store), clock_(clock) {}

  // Reads all tables and finishes what a crash interrupted: items without a table are erased. Errors: of the store.
  // Once, before all else.
  Task<Status> load();
  // Keeps the counts for the next start. No request may run any more. Errors: of the store.
  Task<Status> close();

  // Null when there is none, or when it is gone.
  TableSnapshot find(TableKeyView key) const;
  // In the order of names, after a name (from the first one when it is empty).
  std::vector<TableSnapshot> list(std::string_view account, std::string_view region, std::string_view after,
                                  std::size_t count_max) const;
  std::vector<TableSnapshot> all() const;
  // Streams are there for limits::stream_retention after their end. In the order of tables' names and labels.
  std::optional<StreamSnapshot> find_stream(TableKeyView key, std::string_view label) const;
  std::vector<StreamSnapshot> streams(std::string_view account, std::string_view region) const;
  std::vector<StreamSnapshot> all_streams() const;

  // The following are called by the holder of the turn; what find() gave before it may be out of date.
  Task<Result<Turns::Hold>> turn() { return turns_.take(0); }
  // Gives the table its number. Errors: of the store; there is no table then.
  Task<Result<TableSnapshot>> add(TableKey key, TableRecord record);
  // `batch` commits with the change. Errors: of the store; the table is then as before.
  Task<Result<TableSnapshot>> replace(TableSnapshot current, TableRecord changed, WriteBatch batch = {});
  // Removes a table that is gone from the store; its items follow as soon as no request holds it. ok() when there is
  // none. Errors: of the store.
  Task<Status> remove_if_gone(TableKey key);
  Task<Status> erase_released_items();
  // Of a table that is there, or of a deleted one. Errors: of the store; the stream is then as before.
  Task<Status> replace_stream(StreamSnapshot current, StreamRecord changed);
  // Removes the streams whose time is over; with `all`, those of deleted tables whatever their time.
  enum class Forget : std::uint8_t { over, all };
  Task<Status> forget_streams(Forget which);

  // Whether requests still hold a snapshot that a change has replaced. A new index is filled when none does: from then
  // on every write keeps it.
  bool is_held_before_change(TableNumber table);

 private:
  struct Less {
    using is_transparent = void;
    bool operator()(TableKeyView a, TableKeyView b) const { return a < b; }
  };
  struct Removed {
    TableNumber number;
    std::shared_ptr<Counts> counts;  // held by every snapshot of the table
  };
  struct Replaced {
    TableNumber number;
    std::weak_ptr<const Table> table;
  };

  Task<Status> open(TableKey key, TableRecord record);
  Task<Status> load_counts();
  Task<Status> erase_orphans();
  Task<Status> load_ended();
  // What is in the store of it, as it is read from there.
  Task<Result<std::shared_ptr<ChangeStream>>> open_stream(TableNumber table, StreamRecord stream);
  Task<Status> forget_streams_of(TableSnapshot table);
  void add_streams(const TableSnapshot& table, std::vector<StreamSnapshot>& found) const;
  Task<Result<TableSnapshot>> snapshot(TableKey key, TableRecord record, TableSnapshot before);
  void put(TableSnapshot table);

  Store& store_;
  Clock& clock_;
  Turns turns_{1};
  TableNumber next_number_ = 1;     // for the holder of the turn
  std::vector<Removed> removed_;    // for the holder of the turn
  std::vector<Replaced> replaced_;  // for the holder of the turn
  mutable std::shared_mutex mutex_;
  std::map<TableKey, TableSnapshot, Less> tables_;
  // Of deleted tables, what their streams need: nothing of their items.
  std::map<TableNumber, TableSnapshot> ended_;
};

}  // namespace penstock::dynamodb
