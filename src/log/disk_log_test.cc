#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <thread>

#include "io/real_disk.h"
#include "io/sim_blocking_pool.h"
#include "io/sim_executor.h"
#include "log/log_directory.h"

namespace penstock {
namespace {

class RealDiskLog : public testing::Test {
 protected:
  RealDiskLog() {
    std::filesystem::remove_all(path_);
    open();
  }
  ~RealDiskLog() override {
    close();
    std::filesystem::remove_all(path_);
  }

  void open() {
    auto directory = LogDirectory::open({disk_, clock_, random_, pool_, *committer_}, path_, options_);
    ASSERT_TRUE(directory) << directory.error().message;
    directory_ = std::move(*directory);
    auto log = directory_->open_log_now("orders");
    ASSERT_TRUE(log) << log.error().message;
    log_ = std::move(*log);
  }
  void close() {
    if (log_) executor_.sync_wait(log_->close());
    log_.reset();
    directory_.reset();
  }

  Appended put(Channel channel, std::string_view payload) {
    const std::string_view pieces[] = {payload};
    const auto answer = executor_.sync_wait(log_->append_one({channel, pieces}));
    EXPECT_TRUE(answer) << answer.error().message;
    return *answer;
  }
  std::vector<std::string> payloads(Channel channel, Offset from = 0) {
    std::vector<std::string> all;
    const auto batch = executor_.sync_wait(log_->read(channel, from, {}));
    EXPECT_TRUE(batch) << batch.error().message;
    for (const auto& record : batch->records) all.emplace_back(record.payload);
    return all;
  }

  const std::string path_ = testing::TempDir() + "disk_log_test." + std::to_string(::getpid());
  RealDisk disk_;
  SimClock clock_;
  SeededRandom random_{1};
  SimBlockingPool pool_;
  SimExecutor executor_;
  std::unique_ptr<Committer> committer_ = std::make_unique<Committer>();
  LogOptions options_;
  std::unique_ptr<LogDirectory> directory_;
  std::unique_ptr<Log> log_;
};

TEST_F(RealDiskLog, keeps_what_it_acknowledged_over_a_restart) {
  EXPECT_EQ(put(0, "paid").offset, 0U);
  EXPECT_EQ(put(0, "shipped").offset, 1U);
  EXPECT_EQ(put(3, "returned").offset, 0U);
  close();
  open();
  EXPECT_EQ(payloads(0), (std::vector<std::string>{"paid", "shipped"}));
  EXPECT_EQ(payloads(0, 1), (std::vector<std::string>{"shipped"}));
  EXPECT_EQ(payloads(3), (std::vector<std::string>{"returned"}));
  EXPECT_EQ(put(0, "lost").offset, 2U);
}

TEST_F(RealDiskLog, appends_a_batch_over_several_channels_in_one_step) {
  std::vector<std::string> data;
  for (int i = 0; i < 500; ++i) data.push_back("record " + std::to_string(i));
  std::vector<std::string_view> views(data.begin(), data.end());
  std::vector<Append> records;
  for (std::size_t i = 0; i < views.size(); ++i) records.push_back({Channel(i % 4), {&views[i], 1}});
  const auto answers = executor_.sync_wait(log_->append(records));
  ASSERT_TRUE(answers);
  for (std::size_t i = 0; i < views.size(); ++i) EXPECT_EQ((*answers)[i].offset, i / 4);
  EXPECT_EQ(payloads(2).at(7), data[4 * 7 + 2]);
  EXPECT_EQ(log_->bounds(1).end, 125U);
}

TEST_F(RealDiskLog, does_not_come_back_once_removed) {
  put(0, "gone");
  executor_.sync_wait(log_->close());
  log_.reset();
  EXPECT_TRUE(executor_.sync_wait(directory_->remove_log("orders")));
  EXPECT_TRUE(directory_->names()->empty());
  log_ = *directory_->open_log_now("orders");
  EXPECT_TRUE(payloads(0).empty());
  EXPECT_EQ(put(0, "new").offset, 0U);
}

Task<void> append_and_note(Log& log, Channel channel, int writer, int count, std::vector<Offset>& offsets) {
  for (int i = 0; i < count; ++i) {
    const auto payload = std::to_string(writer) + ":" + std::to_string(i);
    const std::string_view pieces[] = {payload};
    const auto answer = co_await as_result(log.append_one({channel, pieces}));
    if (answer) offsets.push_back(answer->offset);
  }
}

Task<void> read_all(Log& log, Channel channel, std::size_t count, int& read) {
  Offset at = 0;
  while (at < count) {
    auto batch = co_await as_result(log.read(channel, at, {}));
    if (!batch) co_return;
    at = batch->next;
    co_await resume_on(*Executor::current());
  }
  read = static_cast<int>(at);
}

TEST_F(RealDiskLog, keeps_the_order_of_many_threads_that_append_and_read_at_once) {
  close();
  options_.segment_bytes = 16 << 10;
  open();
  constexpr int threads = 4;
  constexpr int writers = 8;  // a thread
  constexpr int count = 40;
  std::vector<std::vector<Offset>> offsets(threads * writers);
  std::vector<int> read(threads);
  {
    std::vector<std::jthread> running;
    for (int thread = 0; thread < threads; ++thread) {
      running.emplace_back([&, thread] {
        SimExecutor executor;
        for (int i = 0; i < writers; ++i) {
          const auto writer = thread * writers + i;
          executor.spawn(append_and_note(*log_, static_cast<Channel>(i % 2), writer, count, offsets[writer]));
        }
        const auto half = static_cast<std::size_t>(threads * writers * count) / 2;
        executor.spawn(read_all(*log_, static_cast<Channel>(thread % 2), half, read[thread]));
        executor.wait_for_all();
      });
    }
  }
  for (const auto& own : offsets) {
    ASSERT_EQ(own.size(), static_cast<std::size_t>(count));
    EXPECT_TRUE(std::ranges::is_sorted(own, std::less_equal{}));
  }
  for (const auto each : read) EXPECT_EQ(each, threads * writers * count / 2);
  close();
  open();
  for (int writer = 0; writer < threads * writers; ++writer) {
    const auto all = payloads(static_cast<Channel>(writer % writers % 2), offsets[writer].back());
    EXPECT_EQ(all.at(0), std::to_string(writer) + ":" + std::to_string(count - 1));
  }
}

}  // namespace
}  // namespace penstock
