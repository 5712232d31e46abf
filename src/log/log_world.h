// A log on a simulated disk for tests: everything happens on the test's thread, in an order that the seed decides.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/sim_blocking_pool.h"
#include "io/sim_disk.h"
#include "io/sim_executor.h"
#include "log/log_directory.h"

namespace penstock {

class LogWorld {
 public:
  // Half of the seeds commit at the end of a turn, the others on the committer's side.
  explicit LogWorld(std::uint64_t seed = 1, LogOptions options = {.segment_bytes = 16 << 10})
      : disk(seed),
        random(seed),
        committer({.threads = 0, .in_turn = {.bytes_max = seed % 2 == 0 ? 0 : std::size_t{4} << 10}}),
        options(options) {
    executor.on_idle([this] { return committer.run_pending(); });
    open();
  }
  ~LogWorld() {
    if (log) close();
  }

  // False, with `error` set, when the log does not open.
  bool open(TimePoint horizon = {}) {
    auto opened = LogDirectory::open({disk, clock, random, pool, committer}, "logs", options);
    if (opened) {
      directory = std::move(*opened);
      auto opened_log = directory->open_log_now("orders", horizon);
      if (opened_log) {
        log = std::move(*opened_log);
        return true;
      }
      error = opened_log.error();
    } else {
      error = opened.error();
    }
    directory.reset();
    return false;
  }
  void close() {
    executor.sync_wait(log->close());
    drop();
  }
  // Forgets the log as the end of the process does.
  void drop() {
    log.reset();
    directory.reset();
  }
  void reopen(TimePoint horizon = {}) {
    close();
    ASSERT_TRUE(open(horizon)) << error.message;
  }
  void power_cycle(TimePoint horizon = {}) {
    disk.power_off();
    executor.run_until_idle();
    drop();
    disk.power_on();
    ASSERT_TRUE(open(horizon)) << error.message;
  }

  Result<Appended> put(Channel channel, std::string_view payload) {
    const std::string_view pieces[] = {payload};
    return executor.sync_wait(log->append_one({channel, pieces}));
  }
  std::vector<std::string> payloads(Channel channel, Offset from = 0, ReadLimits limits = {}) {
    std::vector<std::string> all;
    auto batch = executor.sync_wait(log->read(channel, from, limits));
    if (!batch) {
      error = batch.error();
      return {"error: " + batch.error().message};
    }
    for (const auto& record : batch->records) all.emplace_back(record.payload);
    return all;
  }
  std::vector<std::string> files(std::string_view ending = ".segment") {
    std::vector<std::string> paths;
    const auto entries = disk.list("logs/orders");
    for (const auto& entry : *entries) {
      if (entry.name.ends_with(ending)) paths.push_back("logs/orders/" + entry.name);
    }
    return paths;
  }

  SimDisk disk;
  SimClock clock;
  SeededRandom random;
  SimBlockingPool pool;
  SimExecutor executor;
  Committer committer;
  LogOptions options;
  std::unique_ptr<LogDirectory> directory;
  std::unique_ptr<Log> log;
  ApiError error;
};

}  // namespace penstock
