// Amazon Kinesis Data Streams. One instance per server; requests come from several event loops at once.
//
// Durable: everything that was answered. Records lie in one log per stream, all else in the store
// (docs/formats/kinesis.md). start() comes before the first request and stop() after the last one, both on one
// executor.
#pragma once

#include <functional>
#include <optional>

#include "api/dispatch.h"
#include "api/kinesis/shapes.h"
#include "base/task.h"
#include "base/task_scope.h"
#include "identity/caller.h"
#include "identity/principal_lookup.h"
#include "io/clock.h"
#include "io/random.h"
#include "services/kinesis/sealed_token.h"
#include "services/kinesis/stream_catalog.h"
#include "services/kinesis/stream_logs.h"
#include "table/store.h"

namespace penstock::kinesis {

enum class Housekeeping : std::uint8_t {
  own_task,  // keep_house() runs in the background on the executor of start()
  by_hand,   // the owner calls it
};

struct KinesisOptions {
  Millis transition{500};             // how long CREATING and DELETING are seen; zero with `--states instant`
  QuotaMode quotas = QuotaMode::off;  // `--limits`
  Housekeeping housekeeping = Housekeeping::own_task;
  IsMissingPrincipal is_missing_principal = {};  // whom policies of streams may not name
};

class KinesisService {
 public:
  // Collaborators outlive the service.
  KinesisService(Store& store, StreamLogs& logs, Clock& clock, Random& random, KinesisOptions options);

  // Reads the streams, opens their logs and finishes interrupted deletions. Errors: of the store.
  Task<Status> start();
  // Closes the logs. The last request has been answered.
  Task<void> stop();
  // Removes streams that are gone, and records older than their stream's retention. Some times a second does.
  Task<void> keep_house();

  // Removes every stream of every account and region. For test suites. Errors: of the store.
  Task<Status> reset();

  ServiceEntry entry();

  // Its operations, one per file.
#include "api/kinesis/service.inc"

 private:
  // What callers have to be allowed (access.cc).
  static std::span<const AccessRule> access_rules();
  AccessNeed need(std::string_view action, StreamKeyView key) const;
  template <ActionName action, class Input>
  Result<AccessNeeds> on_stream(const Caller& caller, const Input& in) const;
  template <ActionName action, class Input>
  Result<AccessNeeds> on_resource(const Caller& caller, const Input& in) const;
  Result<AccessNeeds> to_tag(const Caller& caller, const TagResourceInput& in) const;
  Result<AccessNeeds> to_untag(const Caller& caller, const UntagResourceInput& in) const;
  Result<AccessNeeds> to_create_stream(const Caller& caller, const CreateStreamInput& in) const;
  Result<AccessNeeds> to_add_tags(const Caller& caller, const AddTagsToStreamInput& in) const;
  Result<AccessNeeds> to_remove_tags(const Caller& caller, const RemoveTagsFromStreamInput& in) const;
  Result<AccessNeeds> to_get_records(const Caller& caller, const GetRecordsInput& in) const;
  Result<AccessNeeds> to_list_shards(const Caller& caller, const ListShardsInput& in) const;
  Result<AccessNeeds> to_list_streams(const Caller& caller, const ListStreamsInput& in) const;
  Result<AccessNeeds> to_update_max_record_size(const Caller& caller, const UpdateMaxRecordSizeInput& in) const;
  Result<AccessNeeds> to_describe_limits(const Caller& caller, const DescribeLimitsInput& in) const;

  Task<void> keep_house_until_stopped();
  Task<Status> remove_gone_streams();
  Task<void> trim_logs();

  // The stream if it takes records; ResourceNotFoundException otherwise.
  Result<StreamSnapshot> writable_stream(StreamKeyView key) const;
  // The stream in whatever state; ResourceNotFoundException when there is none.
  Result<StreamSnapshot> existing_stream(StreamKeyView key) const;
  // The stream if its metadata may be changed; ResourceInUseException while it is being created or deleted.
  Result<StreamSnapshot> active_stream(StreamKeyView key) const;
  // Changes what is stored of an ACTIVE stream, in turn. An error of `edit` leaves the stream as it was. Errors: as
  // active_stream(), and of the store. What `edit` and the key view outlives the task.
  Task<Status> change(StreamKeyView key, std::function<Status(StreamRecord&)> edit);
  // The shard of an ACTIVE or DELETING stream; AWS's "Shard … does not exist" otherwise.
  struct ShardOfStream {
    StreamSnapshot stream;
    StreamShard shard;
  };
  Result<ShardOfStream> readable_shard(StreamKeyView key, std::uint32_t number) const;
  Task<Result<LogBatch>> read_retained(StreamSnapshot stream, Channel shard, Offset from, ReadLimits limits);

  Store& store_;
  Clock& clock_;
  Random& random_;
  const KinesisOptions options_;
  StreamCatalog catalog_;
  std::optional<TokenSealer> sealer_;  // from start() on
  TaskScope background_;
  bool stopping_ = false;
  TimePoint trimmed_at_;
};

}  // namespace penstock::kinesis
