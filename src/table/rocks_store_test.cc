#include "table/rocks_store.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "base/task_scope.h"
#include "io/sim_executor.h"
#include "io/thread_blocking_pool.h"

namespace penstock {
namespace {

Task<void> write_into(Store& store, WriteBatch batch, std::optional<Status>& answer) {
  answer.emplace(co_await store.write(std::move(batch)));
}

// Blocks: no executor is current here.
Status write(Store& store, WriteBatch batch) {
  std::optional<Status> answer;
  TaskScope scope;
  scope.spawn(write_into(store, std::move(batch), answer));
  CHECK(answer.has_value());
  return std::move(*answer);
}

Status put(Store& store, std::string key, std::string value) {
  WriteBatch batch;
  batch.put(std::move(key), std::move(value));
  return write(store, std::move(batch));
}

class RocksStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "rocks_store_test.XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    reopen();
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(directory_);
  }
  void reopen() {
    store_.reset();
    auto opened = RocksStore::open(directory_ / "table", options_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }
  std::optional<std::string> value_of(std::string_view key) {
    auto value = store_->get(key);
    return value ? *value : std::optional<std::string>("unreadable");
  }

  std::filesystem::path directory_;
  RocksStoreOptions options_;
  std::unique_ptr<RocksStore> store_;
};

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

TEST_F(RocksStoreTest, behaves_like_a_map_through_random_writes_and_reopening) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto below = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
  const auto random_key = [&] { return std::string(1 + below(3), static_cast<char>(1 + below(4) * 80)); };
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
    const auto from = random_key();
    const auto to = from + "\xff";
    auto expected = model.lower_bound(from);
    for (const auto& entry : *store_->scan(from, to, 20)) {
      ASSERT_NE(expected, model.end());
      ASSERT_EQ(entry.key, expected->first);
      ASSERT_EQ(entry.value, expected->second);
      ++expected;
    }
  }
}

// Lets a test fill the disk, or make its syncs fail.
class FaultyFiles final : public rocksdb::FileSystemWrapper {
 public:
  enum class Fault { none, full, sync };
  explicit FaultyFiles(const std::shared_ptr<rocksdb::FileSystem>& target) : FileSystemWrapper(target) {}
  const char* Name() const override { return "FaultyFiles"; }
  std::atomic<Fault> fault = Fault::none;

  struct File final : rocksdb::FSWritableFileOwnerWrapper {
    File(std::unique_ptr<rocksdb::FSWritableFile> file, FaultyFiles& files)
        : FSWritableFileOwnerWrapper(std::move(file)), files(files) {}
    FaultyFiles& files;

    using FSWritableFileOwnerWrapper::Append;
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* context) override {
      if (files.fault == Fault::full) return rocksdb::IOStatus::NoSpace("injected");
      return FSWritableFileOwnerWrapper::Append(data, options, context);
    }
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override {
      if (files.fault == Fault::sync) return rocksdb::IOStatus::IOError("injected");
      return FSWritableFileOwnerWrapper::Sync(options, context);
    }
  };

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* context) override {
    if (fault == Fault::full) return rocksdb::IOStatus::NoSpace("injected");
    auto status = FileSystemWrapper::NewWritableFile(name, options, result, context);
    if (status.ok()) *result = std::make_unique<File>(std::move(*result), *this);
    return status;
  }
};

class RocksStoreOnFaultyDisk : public RocksStoreTest {
 protected:
  RocksStoreOnFaultyDisk()
      : files_(std::make_shared<FaultyFiles>(rocksdb::FileSystem::Default())), env_(rocksdb::NewCompositeEnv(files_)) {
    options_.env = env_.get();
    options_.retry_interval = std::chrono::milliseconds(1);
  }
  // Writes as a patient client does.
  Status put_until_taken(std::string key, std::string value) {
    Status taken = error::internal("not tried");
    for (int tries = 0; tries < 3000 && !taken; ++tries) {
      taken = put(*store_, key, value);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return taken;
  }
  std::shared_ptr<FaultyFiles> files_;
  std::unique_ptr<rocksdb::Env> env_;
};

TEST_F(RocksStoreOnFaultyDisk, refuses_writes_while_the_disk_is_full_and_takes_them_again_when_space_returns) {
  ASSERT_TRUE(put(*store_, "kept", "1"));
  files_->fault = FaultyFiles::Fault::full;
  for (int i = 0; i < 3; ++i) {
    const auto refused = put(*store_, "kept", "2");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 503);
    EXPECT_EQ(refused.error().message, "The disk is full: writes are refused until space is free; reads go on.");
    EXPECT_EQ(value_of("kept"), "1");
  }
  files_->fault = FaultyFiles::Fault::none;
  const auto taken = put_until_taken("kept", "3");
  ASSERT_TRUE(taken) << taken.error().message;
  reopen();
  EXPECT_EQ(value_of("kept"), "3");
}

TEST_F(RocksStoreOnFaultyDisk, takes_writes_again_after_a_failed_fsync_once_it_reread_the_disk) {
  ASSERT_TRUE(put(*store_, "kept", "1"));
  files_->fault = FaultyFiles::Fault::sync;
  for (int i = 0; i < 20; ++i) {
    const auto refused = put(*store_, "refused", "2");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 503);
    EXPECT_EQ(value_of("kept"), "1");
    EXPECT_EQ(value_of("refused"), std::nullopt);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  files_->fault = FaultyFiles::Fault::none;
  const auto taken = put_until_taken("later", "3");
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(value_of("kept"), "1");
  reopen();
  EXPECT_EQ(value_of("kept"), "1");
  EXPECT_EQ(value_of("later"), "3");
}

TEST_F(RocksStoreOnFaultyDisk, keeps_every_acknowledged_write_through_random_faults) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  options_.memtable_bytes = 64 << 10;
  reopen();
  std::map<std::string, std::vector<std::optional<std::string>>> possible;  // what was acknowledged, and refused since
  for (int step = 0; step < 1500; ++step) {
    if (random() % 20 == 0) files_->fault = static_cast<FaultyFiles::Fault>(random() % 3);
    const auto key = "k" + std::to_string(random() % 50);
    const auto value = std::to_string(step) + std::string(random() % 3000, 'v');
    auto& values = possible.try_emplace(key, 1, std::nullopt).first->second;
    if (put(*store_, key, value)) values.clear();
    values.emplace_back(value);
  }
  files_->fault = FaultyFiles::Fault::none;
  ASSERT_TRUE(put_until_taken("end", "1"));
  reopen();
  for (const auto& [key, values] : possible) {
    EXPECT_THAT(values, testing::Contains(value_of(key))) << key;
  }
}

}  // namespace
}  // namespace penstock
