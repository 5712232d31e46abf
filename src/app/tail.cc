// penstock tail: follows a stream's shards and prints one line per record.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "app/client_session.h"
#include "app/commands.h"
#include "base/task_scope.h"
#include "io/pace.h"
#include "wire/timestamp.h"

namespace penstock::app {
namespace {

constexpr Millis idle_wait{250};
constexpr Millis retry_wait{1000};
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

struct Start {
  std::string type;
  std::optional<TimePoint> time;
};

// "now", "start" or a time; nothing for anything else.
std::optional<Start> parse_start(const std::string& from) {
  if (from == "now") return Start{"LATEST", std::nullopt};
  if (from == "start") return Start{"TRIM_HORIZON", std::nullopt};
  const auto time = parse_timestamp(from);
  if (!time) return std::nullopt;
  return Start{"AT_TIMESTAMP", time};
}

// Printable text as it is; other bytes as \xNN, so that a record cannot steer the terminal.
std::string printable(std::string_view data) {
  std::string text;
  text.reserve(data.size());
  for (const char c : data) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      text += c;
    } else {
      text += fmt::format("\\x{:02x}", byte);
    }
  }
  return text;
}

void print(const std::string& shard, const kinesis::Record& record) {
  const auto arrived = record.approximate_arrival_timestamp.value_or(TimePoint{});
  // fmt::print would throw when the reader of a pipe is gone; the stream remembers the error.
  const auto line =
      fmt::format("{} {} {} {}\n", timestamp_text(arrived, TimestampFormat::iso8601, Precision::with_millis), shard,
                  printable(record.partition_key), printable(record.data));
  std::fwrite(line.data(), 1, line.size(), stdout);
}

class Tail {
 public:
  Tail(kinesis::KinesisClient& kinesis, TailOptions options, Start start)
      : kinesis_(kinesis), options_(std::move(options)), start_(std::move(start)) {}

  void stop() { pace_.stop(); }

  Task<int> run() {
    auto shards = co_await as_result(shard_ids());
    if (!shards) {
      report(shards.error());
      co_return exit_failed;
    }
    TaskScope scope;
    for (const auto& shard : *shards) scope.spawn(follow(shard));
    co_await scope.drain();
    co_return failed_ ? exit_failed : 0;
  }

 private:
  Task<Result<std::vector<std::string>>> shard_ids() {
    std::vector<std::string> ids;
    std::optional<std::string> after;
    bool more = true;
    while (more) {
      auto output = co_await kinesis_.describe_stream(
          {.stream_name = options_.stream, .exclusive_start_shard_id = std::exchange(after, std::nullopt)});
      for (const auto& shard : output.stream_description.shards) ids.push_back(shard.shard_id);
      more = output.stream_description.has_more_shards && !ids.empty();
      if (more) after = ids.back();
    }
    if (!options_.shard) co_return ids;
    if (std::ranges::find(ids, *options_.shard) == ids.end()) {
      co_return ApiError{400, "NoSuchShard",
                         fmt::format("stream {} has the shards {}", options_.stream, fmt::join(ids, ", "))};
    }
    co_return std::vector<std::string>{*options_.shard};
  }

  Task<Result<std::optional<std::string>>> first_iterator(std::string shard) {
    auto output = co_await kinesis_.get_shard_iterator({.stream_name = options_.stream,
                                                        .shard_id = std::move(shard),
                                                        .shard_iterator_type = start_.type,
                                                        .timestamp = start_.time});
    co_return std::move(output.shard_iterator);
  }

  Task<void> follow(std::string shard) {
    auto first = co_await as_result(first_iterator(shard));
    if (!first) {
      report(first.error());
      co_return;
    }
    auto iterator = std::move(*first);
    while (iterator && !pace_.stopping()) {
      auto read = co_await as_result(kinesis_.get_records({.shard_iterator = *iterator}));
      if (!read && read.error().status < 500) {
        report(read.error());
        co_return;
      }
      if (!read) {
        fmt::print(stderr, "penstock tail: {}; trying again\n", read.error().message);
        co_await pace_.wait(retry_wait);
        continue;
      }
      for (const auto& record : read->records) print(shard, record);
      if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        failed_ = true;  // nobody reads any more: `penstock tail orders | head`
        pace_.stop();
        co_return;
      }
      iterator = std::move(read->next_shard_iterator);
      const bool at_end = read->millis_behind_latest.value_or(0) == 0;
      if (at_end && !options_.follow) co_return;
      if (at_end) co_await pace_.wait(idle_wait);
    }
  }

  void report(const ApiError& error) {
    failed_ = true;
    fmt::print(stderr, "penstock tail: {}: {}\n", error.code, error.message);
  }

  kinesis::KinesisClient& kinesis_;
  const TailOptions options_;
  const Start start_;
  LoopPace pace_;
  bool failed_ = false;
};

}  // namespace

int tail(Settings settings, TailOptions options) {
  auto start = parse_start(options.from);
  if (!start) {
    fmt::print(stderr, "penstock tail: --from {}: it takes now, start, or a time such as 2026-11-01T12:00:00Z\n",
               options.from);
    return exit_usage;
  }
  StopSignals signals;
  auto session = ClientSession::open(options.client, settings, "us-east-1");
  if (!session) {
    fmt::print(stderr, "penstock tail: {}\n", session.error().message);
    return exit_usage;
  }
  Tail tail((*session)->kinesis(), std::move(options), std::move(*start));
  return run_until_done((*session)->loop(), tail.run(), signals, [&] { tail.stop(); });
}

}  // namespace penstock::app
