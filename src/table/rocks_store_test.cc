#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "io/real_disk.h"
#include "io/sim_executor.h"
#include "io/thread_blocking_pool.h"
#include "table/rocks_store_fixture.h"

namespace penstock {
namespace {

std::vector<std::string> keys(const Page& page) {
  std::vector<std::string> keys;
  for (const auto& entry : page.entries) keys.push_back(entry.key);
  return keys;
}

TEST_F(RocksStoreTest, reads_pages_in_both_directions) {
  for (const auto* key : {"a/1", "a/2", "a/3", "b/1"}) ASSERT_TRUE(put(*store_, key, "value"));
  using Order = KeyRange::Order;
  const auto page = [&](Order order, PageBounds bounds) {
    SimExecutor executor;
    auto read = executor.sync_wait(store_->read_page({"a/", "a0", order}, bounds));
    CHECK(read.has_value());
    return *read;
  };
  EXPECT_EQ(keys(page(Order::ascending, {10, 1000})), (std::vector<std::string>{"a/1", "a/2", "a/3"}));
  EXPECT_FALSE(page(Order::ascending, {10, 1000}).more);
  EXPECT_EQ(keys(page(Order::descending, {2, 1000})), (std::vector<std::string>{"a/3", "a/2"}));
  EXPECT_TRUE(page(Order::descending, {2, 1000}).more);
  EXPECT_EQ(keys(page(Order::ascending, {10, 9})), (std::vector<std::string>{"a/1", "a/2"}));
  EXPECT_EQ(keys(page(Order::ascending, {10, 1})), (std::vector<std::string>{"a/1"}));
}

TEST_F(RocksStoreTest, reads_from_the_disk_what_no_cache_holds) {
  options_.memtable_bytes = 64 << 10;
  options_.cache_bytes = 1;
  ThreadBlockingPool pool(ThreadBlockingPool::Options{.threads = 1});
  options_.pool = &pool;
  reopen();
  for (int i = 0; i < 400; ++i) ASSERT_TRUE(put(*store_, fmt::format("key/{:03}", i), std::string(1000, 'x')));
  SimExecutor executor;
  for (int i = 0; i < 400; ++i) {
    const auto value = executor.sync_wait(store_->read(fmt::format("key/{:03}", i)));
    ASSERT_TRUE(value && *value && (*value)->size() == 1000) << i;
  }
  const auto all = executor.sync_wait(store_->read_all({"key/007", "key/no", "key/399"}));
  ASSERT_TRUE(all);
  EXPECT_TRUE((*all)[0] && !(*all)[1] && (*all)[2]);
  const auto page = executor.sync_wait(store_->read_page({"key/", "key0"}, {1000, 1 << 20}));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->entries.size(), 400U);
  const auto absent = executor.sync_wait(store_->read("key/no"));
  EXPECT_TRUE(absent && !*absent);
  store_.reset();
}

TEST_F(RocksStoreTest, erases_a_range) {
  for (const auto* key : {"a/1", "a/2", "b/1"}) ASSERT_TRUE(put(*store_, key, "value"));
  WriteBatch batch;
  batch.erase_range("a/", "a0");
  batch.put("a/9", "later in the batch");
  ASSERT_TRUE(write(*store_, std::move(batch)));
  reopen();
  EXPECT_EQ(value_of("a/1"), std::nullopt);
  EXPECT_EQ(value_of("a/9"), "later in the batch");
  EXPECT_EQ(value_of("b/1"), "value");
}

TEST_F(RocksStoreTest, gives_back_what_was_written_also_after_reopening) {
  ASSERT_TRUE(put(*store_, "stream/orders", "state"));
  EXPECT_EQ(value_of("stream/orders"), "state");
  EXPECT_EQ(value_of("stream/other"), std::nullopt);
  reopen();
  EXPECT_EQ(value_of("stream/orders"), "state");
}

TEST_F(RocksStoreTest, keeps_binary_keys_and_values) {
  const std::string key("k\0\xff\n", 4);
  const std::string value("\0\0", 2);
  ASSERT_TRUE(put(*store_, key, value));
  EXPECT_EQ(value_of(key), value);
}

TEST_F(RocksStoreTest, scans_a_half_open_range_in_byte_order_up_to_the_count) {
  for (const auto* key : {"a", "b", "b\xff", "c", "\x7f"}) ASSERT_TRUE(put(*store_, key, "v"));
  const auto keys = [](const std::vector<KeyValue>& entries) {
    std::vector<std::string> found;
    for (const auto& entry : entries) found.push_back(entry.key);
    return found;
  };
  EXPECT_THAT(keys(*store_->scan("b", "c", 10)), testing::ElementsAre("b", "b\xff"));
  EXPECT_THAT(keys(*store_->scan("b", "", 2)), testing::ElementsAre("b", "b\xff"));
  EXPECT_THAT(keys(*store_->scan("", "", 10)), testing::ElementsAre("a", "b", "b\xff", "c", "\x7f"));
  EXPECT_THAT(keys(*store_->scan("c", "b", 10)), testing::IsEmpty());
  EXPECT_THAT(keys(*store_->scan("a", "", 0)), testing::IsEmpty());
}

TEST_F(RocksStoreTest, applies_the_changes_of_a_batch_in_order) {
  WriteBatch batch;
  batch.put("k", "1");
  batch.erase("k");
  batch.put("k", "2");
  batch.put("gone", "1");
  batch.erase("gone");
  ASSERT_TRUE(write(*store_, std::move(batch)));
  EXPECT_EQ(value_of("k"), "2");
  EXPECT_EQ(value_of("gone"), std::nullopt);
}

TEST_F(RocksStoreTest, concurrent_writes_share_commits) {
  constexpr int writes = 500;
  const auto before = store_->commits();
  std::vector<std::optional<Status>> answers(writes);
  SimExecutor loop;
  for (int i = 0; i < writes; ++i) {
    WriteBatch batch;
    batch.put("key" + std::to_string(i), "value");
    loop.spawn(write_into(*store_, std::move(batch), answers[i]));
  }
  std::optional<Status> last;  // the queue is served in order
  loop.sync_wait(write_into(*store_, {}, last));
  for (const auto& answer : answers) EXPECT_TRUE(answer && *answer);
  EXPECT_LT(store_->commits() - before, writes / 2);
  EXPECT_EQ(store_->scan("key", "", 1000)->size(), writes);
}

TEST_F(RocksStoreTest, refuses_writes_over_the_queue_bound) {
  options_.queue_bytes_max = 100 << 10;
  reopen();
  std::vector<std::optional<Status>> answers(200);
  SimExecutor loop;
  for (auto& answer : answers) {
    WriteBatch batch;
    batch.put("key", std::string(10 << 10, 'x'));
    loop.spawn(write_into(*store_, std::move(batch), answer));
  }
  std::optional<Status> last;  // the queue is served in order
  loop.sync_wait(write_into(*store_, {}, last));
  int refused = 0;
  for (const auto& answer : answers) {
    if (*answer) continue;
    ++refused;
    EXPECT_EQ(answer->error().status, 503);
  }
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, 200);
}

