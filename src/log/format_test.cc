// The stored bytes, made once by a program of its own from docs/formats/log.md. They never change without a new magic.
#include "log/format.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/hex.h"
#include "log/log_world.h"

namespace penstock {
namespace {

constexpr std::string_view golden_segment =
    "50454e5345474d317830113b1111111111111111111111110100000000000000"
    "0000000000000000000000000000000000000000000000000000000000000000"
    "11111111bbb767930c00000001000000000000007830113b0000000000000000"
    "0068e5cf8b010000000000000000000004000000000000007061696411111111"
    "44c091e2130000000200000003000000bbb7679300000000000000000568e5cf"
    "8b010000000000007c00000001000000000000006102000000000000006263";

constexpr std::string_view golden_index =
    "50454e494e445831be05aa77020000001111111111111111bf00000044c091e2"
    "02000000a81f55a4000000000000000000000000000000000000000000000000"
    "0000000000000000010000000000000000000000000000000100000000000000"
    "0068e5cf8b0100000068e5cf8b01000003000000010000000100000000000000"
    "000000000000000002000000000000000568e5cf8b0100000568e5cf8b010000"
    "00000000000000000068e5cf8b0100000000000001000000400000003c000000"
    "00000000000000000568e5cf8b01000000000000020000007c00000043000000";

class FixedRandom final : public Random {
 public:
  void fill(std::span<unsigned char> bytes) override { std::ranges::fill(bytes, 0x11); }
};

class LogFormat : public testing::Test {
 protected:
  LogFormat() {
    executor_.on_idle([this] { return committer_.run_pending(); });
    open();
  }
  void open() {
    directory_ = *LogDirectory::open({disk_, clock_, random_, pool_, committer_}, "logs", {});
    log_ = *directory_->open_log_now("orders");
  }
  std::string stored(const std::string& name) { return to_hex(*read_whole(disk_, "logs/orders/" + name, 1 << 20)); }

  SimDisk disk_;
  SimClock clock_{from_millis(1'700'000'000'000)};
  FixedRandom random_;
  SimBlockingPool pool_;
  SimExecutor executor_;
  Committer committer_{{.threads = 0}};
  std::unique_ptr<LogDirectory> directory_;
  std::unique_ptr<Log> log_;
};

TEST_F(LogFormat, is_written_byte_for_byte_as_documented) {
  const std::string_view paid[] = {"pa", "id"};
  const std::string_view a[] = {"a"};
  const std::string_view bc[] = {"bc"};
  ASSERT_TRUE(executor_.sync_wait(log_->append_one({0, paid})));
  clock_.advance(Millis{5});
  const Append both[] = {{3, a}, {3, bc}};
  ASSERT_TRUE(executor_.sync_wait(log_->append(both)));
  executor_.sync_wait(log_->close());
  const auto segment = stored("0000000000000001.segment");
  EXPECT_EQ(segment.substr(0, golden_segment.size()), golden_segment);
  EXPECT_EQ(segment.substr(golden_segment.size()), std::string(2 * page_bytes - golden_segment.size(), '0'));
  EXPECT_EQ(stored("0000000000000001.index"), golden_index);
}

TEST_F(LogFormat, is_read_as_it_was_written_by_the_first_version) {
  log_.reset();
  {
    auto file = *disk_.open("logs/orders/0000000000000001.segment", OpenMode::create);
    ASSERT_TRUE(file->pwrite(0, from_hex(golden_segment).value()));
  }
  open();
  const auto batch = executor_.sync_wait(log_->read(3, 0, {}));
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->records.size(), 2U);
  EXPECT_EQ(batch->records[1].payload, "bc");
  EXPECT_EQ(to_millis(batch->records[1].arrival), 1'700'000'000'005);

  const std::string_view more[] = {"more"};
  ASSERT_TRUE(executor_.sync_wait(log_->append_one({3, more})));
  EXPECT_EQ(stored("0000000000000001.segment").substr(0, golden_segment.size()), golden_segment)
      << "a file that ends within a page is gone on with";
}

}  // namespace
}  // namespace penstock
