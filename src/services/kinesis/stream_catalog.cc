#include "services/kinesis/stream_catalog.h"

#include <atomic>
#include <mutex>
#include <set>

#include "api/kinesis/errors.h"
#include "services/kinesis/limits.h"
#include "services/kinesis/stream_encoding.h"
#include "services/kinesis/throughput.h"

namespace penstock::kinesis {
namespace {

constexpr std::size_t streams_per_scan = 1'000;

ApiError damaged(const std::string& key) {
  return error::internal("The stored description of the stream at key " + key +
                         " is damaged or was written by a later version. Restore the data directory from a copy, or "
                         "start a version that knows it.");
}

// What a stored policy says; null when there is none. It was read before it was stored.
Result<policy::ResourcePolicyRef> said_by(const std::string& policy) {
  if (policy.empty()) return policy::ResourcePolicyRef();
  return policy::parse_resource_policy(policy);
}

}  // namespace

StreamCatalog::StreamCatalog(Store& store, StreamLogs& logs, Clock& clock, QuotaMode quotas)
    : store_(store),
      logs_(logs),
      clock_(clock),
      quotas_(quotas),
      turn_(limits::waiting_changes_max, errors::limit_exceeded("Rate exceeded: too many changes of streams wait.")) {}

Task<Status> StreamCatalog::load() {
  std::string begin(streams_prefix);
  const auto end = prefix_end(streams_prefix);
  while (true) {
    auto entries = co_await store_.scan(begin, end, streams_per_scan);
    if (entries.empty()) break;
    begin = entries.back().key + '\0';
    for (auto& entry : entries) {
      auto key = parse_store_key(entry.key);
      if (!key) continue;
      auto record = decode_stream(entry.value);
      if (!record) co_return damaged(entry.key);
      co_await open(std::move(*key), std::move(*record));
    }
  }
  co_return co_await as_result(remove_logs_without_stream());
}

Task<Status> StreamCatalog::open(StreamKey key, StreamRecord record) {
  auto log = co_await as_result(logs_.open(record.log_name(), record.horizon(clock_.now())));
  auto stream = std::make_shared<Stream>(Stream{.key = std::move(key), .record = std::move(record)});
  if (log) {
    stream->log = std::move(*log);
  } else {
    stream->open_error = std::move(log.error());
  }
  auto policy = said_by(stream->record.policy);
  if (!policy) co_return damaged(store_key(stream->key));
  stream->policy = std::move(*policy);
  if (quotas_ == QuotaMode::aws) stream->throughput = std::make_shared<Throughput>(clock_);
  put(std::move(stream));
  co_return ok();
}

Task<Status> StreamCatalog::remove_logs_without_stream() {
  std::set<std::string> wanted;
  for (const auto& stream : all()) wanted.insert(stream->record.log_name());
  for (auto& name : co_await logs_.names()) {
    if (!wanted.contains(name)) co_await logs_.remove(std::move(name));
  }
  co_return ok();
}

Task<void> StreamCatalog::close() {
  co_await remove_released_logs();
  for (const auto& stream : all()) {
    if (stream->log) co_await stream->log->close();
  }
  const std::unique_lock lock(mutex_);
  streams_.clear();
}

StreamSnapshot StreamCatalog::find(StreamKeyView key) const {
  StreamSnapshot stream;
  {
    const std::shared_lock lock(mutex_);
    const auto entry = streams_.find(key);
    if (entry == streams_.end()) return nullptr;
    stream = entry->second;
  }
  // A stream that is being deleted is the only one that needs the time.
  if (stream->record.gone_from && clock_.now() >= *stream->record.gone_from) return nullptr;
  return stream;
}

std::vector<StreamSnapshot> StreamCatalog::list(std::string_view account, std::string_view region,
                                                std::string_view after, std::size_t count_max) const {
  std::vector<StreamSnapshot> found;
  const auto now = clock_.now();
  const std::shared_lock lock(mutex_);
  for (auto entry = streams_.upper_bound(StreamKeyView(account, region, after)); entry != streams_.end(); ++entry) {
    if (found.size() == count_max || entry->first.account != account || entry->first.region != region) break;
    if (entry->second->record.state(now) != StreamState::gone) found.push_back(entry->second);
  }
  return found;
}

std::vector<StreamSnapshot> StreamCatalog::all() const {
  std::vector<StreamSnapshot> found;
  const std::shared_lock lock(mutex_);
  found.reserve(streams_.size());
  for (const auto& [key, stream] : streams_) found.push_back(stream);
  return found;
}

StreamCatalog::Totals StreamCatalog::totals(std::string_view account, std::string_view region) const {
  Totals totals;
  for (const auto& stream : list(account, region, "", limits::streams_per_account_max)) {
    ++totals.streams;
    totals.shards += static_cast<std::int64_t>(stream->record.shards.size());
    if (stream->record.mode == CapacityMode::on_demand) ++totals.on_demand_streams;
  }
  return totals;
}

StreamSnapshot StreamCatalog::snapshot(StreamKey key, StreamRecord record, std::shared_ptr<Log> log) const {
  return std::make_shared<const Stream>(
      Stream{.key = std::move(key),
             .record = std::move(record),
             .log = std::move(log),
             .throughput = quotas_ == QuotaMode::aws ? std::make_shared<Throughput>(clock_) : nullptr});
}

void StreamCatalog::put(StreamSnapshot stream) {
  const std::unique_lock lock(mutex_);
  streams_.insert_or_assign(stream->key, std::move(stream));
}

Task<Status> StreamCatalog::add(StreamKey key, StreamRecord record) {
  const auto name = record.log_name();
  std::shared_ptr<Log> log = co_await logs_.open(name, TimePoint());
  WriteBatch batch;
  batch.put(store_key(key), encode(record));
  auto written = co_await as_result(store_.write(std::move(batch)));
  if (!written) {
    co_await log->close();
    log.reset();
    // What stays behind is removed at the next start.
    static_cast<void>(co_await as_result(logs_.remove(name)));
    co_return std::move(written);
  }
  put(snapshot(std::move(key), std::move(record), std::move(log)));
  co_return ok();
}

Task<Status> StreamCatalog::replace(StreamSnapshot current, StreamRecord changed) {
  auto policy = co_await said_by(changed.policy);
  WriteBatch batch;
  batch.put(store_key(current->key), encode(changed));
  co_await store_.write(std::move(batch));
  auto next = std::make_shared<Stream>(*current);
  next->record = std::move(changed);
  next->policy = std::move(policy);
  put(std::move(next));
  co_return ok();
}

Task<Status> StreamCatalog::remove_if_gone(StreamKey key) {
  StreamSnapshot stream;
  {
    const std::shared_lock lock(mutex_);
    const auto entry = streams_.find(key);
    if (entry != streams_.end()) stream = entry->second;
  }
  if (!stream || stream->record.state(clock_.now()) != StreamState::gone) co_return ok();
  WriteBatch batch;
  batch.erase(store_key(key));
  co_await store_.write(std::move(batch));
  {
    const std::unique_lock lock(mutex_);
    streams_.erase(key);
  }
  removed_.push_back({stream->record.log_name(), stream->log});
  stream.reset();
  co_await remove_released_logs();
  co_return ok();
}

Task<void> StreamCatalog::remove_released_logs() {
  std::vector<RemovedLog> still_held;
  for (auto& removed : std::exchange(removed_, {})) {
    // No request can look it up any more: a log that only this list holds stays so.
    if (removed.log.use_count() > 1) {
      still_held.push_back(std::move(removed));
      continue;
    }
    std::atomic_thread_fence(std::memory_order_acquire);  // after the last holder's use
    if (removed.log) co_await removed.log->close();
    removed.log.reset();
    // What cannot be removed now is removed at the next start.
    static_cast<void>(co_await as_result(logs_.remove(std::move(removed.name))));
  }
  removed_ = std::move(still_held);
}

}  // namespace penstock::kinesis
