// The real service on a simulated disk and clock, for tests: no sockets, no threads, no sleeping.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/clock.h"
#include "io/random.h"
#include "io/sim_executor.h"
#include "services/kinesis/memory_log.h"
#include "services/kinesis/service.h"
#include "table/sim_store.h"

namespace penstock::kinesis {

class KinesisFixture {
 public:
  explicit KinesisFixture(KinesisOptions options = {}) : options_(options) {
    options_.housekeeping = Housekeeping::by_hand;
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
  // What was not durable is lost.
  void power_cycle() {
    service_.reset();
    store_.power_cycle();
    logs_.faults = {};
    start();
  }

  // Until the next power cycle.
  void refuse_appends() { logs_.faults.fail_appends = true; }
  // Durable steps that the logs were asked for.
  int log_steps() const { return logs_.faults.appends; }
  std::size_t log_count() const { return logs_.count(); }

  KinesisService& service() { return *service_; }
  SimExecutor& executor() { return executor_; }
  SimStore& store() { return store_; }
  SimClock& clock() { return clock_; }
  MemoryStreamLogs& logs() { return logs_; }

  Caller caller;

 private:
  void start() {
    service_ = std::make_unique<KinesisService>(store_, logs_, clock_, random_, options_);
    const auto started = executor_.sync_wait(service_->start());
    CHECK(started.has_value());
  }
  void stop() {
    executor_.sync_wait(service_->stop());
    service_.reset();
  }

  KinesisOptions options_;
  SimExecutor executor_;
  SimClock clock_;
  SimStore store_;
  SeededRandom random_{20'131'202};
  MemoryStreamLogs logs_{clock_};
  std::unique_ptr<KinesisService> service_;
};

}  // namespace penstock::kinesis
