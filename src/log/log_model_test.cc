// Seeded random runs of a log against a plain model. A failing run prints its seed:
//   PENSTOCK_LOG_SEED=n PENSTOCK_LOG_STEPS=n build/release/log_test --gtest_filter='LogModel.*'
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "log/log_world.h"

namespace penstock {
namespace {

constexpr Channel channels_max = 5;
using Dice = std::mt19937_64;

struct ModelRecord {
  std::string payload;
  TimePoint arrival;
};

// What a channel must hold, and what it may hold after the next opening.
struct ModelChannel {
  std::vector<ModelRecord> records;  // all that were ever visible, by offset
  Offset begin = 0;
  std::vector<std::string> unsure;  // appends that failed since the log was opened, in order
};

struct Attempt {
  std::vector<Channel> channels;
  std::vector<std::string> payloads;
  std::optional<Result<std::vector<Appended>>> answer;
};

class LogModel : public testing::Test {
 protected:
  void run(std::uint64_t seed, int steps);

 private:
  void step();
  void append_some(bool power_fails);
  void settle(std::vector<Attempt>& attempts);
  void read_some();
  void find_some();
  void trim_some();
  void fill_disk();
  void reopen(bool power_fails);
  void adopt(Channel number);
  void check_all();
  std::size_t roll(std::size_t sides) { return dice_() % sides; }

