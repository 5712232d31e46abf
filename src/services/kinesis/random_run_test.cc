// A seeded random run of the service against a plain model of what it promises. Set PENSTOCK_SEED to replay one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <set>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

constexpr int steps = 2'000;
constexpr int stream_names = 4;

struct ModelRecord {
  std::string sequence_number;
  std::string partition_key;
  std::string data;
  TimePoint arrival;
};

struct ModelStream {
  std::uint32_t shards = 1;
  std::int32_t retention_hours = 24;
  TimePoint hidden_before;
  std::map<std::string, std::string> tags;
  std::vector<std::vector<ModelRecord>> records;  // acknowledged, by shard
};

class RandomRun {
 public:
  explicit RandomRun(std::uint64_t seed) : random_(seed) {}

  void run() {
    for (step_ = 0; step_ < steps && !testing::Test::HasFailure(); ++step_) {
      SCOPED_TRACE("step " + std::to_string(step_));
      switch (below(20)) {
        case 0:
          create();
          break;
        case 1:
          remove();
          break;
        case 2:
          power_cycle();
          break;
        case 3:
          break_disk();
          break;
        case 4:
          change_retention();
          break;
        case 5:
          change_tags();
          break;
        case 6:
          pass_time();
          break;
        case 7:
          kinesis_.keep_house();
          break;
        case 8:
        case 9:
          read_all();
          break;
        case 10:
        case 11:
          read_from_somewhere();
          break;
        case 12:
        case 13:
        case 14:
          put_many();
          break;
        default:
          put_one();
          break;
      }
    }
    check_names();
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  std::string some_name() { return "stream-" + std::to_string(below(stream_names)); }
  std::string new_data() { return std::to_string(++last_data_) + std::string(below(300), 'x'); }

  void create() {
    const auto name = some_name();
    const auto shards = static_cast<std::uint32_t>(1 + below(4));
    const auto created = kinesis_.try_create_stream(name, {.shards = static_cast<std::int32_t>(shards)});
    ASSERT_EQ(created.has_value(), !model_.contains(name) && !refusing_);
    if (created) model_[name] = {.shards = shards, .records = std::vector<std::vector<ModelRecord>>(shards)};
  }

  void remove() {
    const auto name = some_name();
    const auto removed = kinesis_.try_delete_stream(name);
    ASSERT_EQ(removed.has_value(), model_.contains(name));
    model_.erase(name);
    broken_.erase(name);
  }

  void power_cycle() {
    below(2) == 0 ? kinesis_.power_cycle() : kinesis_.restart();
    refusing_ = false;
    sync_fails_ = false;
    broken_.clear();
  }

  // A disk that fails altogether until the next start, or one fsync that fails and leaves one log read-only until then.
  // What a refused put left behind may come back.
  void break_disk() {
    switch (below(8)) {
      case 0:
        kinesis_.refuse_appends();
        refusing_ = true;
        break;
      case 1:
        kinesis_.disk().fail_next_sync();
        sync_fails_ = true;
        break;
      default:
        break;
    }
  }
  // Whether an append to the stream may have failed the way it did.
  void expect_answer(const std::string& name, bool durable) {
    if (!durable && sync_fails_ && !refusing_ && !broken_.contains(name)) {
      sync_fails_ = false;
      broken_.insert(name);
    }
    ASSERT_EQ(durable, !refusing_ && !broken_.contains(name));
  }

  void change_retention() {
    const auto name = some_name();
    const auto hours = static_cast<std::int32_t>(24 + below(72));
    const auto now = kinesis_.clock().now();
    const bool known = model_.contains(name);
    const auto current = known ? model_[name].retention_hours : 0;
    const auto increased = kinesis_.call(&KinesisService::increase_stream_retention_period,
                                         {.stream_name = name, .retention_period_hours = hours});
    ASSERT_EQ(increased.has_value(), known && hours >= current);
    const auto decreased = kinesis_.call(&KinesisService::decrease_stream_retention_period,
                                         {.stream_name = name, .retention_period_hours = hours});
    ASSERT_EQ(decreased.has_value(), known);
    if (!known) return;
    auto& stream = model_[name];
    if (hours >= current) stream.hidden_before = horizon(stream, now);
    stream.retention_hours = hours;
  }

  void change_tags() {
    const auto name = some_name();
    const auto key = "tag-" + std::to_string(below(5));
    const auto value = std::to_string(below(100));
    const auto added =
        kinesis_.call(&KinesisService::add_tags_to_stream, {.stream_name = name, .tags = {{key, value}}});
    ASSERT_EQ(added.has_value(), model_.contains(name));
    if (!added) return;
    model_[name].tags[key] = value;
    std::map<std::string, std::string> tags;
    for (const auto& tag : kinesis_.call(&KinesisService::list_tags_for_stream, {.stream_name = name})->tags) {
      tags[tag.key] = *tag.value;
    }
    EXPECT_EQ(tags, model_[name].tags);
  }

  void pass_time() {
    static constexpr std::int64_t spans[] = {1, 7, 1'000, 60'000, 3'600'000, 10 * 3'600'000};
    kinesis_.pass(Millis{spans[below(std::size(spans))]});
  }

  void keep(const std::string& name, std::uint32_t shard, const std::string& number, const std::string& key,
            const std::string& data) {
    auto& records = model_.at(name).records.at(shard);
    if (!records.empty()) EXPECT_LT(records.back().sequence_number, number);
    records.push_back({number, key, data, kinesis_.clock().now()});
  }

  void put_one() {
    const auto name = some_name();
    const auto key = "key-" + std::to_string(below(1'000));
    const auto data = new_data();
    const auto put = kinesis_.put_record(name, key, data);
    if (!model_.contains(name)) {
      ASSERT_FALSE(put);
      EXPECT_EQ(put.error().code, "ResourceNotFoundException");
      return;
    }
    ASSERT_NO_FATAL_FAILURE(expect_answer(name, put.has_value()));
    if (!put) {
      uncertain_.insert(data);
      return;
    }
    const auto shard = *parse_shard_id(put->shard_id);
    const auto keys = even_hash_keys(model_[name].shards)[shard];
    EXPECT_TRUE(keys.contain(HashKey::of_partition_key(key)));
    keep(name, shard, put->sequence_number, key, data);
  }

  void put_many() {
    const auto name = some_name();
    PutRecordsInput in{.stream_name = name};
    for (auto count = 1 + below(40); count > 0; --count) {
      in.records.push_back({.data = new_data(), .partition_key = "key-" + std::to_string(below(1'000))});
    }
    const auto put = kinesis_.call(&KinesisService::put_records, in);
    ASSERT_EQ(put.has_value(), model_.contains(name));
    if (!put) return;
    const bool durable = put->failed_record_count == 0;
    if (!durable) EXPECT_EQ(put->failed_record_count, static_cast<std::int32_t>(in.records.size()));
    ASSERT_NO_FATAL_FAILURE(expect_answer(name, durable));
    for (std::size_t i = 0; i < in.records.size(); ++i) {
      if (!durable) {
        uncertain_.insert(in.records[i].data);
        continue;
      }
      const auto& entry = put->records[i];
      keep(name, *parse_shard_id(*entry.shard_id), *entry.sequence_number, in.records[i].partition_key,
           in.records[i].data);
    }
  }

  static TimePoint horizon(const ModelStream& stream, TimePoint now) {
    return std::max(stream.hidden_before, now - std::chrono::hours(stream.retention_hours));
  }

  // What was acknowledged and is retained is read, in order, once; besides it only what a refused put left behind.
  void compare(const std::vector<Record>& read, const std::vector<ModelRecord>& expected, TimePoint from) {
    auto next = expected.begin();
    const auto skip = [&] {
      while (next != expected.end() && next->arrival < from) ++next;
    };
    skip();
    std::string before;
    for (const auto& record : read) {
      EXPECT_LT(before, record.sequence_number);
      before = record.sequence_number;
      if (next != expected.end() && next->sequence_number == record.sequence_number) {
        EXPECT_EQ(record.data, next->data);
        EXPECT_EQ(record.partition_key, next->partition_key);
        EXPECT_EQ(record.approximate_arrival_timestamp, next->arrival);
        ++next;
        skip();
        continue;
      }
      ASSERT_TRUE(uncertain_.contains(record.data)) << record.sequence_number;
    }
    EXPECT_EQ(next, expected.end()) << "lost from " << next->sequence_number << " on";
  }

  void read_all() {
    for (const auto& [name, stream] : model_) {
      const auto from = horizon(stream, kinesis_.clock().now());
      for (std::uint32_t shard = 0; shard < stream.shards; ++shard) {
        compare(kinesis_.records(name, shard), stream.records[shard], from);
      }
    }
  }

  void read_from_somewhere() {
    const auto name = some_name();
    const auto found = model_.find(name);
    if (found == model_.end()) return;
    const auto& stream = found->second;
    const auto shard = static_cast<std::uint32_t>(below(stream.shards));
    const auto& records = stream.records[shard];
    if (records.empty()) return;
    const auto start = below(records.size());
    GetShardIteratorInput in{.stream_name = name, .shard_id = shard_id(shard)};
    std::size_t first = start;
    switch (below(3)) {
      case 0:
        in.shard_iterator_type = "AT_SEQUENCE_NUMBER";
        in.starting_sequence_number = records[start].sequence_number;
        break;
      case 1:
        in.shard_iterator_type = "AFTER_SEQUENCE_NUMBER";
        in.starting_sequence_number = records[start].sequence_number;
        ++first;
        break;
      default:
        in.shard_iterator_type = "AT_TIMESTAMP";
        in.timestamp = records[start].arrival;
        while (first > 0 && records[first - 1].arrival == records[start].arrival) --first;
    }
    const auto iterator = kinesis_.call(&KinesisService::get_shard_iterator, in);
    ASSERT_TRUE(iterator);
    std::vector<Record> read;
    auto next = *iterator->shard_iterator;
    while (true) {
      auto page = kinesis_.get_records(next, static_cast<std::int32_t>(1 + below(20)));
      ASSERT_TRUE(page);
      for (auto& record : page->records) read.push_back(std::move(record));
      next = *page->next_shard_iterator;
      if (page->millis_behind_latest == 0) break;
    }
    const std::vector<ModelRecord> expected(records.begin() + static_cast<std::ptrdiff_t>(first), records.end());
    compare(read, expected, horizon(stream, kinesis_.clock().now()));
  }

  void check_names() {
    std::vector<std::string> names;
    for (const auto& [name, stream] : model_) names.push_back(name);
    EXPECT_EQ(kinesis_.call(&KinesisService::list_streams, {})->stream_names, names);
    kinesis_.power_cycle();
    EXPECT_EQ(kinesis_.log_count(), names.size());
    read_all();
  }

  std::mt19937_64 random_;
  KinesisFixture kinesis_;
  std::map<std::string, ModelStream> model_;
  std::set<std::string> uncertain_;
  bool refusing_ = false;
  bool sync_fails_ = false;
  std::set<std::string> broken_;  // streams whose log is read-only
  std::uint64_t last_data_ = 0;
  int step_ = 0;
};

TEST(RandomRun, keeps_its_promises) {
  const auto* given = std::getenv("PENSTOCK_SEED");
  const auto runs = given ? 1 : 10;
  for (int i = 0; i < runs && !HasFailure(); ++i) {
    const auto seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    SCOPED_TRACE("PENSTOCK_SEED=" + std::to_string(seed));
    RandomRun(seed).run();
  }
}

}  // namespace
}  // namespace penstock::kinesis
