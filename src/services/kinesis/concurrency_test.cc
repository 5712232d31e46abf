// Requests from several event loops at once, on the real executors; run it under the thread sanitizer.
#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "io/block_on.h"
#include "io/loop_group.h"
#include "io/sim_disk.h"
#include "io/thread_blocking_pool.h"
#include "services/kinesis/local_stream_logs.h"
#include "services/kinesis/service.h"
#include "services/kinesis/shard.h"

namespace penstock::kinesis {
namespace {

constexpr std::size_t loops = 3;
constexpr int rounds = 40;
constexpr int records_per_round = 25;

// A store that any thread may use; a write is done at once.
class SharedStore final : public Store {
 public:
  Result<std::optional<std::string>> get(std::string_view key) const override {
    const std::lock_guard lock(mutex_);
    const auto entry = entries_.find(key);
    if (entry == entries_.end()) return std::optional<std::string>{};
    return std::optional<std::string>{entry->second};
  }
  Result<std::vector<KeyValue>> scan(std::string_view begin, std::string_view end, std::size_t max) const override {
    const std::lock_guard lock(mutex_);
    std::vector<KeyValue> found;
    for (auto entry = entries_.lower_bound(begin); entry != entries_.end() && found.size() < max; ++entry) {
      if (!end.empty() && entry->first >= end) break;
      found.push_back({entry->first, entry->second});
    }
    return found;
  }
  Task<Result<std::optional<std::string>>> read(std::string key) const override { co_return get(key); }
  // Streams are read by scan() alone.
  Task<Result<Page>> read_page(KeyRange, PageBounds) const override {
    co_return error::internal("Pages are not read here.");
  }
  Task<Status> write(WriteBatch batch) override {
    {
      const std::lock_guard lock(mutex_);
      for (const auto& change : batch.changes()) {
        CHECK(change.kind != WriteBatch::Kind::erase_range);
        if (change.kind == WriteBatch::Kind::put) {
          entries_.insert_or_assign(std::string(change.key), std::string(change.value));
        } else {
          entries_.erase(std::string(change.key));
        }
      }
    }
    co_await resume_on(*Executor::current());  // others get their turn, as while a disk writes
    co_return ok();
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> entries_;
};

struct Server {
  SystemClock clock;
  SystemRandom random;
  SharedStore store;
  SimDisk disk;
  ThreadBlockingPool pool{{.threads = 2}};
  Committer committer{{.threads = 1}};
  LoopGroup group{loops};
  std::unique_ptr<LogDirectory> directory =
      *LogDirectory::open({disk, clock, random, pool, committer}, "logs", {.segment_bytes = 1 << 20});
  LocalStreamLogs logs{*directory};
  KinesisService kinesis{store, logs, clock, random, {.transition = Millis{0}}};

  Server() { EXPECT_TRUE(block_on(group[0], kinesis.start())); }
  ~Server() { block_on(group[0], kinesis.stop()); }

  // Runs one task on every loop at once.
  void run_on_every_loop(Task<Status> (*task)(KinesisService&, std::string)) {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < loops; ++i) {
      threads.emplace_back([this, i, task] {
        const auto status = block_on(group[i], task(kinesis, "loop-" + std::to_string(i)));
        EXPECT_TRUE(status) << status.error().message;
      });
    }
  }
};

Task<Status> put_rounds(KinesisService& kinesis, std::string name) {
  for (int round = 0; round < rounds; ++round) {
    PutRecordsInput in{.stream_name = "orders"};
    for (int i = 0; i < records_per_round; ++i) {
      const auto text = name + "/" + std::to_string(round) + "/" + std::to_string(i);
      in.records.push_back({.data = text, .partition_key = text});
    }
    const auto put = co_await kinesis.put_records({}, std::move(in));
    EXPECT_EQ(put.failed_record_count, 0);
    co_await kinesis.put_record({}, {.stream_name = "orders", .data = name, .partition_key = name});
  }
  co_return ok();
}

Task<Status> create_tag_and_delete(KinesisService& kinesis, std::string name) {
  for (int round = 0; round < rounds; ++round) {
    co_await kinesis.create_stream({}, {.stream_name = name, .shard_count = 1});
    co_await kinesis.add_tags_to_stream({}, {.stream_name = "orders", .tags = {{name, std::to_string(round)}}});
    co_await kinesis.put_record({}, {.stream_name = name, .data = name, .partition_key = name});
    const auto iterator = co_await kinesis.get_shard_iterator(
        {}, {.stream_name = name, .shard_id = "0", .shard_iterator_type = "TRIM_HORIZON"});
    const auto read = co_await kinesis.get_records({}, {.shard_iterator = *iterator.shard_iterator});
    EXPECT_EQ(read.records.size(), 1U);
    if (!read.records.empty()) EXPECT_EQ(read.records[0].data, name);
    co_await kinesis.delete_stream({}, {.stream_name = name});
  }
  co_return ok();
}

Task<Result<std::size_t>> count_records(KinesisService& kinesis, std::uint32_t shard) {
  auto in = GetShardIteratorInput{
      .stream_name = "orders", .shard_id = shard_id(shard), .shard_iterator_type = "TRIM_HORIZON"};
  auto next = (co_await kinesis.get_shard_iterator({}, std::move(in))).shard_iterator;
  std::size_t count = 0;
  std::string before;
  while (true) {
    const auto page = co_await kinesis.get_records({}, {.shard_iterator = *next});
    for (const auto& record : page.records) {
      EXPECT_LT(before, record.sequence_number);
      before = record.sequence_number;
      ++count;
    }
    if (page.millis_behind_latest == 0) co_return count;
    next = page.next_shard_iterator;
  }
}

TEST(Concurrency, puts_from_several_loops_lose_nothing) {
  Server server;
  ASSERT_TRUE(block_on(server.group[1], server.kinesis.create_stream({}, {.stream_name = "orders", .shard_count = 4})));
  server.run_on_every_loop(put_rounds);
  std::size_t count = 0;
  for (std::uint32_t shard = 0; shard < 4; ++shard) {
    const auto found = block_on(server.group[2], count_records(server.kinesis, shard));
    ASSERT_TRUE(found);
    count += *found;
  }
  EXPECT_EQ(count, loops * rounds * (records_per_round + 1));
}

TEST(Concurrency, streams_come_and_go_while_others_change) {
  Server server;
  ASSERT_TRUE(block_on(server.group[1], server.kinesis.create_stream({}, {.stream_name = "orders", .shard_count = 1})));
  server.run_on_every_loop(create_tag_and_delete);
  const auto tags = block_on(server.group[0], server.kinesis.list_tags_for_stream({}, {.stream_name = "orders"}));
  ASSERT_TRUE(tags);
  EXPECT_EQ(tags->tags.size(), loops);
  for (const auto& tag : tags->tags) EXPECT_EQ(tag.value, std::to_string(rounds - 1));
  const auto left = block_on(server.group[0], server.kinesis.list_streams({}, {}));
  EXPECT_EQ(left->stream_names, (std::vector<std::string>{"orders"}));
}

}  // namespace
}  // namespace penstock::kinesis
