// All streams: the snapshots that requests work with, kept equal to the store. A look-up takes a short shared lock and
// waits for no disk. Changes are made in turn, and are visible once they are durable. Any thread.
#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/change_turn.h"
#include "base/task.h"
#include "io/clock.h"
#include "services/kinesis/account_quotas.h"
#include "services/kinesis/stream.h"
#include "services/kinesis/stream_logs.h"
#include "table/store.h"

namespace penstock::kinesis {

class StreamCatalog {
 public:
  // Collaborators outlive the catalog.
  StreamCatalog(Store& store, StreamLogs& logs, Clock& clock, QuotaMode quotas);

  // Reads all streams, opens their logs, and finishes what a crash interrupted: logs without a stream are removed. A
  // log that cannot be opened makes its own stream unreadable and no other. Errors: of the store. Once, before all
  // else.
  Task<Status> load();
  // Closes every log. No request may run any more.
  Task<void> close();

  // Null when there is none, or when it is gone.
  StreamSnapshot find(StreamKeyView key) const;
  // In the order of names, after a name (from the first one when it is empty).
  std::vector<StreamSnapshot> list(std::string_view account, std::string_view region, std::string_view after,
                                   std::size_t count_max) const;
  std::vector<StreamSnapshot> all() const;
  struct Totals {
    std::size_t streams = 0;
    std::int64_t shards = 0;
    std::size_t on_demand_streams = 0;
  };
  Totals totals(std::string_view account, std::string_view region) const;

  // The following are called by the holder of the turn; what find() gave before it may be out of date.
  Task<Result<ChangeTurn::Hold>> turn() { return turn_.take(); }
  // Makes the log, then the stream. Errors: of the log and the store; nothing is left then.
  Task<Status> add(StreamKey key, StreamRecord record);
  // Errors: of the store; the stream is then as before.
  Task<Status> replace(StreamSnapshot current, StreamRecord changed);
  // Removes a stream that is gone: first from the store, then its log, as soon as the last request has let go of it.
  // ok() when there is none.
  Task<Status> remove_if_gone(StreamKey key);
  // Removes the logs of removed streams that no request holds any more.
  Task<void> remove_released_logs();

 private:
  struct Less {
    using is_transparent = void;
    bool operator()(StreamKeyView a, StreamKeyView b) const { return a < b; }
  };

  Task<Status> open(StreamKey key, StreamRecord record);
  Task<Status> remove_logs_without_stream();
  StreamSnapshot snapshot(StreamKey key, StreamRecord record, std::shared_ptr<Log> log) const;
  void put(StreamSnapshot stream);

  Store& store_;
  StreamLogs& logs_;
  Clock& clock_;
  const QuotaMode quotas_;
  ChangeTurn turn_;
  mutable std::shared_mutex mutex_;
  std::map<StreamKey, StreamSnapshot, Less> streams_;
  // Logs of removed streams. A request that still reads one would see what the next log writes in its place.
  struct RemovedLog {
    std::string name;
    std::shared_ptr<Log> log;
  };
  std::vector<RemovedLog> removed_;  // for the holder of the turn
};

}  // namespace penstock::kinesis
