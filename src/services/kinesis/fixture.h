// The real service on a simulated disk and clock, for tests: no sockets, no threads, no sleeping.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/clock.h"
#include "io/random.h"
#include "io/sim_blocking_pool.h"
#include "io/sim_disk.h"
#include "io/sim_executor.h"
#include "log/log_directory.h"
#include "services/kinesis/local_stream_logs.h"
#include "services/kinesis/service.h"
#include "table/sim_store.h"

namespace penstock::kinesis {

class KinesisFixture {
 public:
  explicit KinesisFixture(KinesisOptions options = {}) : options_(std::move(options)) {
    options_.housekeeping = Housekeeping::by_hand;
    executor_.on_idle([this] { return committer_.run_pending(); });
    start();
  }
  ~KinesisFixture() { stop(); }

  struct StreamOptions {
    std::optional<std::int32_t> shards = 1;
  };
  // Creates a stream and waits until it is ACTIVE.
  void create_stream(std::string name, StreamOptions options) {
    CHECK(try_create_stream(std::move(name), options).has_value());
  }
  void create_stream(std::string name) { create_stream(std::move(name), {}); }
  Status try_create_stream(std::string name) { return try_create_stream(std::move(name), {}); }
  Status try_create_stream(std::string name, StreamOptions options) {
    auto created = call(&KinesisService::create_stream,
                        CreateStreamInput{.stream_name = std::move(name), .shard_count = options.shards});
    pass(options_.transition);
    if (!created) return std::move(created.error());
    return ok();
  }
  // Deletes a stream and waits until it is gone.
  void delete_stream(std::string name) { CHECK(try_delete_stream(std::move(name)).has_value()); }
  Status try_delete_stream(std::string name) {
    auto deleted = call(&KinesisService::delete_stream, DeleteStreamInput{.stream_name = std::move(name)});
    pass(options_.transition);
    if (!deleted) return std::move(deleted.error());
    return ok();
  }

  Result<PutRecordOutput> put_record(std::string stream, std::string partition_key, std::string data) {
    return call(&KinesisService::put_record, PutRecordInput{.stream_name = std::move(stream),
                                                            .data = std::move(data),
                                                            .partition_key = std::move(partition_key)});
  }
  Result<std::string> iterator(std::string stream, std::uint32_t shard, std::string_view type) {
    auto out =
        call(&KinesisService::get_shard_iterator, GetShardIteratorInput{.stream_name = std::move(stream),
                                                                        .shard_id = shard_id(shard),
                                                                        .shard_iterator_type = std::string(type)});
    if (!out) return std::move(out.error());
    return *out->shard_iterator;
  }
  Result<GetRecordsOutput> get_records(std::string iterator, std::optional<std::int32_t> limit = {}) {
    return call(&KinesisService::get_records, GetRecordsInput{.shard_iterator = std::move(iterator), .limit = limit});
  }
  // Everything that a reader from TRIM_HORIZON sees.
  std::vector<Record> records(const std::string& stream, std::uint32_t shard = 0) {
    std::vector<Record> all;
    auto next = iterator(stream, shard, shard_iterator_type::trim_horizon);
    CHECK(next);
    while (true) {
      auto page = get_records(*next);
      CHECK(page);
      for (auto& record : page->records) all.push_back(std::move(record));
      if (page->millis_behind_latest == 0) return all;
      next = *page->next_shard_iterator;
    }
  }
  bool holds(const std::string& stream, const std::string& sequence_number, std::uint32_t shard = 0) {
    for (const auto& record : records(stream, shard)) {
      if (record.sequence_number == sequence_number) return true;
    }
    return false;
  }
  StreamDescription described(const std::string& stream) {
    return call(&KinesisService::describe_stream, DescribeStreamInput{.stream_name = stream})->stream_description;
  }

  // Runs one operation to its end, as `caller`.
  template <class Input, class Output>
  Result<Output> call(Task<Result<Output>> (KinesisService::*operation)(Caller, Input), Input in) {
    return executor_.sync_wait((service_.get()->*operation)(caller, std::move(in)));
  }

  void pass(Millis time) { clock_.advance(time); }
  void keep_house() { executor_.sync_wait(service_->keep_house()); }

  // A clean stop and start.
  void restart() {
    stop();
    start();
  }
  // What was not durable is lost. The disk is sound afterwards.
  void power_cycle() {
    disk_.power_off();
    service_.reset();
    logs_.reset();
    directory_.reset();
    disk_.power_on();
    store_.power_cycle();
    start();
  }

  // Every change of the disk that holds the records fails until the next start.
  void refuse_appends() { disk_.fail_after(0); }
  std::size_t log_count() const { return directory_->names()->size(); }

  KinesisService& service() { return *service_; }
  SimExecutor& executor() { return executor_; }
  SimStore& store() { return store_; }
  SimClock& clock() { return clock_; }
  SimDisk& disk() { return disk_; }

  Caller caller;

 private:
  void start() {
    disk_.heal();
    auto directory = LogDirectory::open({disk_, clock_, random_, pool_, committer_}, "logs",
                                        {.segment_bytes = 1 << 20, .pending_bytes_max = 64 << 20});
    CHECK(directory.has_value());
    directory_ = std::move(*directory);
    logs_.emplace(*directory_);
    service_ = std::make_unique<KinesisService>(store_, *logs_, clock_, random_, options_);
    const auto started = executor_.sync_wait(service_->start());
    CHECK(started.has_value());
  }
  void stop() {
    executor_.sync_wait(service_->stop());
    service_.reset();
    logs_.reset();
    directory_.reset();
  }

  KinesisOptions options_;
  SimExecutor executor_;
  SimClock clock_;
  SimStore store_;
  SimDisk disk_;
  SeededRandom random_{20'131'202};
  SimBlockingPool pool_;
  Committer committer_{{.threads = 0}};
  std::unique_ptr<LogDirectory> directory_;
  std::optional<LocalStreamLogs> logs_;
  std::unique_ptr<KinesisService> service_;
};

}  // namespace penstock::kinesis