  std::unique_ptr<LogWorld> world_;
  Dice dice_;
  std::map<Channel, ModelChannel> model_;
  TimePoint horizon_{};
  bool read_only_ = false;
  int counter_ = 0;
};

Task<void> append(Log& log, Attempt& attempt) {
  std::vector<std::string_view> pieces(attempt.payloads.begin(), attempt.payloads.end());
  std::vector<Append> records;
  for (std::size_t i = 0; i < pieces.size(); ++i) records.push_back({attempt.channels[i], {&pieces[i], 1}});
  attempt.answer = co_await as_result(log.append(records));
}

void LogModel::run(std::uint64_t seed, int steps) {
  SCOPED_TRACE("PENSTOCK_LOG_SEED=" + std::to_string(seed));
  dice_.seed(seed);
  LogOptions options{.segment_bytes = 1024UL << roll(6), .pending_bytes_max = 64 << 10, .recycled_segments_max = 3};
  options.cached_bytes_max =
      roll(3) * RecentPiece::capacity;  // so that reads come from memory, from the disk, from both
  world_ = std::make_unique<LogWorld>(seed, options);
  model_.clear();
  horizon_ = {};
  read_only_ = false;
  counter_ = 0;
  for (int i = 0; i < steps && !HasFailure(); ++i) step();
  if (!HasFailure()) reopen(false);
  if (!HasFailure()) check_all();
}

void LogModel::step() {
  world_->clock.advance(Millis{roll(50)});
  world_->disk.forget_cache(roll(3) == 0);
  switch (const auto choice = roll(100)) {
    case 0 ... 54:
      return append_some(false);
    case 55 ... 74:
      return read_some();
    case 75 ... 81:
      return find_some();
    case 82 ... 85:
      return trim_some();
    case 86 ... 88:
      return reopen(false);
    case 89 ... 92:
      return append_some(true);
    case 93:
      world_->disk.fail_next_sync();
      return append_some(false);
    case 94 ... 95:
      return fill_disk();
    default:
      if (read_only_ && choice > 97) reopen(roll(2) == 0);
      return check_all();
  }
}

// Several callers at once; some commits are cut short by a disk that stops, and then the power goes.
void LogModel::append_some(bool power_fails) {
  std::vector<Attempt> attempts(1 + roll(6));
  for (auto& attempt : attempts) {
    const auto count = 1 + roll(roll(4) == 0 ? 30 : 3);
    for (std::size_t i = 0; i < count; ++i) {
      attempt.channels.push_back(static_cast<Channel>(roll(channels_max)));
      auto payload = std::to_string(++counter_) + ":";
      payload.append(roll(20) == 0 ? roll(3000) : roll(200), 'x');
      attempt.payloads.push_back(std::move(payload));
    }
  }
  if (power_fails) world_->disk.fail_after(roll(6));
  for (auto& attempt : attempts) {
    world_->executor.spawn(append(*world_->log, attempt));
    if (roll(8) == 0) world_->executor.run_until_idle();
  }
  if (power_fails && roll(3) == 0) world_->disk.power_off();
  world_->executor.run_until_idle();
  settle(attempts);
  if (power_fails) reopen(true);
}

void LogModel::settle(std::vector<Attempt>& attempts) {
  for (auto& attempt : attempts) {
    ASSERT_TRUE(attempt.answer.has_value());
    if (*attempt.answer) ASSERT_FALSE(read_only_);
    for (std::size_t i = 0; i < attempt.channels.size(); ++i) {
      auto& channel = model_[attempt.channels[i]];
      if (!*attempt.answer) {
        channel.unsure.push_back(attempt.payloads[i]);
        continue;
      }
      const auto& appended = (**attempt.answer)[i];
      ASSERT_EQ(appended.offset, channel.records.size());
      if (!channel.records.empty()) ASSERT_GE(appended.arrival, channel.records.back().arrival);
      ASSERT_GE(appended.arrival, world_->clock.now());
      channel.records.push_back({attempt.payloads[i], appended.arrival});
    }
    if (!*attempt.answer) {
      const auto& error = attempt.answer->error();
      ASSERT_EQ(error.status, 503) << error.message;
      if (error.message.find("takes no records") != std::string::npos) read_only_ = true;
    }
  }
}

void LogModel::read_some() {
  const auto number = static_cast<Channel>(roll(channels_max));
  const auto& channel = model_[number];
  const ReadLimits limits{1 + roll(40), roll(3000)};
  const Offset from = roll(channel.records.size() + 3);
  const auto batch = world_->executor.sync_wait(world_->log->read(number, from, limits));
  ASSERT_TRUE(batch) << batch.error().message;
  ASSERT_EQ(batch->end, channel.records.size());
  Offset expected = std::max(from, channel.begin);
  std::size_t bytes = 0;
  for (const auto& record : batch->records) {
    ASSERT_EQ(record.offset, expected);
    ASSERT_LT(expected, channel.records.size());
    ASSERT_EQ(record.payload, channel.records[expected].payload);
    ASSERT_EQ(record.arrival, channel.records[expected].arrival);
    bytes += record.payload.size();
    ++expected;
  }
  ASSERT_EQ(batch->next, expected);
  ASSERT_LE(batch->records.size(), limits.records_max);
  if (batch->records.size() > 1) ASSERT_LE(bytes, limits.bytes_max);
  if (std::max(from, channel.begin) < channel.records.size()) ASSERT_FALSE(batch->records.empty());
  if (batch->end_time && channel.begin < channel.records.size()) {
    ASSERT_EQ(*batch->end_time, channel.records.back().arrival);
  }
}

void LogModel::find_some() {
  const auto number = static_cast<Channel>(roll(channels_max));
  const auto& channel = model_[number];
  const auto age = Millis{roll(20'000)};
  const auto time = world_->clock.now() - age;
  const auto found = world_->executor.sync_wait(world_->log->find(number, time));
  ASSERT_TRUE(found) << found.error().message;
  Offset expected = channel.begin;
  while (expected < channel.records.size() && channel.records[expected].arrival < time) ++expected;
  ASSERT_EQ(*found, expected);
}

void LogModel::trim_some() {
  horizon_ = std::max(horizon_, world_->clock.now() - Millis{roll(30'000)});
  const auto trimmed = world_->executor.sync_wait(world_->log->trim(horizon_));
  ASSERT_TRUE(trimmed) << trimmed.error().message;
  for (auto& [number, channel] : model_) {
    while (channel.begin < channel.records.size() && channel.records[channel.begin].arrival < horizon_) ++channel.begin;
    ASSERT_EQ(world_->log->bounds(number).begin, channel.begin);
  }
}

void LogModel::fill_disk() {
  world_->disk.set_capacity(world_->disk.used_bytes() + roll(10'000));
  for (int i = 0; i < 4 && !HasFatalFailure(); ++i) append_some(false);
  world_->disk.set_capacity(std::numeric_limits<std::uint64_t>::max());
  if (!read_only_ && !HasFatalFailure()) {
    ASSERT_TRUE(world_->put(0, "space")) << "it takes records again once there is space";
    model_[0].records.push_back({"space", TimePoint{}});
    const auto batch = world_->executor.sync_wait(world_->log->read(0, model_[0].records.size() - 1, {}));
    ASSERT_TRUE(batch && batch->records.size() == 1);
    model_[0].records.back().arrival = batch->records[0].arrival;
  }
}

void LogModel::reopen(bool power_fails) {
  if (power_fails) {
    world_->disk.power_off();
    world_->executor.run_until_idle();
    world_->drop();
    world_->disk.heal();
    world_->disk.power_on();
  } else {
    world_->disk.heal();
    world_->close();
  }
  ASSERT_TRUE(world_->open(horizon_)) << world_->error.message;
  read_only_ = false;
  for (Channel number = 0; number < channels_max; ++number) adopt(number);
}

// What was acknowledged is there; behind it may be appends that failed, in their order, and nothing else.
void LogModel::adopt(Channel number) {
  auto& channel = model_[number];
  const auto bounds = world_->log->bounds(number);
  ASSERT_GE(bounds.end, channel.records.size()) << "channel " << number;
  auto unsure = channel.unsure.begin();
  while (channel.records.size() < bounds.begin) channel.records.push_back({"older than the horizon", TimePoint{}});
  for (Offset at = channel.records.size(); at < bounds.end;) {
    const auto batch = world_->executor.sync_wait(world_->log->read(number, at, {1, 1}));
    ASSERT_TRUE(batch) << batch.error().message;
    ASSERT_EQ(batch->records.size(), 1U);
    unsure = std::find(unsure, channel.unsure.end(), batch->records[0].payload);
    ASSERT_NE(unsure, channel.unsure.end()) << batch->records[0].payload;
    channel.records.push_back({*unsure++, batch->records[0].arrival});
    ++at;
  }
  channel.unsure.clear();
  while (channel.begin < channel.records.size() && channel.records[channel.begin].arrival < horizon_) ++channel.begin;
  ASSERT_EQ(bounds.begin, channel.begin);
}

void LogModel::check_all() {
  for (auto& [number, channel] : model_) {
    Offset at = channel.begin;
    while (at < channel.records.size()) {
      const auto batch = world_->executor.sync_wait(world_->log->read(number, at, {}));
      ASSERT_TRUE(batch) << batch.error().message;
      ASSERT_FALSE(batch->records.empty());
      for (const auto& record : batch->records) {
        ASSERT_EQ(record.offset, at);
        ASSERT_EQ(record.payload, channel.records[at].payload);
        ASSERT_EQ(record.arrival, channel.records[at].arrival);
        ++at;
      }
    }
    ASSERT_EQ(world_->log->bounds(number).end, channel.records.size());
  }
}

TEST_F(LogModel, holds_what_it_acknowledged_through_random_lives) {
  const auto* given = std::getenv("PENSTOCK_LOG_SEED");
  const auto* steps = std::getenv("PENSTOCK_LOG_STEPS");
  const int steps_max = steps ? std::atoi(steps) : 1500;
  if (given) return run(std::strtoull(given, nullptr, 10), steps_max);
  const auto base = std::random_device{}();
  for (std::uint64_t i = 0; i < 8 && !HasFailure(); ++i) {
    std::printf("seed %llu\n", static_cast<unsigned long long>(base + i));
    run(base + i, steps_max);
  }
}

}  // namespace
}  // namespace penstock
