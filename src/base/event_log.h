// Structured logging. An event is a struct: one write() adds to its metrics and prints its line, so the two cannot
// disagree.
//
//   struct RequestServed {
//     static constexpr std::string_view name = "request";
//     Level level() const;                  // whether the line is printed
//     void describe(LogLine& line) const;   // line.add("request_id", request_id) …
//     void count() const;                   // optional: its metrics
//     TimePoint time() const;               // optional: when it happened, where that is known
//   };
//   log.write(RequestServed{…});
//
// Lines carry a request id where there is one, and never secrets or payloads. write() is for any thread and does not
// wait: a thread of the log writes; when its queue is full, lines are dropped and counted.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/time.h"

namespace penstock {

enum class Level : std::uint8_t { debug, info, warn, error, off };
// "debug", "info", "warn", "error", "off"; nothing for another name.
std::optional<Level> level_named(std::string_view name);
std::string_view name_of(Level level);

// text: for people; json: one object a line.
enum class LogFormat : std::uint8_t { text, json };

// One line being made.
class LogLine {
 public:
  LogLine(LogFormat format, TimePoint time, Level level, std::string_view event);

  LogLine& add(std::string_view key, std::string_view value);
  LogLine& add(std::string_view key, const char* value) { return add(key, std::string_view(value)); }
  LogLine& add(std::string_view key, std::int64_t value);
  LogLine& add(std::string_view key, std::uint64_t value);
  LogLine& add(std::string_view key, int value) { return add(key, static_cast<std::int64_t>(value)); }
  // In milliseconds with three decimals; name the key so: "took_ms".
  LogLine& add(std::string_view key, std::chrono::nanoseconds value);

  // The finished line with its line feed.
  std::string finish() &&;

 private:
  void add_bare(std::string_view key, std::string_view value);
  void add_quoted(std::string_view key, std::string_view value);

  LogFormat format_;
  std::string text_;
};

// Where lines go. Called by the log's thread alone, with whole lines.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void write(std::string_view lines) = 0;
};

// A file descriptor that stays open; what cannot be written is lost.
class FileSink final : public LogSink {
 public:
  explicit FileSink(int descriptor) : descriptor_(descriptor) {}
  void write(std::string_view lines) override;

 private:
  int descriptor_;
};

struct EventLogOptions {
  Level level = Level::info;
  LogFormat format = LogFormat::text;
  std::function<TimePoint()> now;
  LogSink* sink = nullptr;  // outlives the log
  std::size_t queue_bytes_max = 1 << 20;
};

// (`Log` is the durable one, log/log.h.)
class EventLog {
 public:
  explicit EventLog(EventLogOptions options);
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;
  // Writes what waits.
  ~EventLog();

  bool prints(Level level) const { return level >= options_.level && level != Level::off; }

  template <class Event>
  void write(const Event& event) {
    if constexpr (requires { event.count(); }) event.count();
    if (!prints(event.level())) return;
    TimePoint time;
    if constexpr (requires { event.time(); }) {
      time = event.time();
    } else {
      time = options_.now();
    }
    LogLine line(options_.format, time, event.level(), Event::name);
    event.describe(line);
    submit(std::move(line).finish());
  }

  // Lines lost to a full queue.
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }
  // Waits until everything written so far has reached the sink. Never on an event loop.
  void flush();

 private:
  void submit(std::string line);
  void run();

  const EventLogOptions options_;
  std::mutex mutex_;
  std::condition_variable wakes_writer_;
  std::condition_variable drained_;
  std::string waiting_;
  bool writing_ = false;
  bool stopping_ = false;
  std::atomic<std::uint64_t> dropped_ = 0;
  std::uint64_t dropped_told_ = 0;
  std::thread writer_;
};

// Something to tell that is not worth a type of its own.
struct Notice {
  static constexpr std::string_view name = "notice";
  Level severity = Level::info;
  std::string_view text;
  Level level() const { return severity; }
  void describe(LogLine& line) const { line.add("text", text); }
};

}  // namespace penstock