TEST_F(RocksStoreTest, says_that_another_process_has_it_open) {
  const auto second = RocksStore::open(directory_ / "table");
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, testing::HasSubstr("cannot be opened"));
  EXPECT_THAT(second.error().message, testing::HasSubstr("LOCK"));
}

TEST_F(RocksStoreTest, opens_a_store_of_the_first_version_and_moves_what_has_a_family_of_its_own_now) {
  store_.reset();
  std::filesystem::remove_all(directory_ / "table");
  {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, (directory_ / "table").string(), &opened).ok());
    const std::unique_ptr<rocksdb::DB> plain(opened);
    ASSERT_TRUE(plain->Put({}, std::string("\0format", 7), "1").ok());
    for (const auto* key : {"dynamodb/b", "dynamodb/c1", "dynamodb/c2", "dynamodb/d", "kinesis/"}) {
      ASSERT_TRUE(plain->Put({}, key, key).ok());
    }
    ASSERT_TRUE(plain->Put({}, "dynamodb/c3", std::string(3 << 20, 'x')).ok());
  }
  for (int i = 0; i < 2; ++i) {
    reopen();
    std::vector<std::string> found;
    for (const auto& entry : *store_->scan("", "", 10)) found.push_back(entry.key);
    EXPECT_THAT(found, testing::ElementsAre("dynamodb/b", "dynamodb/c1", "dynamodb/c2", "dynamodb/c3", "dynamodb/d",
                                            "kinesis/"));
    EXPECT_EQ(value_of("dynamodb/c2"), "dynamodb/c2");
  }
  store_.reset();
  rocksdb::DB* opened = nullptr;
  EXPECT_FALSE(rocksdb::DB::Open({}, (directory_ / "table").string(), &opened).ok());  // an older program
}

// Several logs are needed at once while the families are flushed at different times.
TEST_F(RocksStoreTest, does_not_open_with_a_gap_between_its_logs) {
  options_.memtable_bytes = 64 << 10;
  reopen();
  ASSERT_TRUE(put(*store_, "kept", "1"));
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(put(*store_, fmt::format("dynamodb/c{:03}", i), std::string(1000, 'x')));
  }
  store_.reset();
  std::set<std::string> logs;
  for (const auto& entry : std::filesystem::directory_iterator(directory_ / "table")) {
    if (entry.path().extension() == ".log") logs.insert(entry.path().string());
  }
  ASSERT_GT(logs.size(), 1U);
  RealDisk disk;
  const auto first = *disk.open(*logs.begin(), OpenMode::write);
  std::string byte(1, '\0');
  ASSERT_TRUE(first->pread(70, byte));
  const auto damaged = std::string(1, static_cast<char>(byte[0] ^ 1));
  ASSERT_TRUE(first->pwrite(70, damaged));
  const auto refused = RocksStore::open(directory_ / "table", options_);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("is damaged: it ends after"));
  ASSERT_TRUE(first->pwrite(70, byte));
  reopen();
  EXPECT_EQ(value_of("kept"), "1");
  EXPECT_EQ(store_->scan("dynamodb/c", "dynamodb/d", 1000)->size(), 300U);
}

TEST_F(RocksStoreTest, uses_the_files_of_its_logs_again) {
  options_.memtable_bytes = 512 << 10;
  reopen();
  std::set<std::uint64_t> inodes;
  std::size_t logs = 0;
  std::string last;
  for (int i = 0; i < 400; ++i) {
    ASSERT_TRUE(put(*store_, fmt::format("key/{:03}", i), std::string(20'000, 'x')));
    for (const auto& entry : std::filesystem::directory_iterator(directory_ / "table")) {
      if (entry.path().extension() != ".log" || entry.path().string() <= last) continue;
      last = entry.path().string();
      struct stat status{};
      ASSERT_EQ(::stat(last.c_str(), &status), 0);
      inodes.insert(status.st_ino);
      ++logs;
    }
  }
  EXPECT_GT(logs, 8U);
  EXPECT_LT(inodes.size(), logs / 2);
  reopen();
  for (int i = 0; i < 400; ++i) ASSERT_TRUE(value_of(fmt::format("key/{:03}", i)));
}

TEST_F(RocksStoreTest, behaves_like_a_map_through_random_writes_and_reopening) {
  const auto* given = std::getenv("PENSTOCK_SEED");
  const auto seed = given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto below = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
  // Some lie in a family of their own.
  const auto random_key = [&] {
    static constexpr std::array<std::string_view, 4> prefixes = {"dynamodb/b", "dynamodb/c", "dynamodb/c",
                                                                 "dynamodb/d"};
    if (below(2) == 0) return std::string(1 + below(3), static_cast<char>(1 + below(4) * 80));
    return std::string(prefixes[below(4)]) + static_cast<char>('0' + below(3));
  };
  options_.memtable_bytes = 64 << 10;  // flushes and compactions happen
  reopen();
  std::map<std::string, std::string> model;
  for (int step = 0; step < 1500; ++step) {
    WriteBatch batch;
    for (auto changes = 1 + below(5); changes > 0; --changes) {
      const auto key = random_key() + std::to_string(below(100));
      if (below(3) == 0) {
        batch.erase(key);
        model.erase(key);
      } else {
        const std::string value(below(2000), static_cast<char>('a' + below(26)));
        batch.put(key, value);
        model[key] = value;
      }
    }
    options_.durability = below(2) ? RocksStoreOptions::Durability::fsync : RocksStoreOptions::Durability::os;
    ASSERT_TRUE(write(*store_, std::move(batch)));
    if (below(200) == 0) reopen();
    const auto probe = random_key() + std::to_string(below(100));
    const auto known = model.find(probe);
    ASSERT_EQ(value_of(probe), known == model.end() ? std::nullopt : std::optional(known->second));
    auto from = random_key();
    auto to = below(2) == 0 ? from + "\xff" : random_key();
    auto expected = model.lower_bound(from);
    for (const auto& entry : *store_->scan(from, to, 20)) {
      ASSERT_NE(expected, model.end());
      ASSERT_EQ(entry.key, expected->first);
      ASSERT_EQ(entry.value, expected->second);
      ++expected;
    }
    if (to < from) std::swap(from, to);
    const PageBounds bounds{.entries_max = 1 + below(50), .bytes_max = 1U << below(20)};
    const auto down = below(2) == 0;
    SimExecutor loop;
    const auto page = loop.sync_wait(
        store_->read_page({from, to, down ? KeyRange::Order::descending : KeyRange::Order::ascending}, bounds));
    ASSERT_TRUE(page);
    auto above = model.lower_bound(from);
    auto below_end = model.lower_bound(to);
    for (const auto& entry : page->entries) {
      ASSERT_NE(above, below_end);
      ASSERT_EQ(entry.key, (down ? --below_end : above++)->first);
    }
    ASSERT_TRUE(page->more || above == below_end);
    if (below(100) != 0) continue;
    WriteBatch range;
    range.erase_range(from, to);
    ASSERT_TRUE(write(*store_, std::move(range)));
    model.erase(model.lower_bound(from), model.lower_bound(to));
  }
}

}  // namespace
}  // namespace penstock
