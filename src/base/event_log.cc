#include "base/event_log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <utility>

#include "base/append_pieces.h"
#include "base/check.h"
#include "base/plain_run.h"

namespace penstock {
namespace {

constexpr std::array<std::string_view, 5> level_names = {"debug", "info", "warn", "error", "off"};
constexpr std::array<std::string_view, 5> level_columns = {"DEBUG", "INFO ", "WARN ", "ERROR", "OFF  "};

// "2026-11-20T11:53:37.123Z". A thread remembers the second it wrote last: lines come many to a second.
void append_time(TimePoint time, std::string& out) {
  thread_local auto written_second = std::chrono::sys_seconds::min();
  thread_local std::string written_text;
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  if (second != written_second) {
    const auto day = std::chrono::floor<std::chrono::days>(second);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(second - day);
    written_text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.", static_cast<int>(date.year()),
                               static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                               clock.hours().count(), clock.minutes().count(), clock.seconds().count());
    written_second = second;
  }
  const auto millis = (time - second).count();
  const std::array fraction = {static_cast<char>('0' + millis / 100), static_cast<char>('0' + millis / 10 % 10),
                               static_cast<char>('0' + millis % 10), 'Z'};
  out.append(written_text).append(fraction.data(), fraction.size());
}

constexpr char delete_character = 0x7f;

bool is_plain(std::string_view text) { return plain_run(text, 0, delete_character) == text.size(); }

// Control characters could forge lines or steer a terminal: they are escaped in both formats.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto plain = plain_run(text, at, delete_character);
    out.append(text, at, plain);
    at += plain;
    if (at == text.size()) break;
    const char special = text[at];
    if (special == '"' || special == '\\') {
      out.append({'\\', special});
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(special)));
    }
  }
  return out;
}

bool needs_quotes(std::string_view text) {
  return text.empty() || std::ranges::any_of(text, [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte <= ' ' || byte == 0x7f || c == '"' || c == '=' || c == '\\';
         });
}

}  // namespace

std::optional<Level> level_named(std::string_view name) {
  const auto found = std::ranges::find(level_names, name);
  if (found == level_names.end()) return std::nullopt;
  return static_cast<Level>(found - level_names.begin());
}

std::string_view name_of(Level level) { return level_names[static_cast<std::size_t>(level)]; }

LogLine::LogLine(LogFormat format, TimePoint time, Level level, std::string_view event) : format_(format) {
  text_.reserve(512);
  if (format_ == LogFormat::json) {
    text_ += "{\"time\":\"";
    append_time(time, text_);
    append_pieces(text_, "\",\"level\":\"", name_of(level), "\",\"event\":\"", event, "\"");
  } else {
    append_time(time, text_);
    append_pieces(text_, " ", level_columns[static_cast<std::size_t>(level)], " ", event);
  }
}

void LogLine::add_bare(std::string_view key, std::string_view value) {
  if (format_ == LogFormat::json) {
    append_pieces(text_, ",\"", key, "\":", value);
  } else {
    append_pieces(text_, " ", key, "=", value);
  }
}

void LogLine::add_quoted(std::string_view key, std::string_view value) {
  if (format_ == LogFormat::json) {
    append_pieces(text_, ",\"", key, "\":\"", value, "\"");
  } else {
    append_pieces(text_, " ", key, "=\"", value, "\"");
  }
}

LogLine& LogLine::add(std::string_view key, std::string_view value) {
  if (format_ == LogFormat::text && !needs_quotes(value)) {
    add_bare(key, value);
  } else if (is_plain(value)) {
    add_quoted(key, value);
  } else {
    add_quoted(key, escaped(value));
  }
  return *this;
}

LogLine& LogLine::add(std::string_view key, std::int64_t value) {
  add_bare(key, fmt::format_int(value).c_str());
  return *this;
}

LogLine& LogLine::add(std::string_view key, std::uint64_t value) {
  add_bare(key, fmt::format_int(value).c_str());
  return *this;
}

LogLine& LogLine::add(std::string_view key, std::chrono::nanoseconds value) {
  add_bare(key, fmt::format("{:.3f}", static_cast<double>(value.count()) / 1e6));
  return *this;
}

std::string LogLine::finish() && {
  text_.append(format_ == LogFormat::json ? "}\n" : "\n");
  return std::move(text_);
}

void FileSink::write(std::string_view lines) {
  while (!lines.empty()) {
    const auto written = ::write(descriptor_, lines.data(), lines.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    lines.remove_prefix(static_cast<std::size_t>(written));
  }
}

EventLog::EventLog(EventLogOptions options) : options_(std::move(options)) {
  CHECK(options_.sink);
  CHECK(options_.now);
  writer_ = std::thread([this] { run(); });
}

EventLog::~EventLog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wakes_writer_.notify_one();
  writer_.join();
}

void EventLog::submit(std::string line) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() + line.size() > options_.queue_bytes_max) {
      dropped_.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    wake = waiting_.empty();
    waiting_ += line;
  }
  if (wake) wakes_writer_.notify_one();
}

void EventLog::flush() {
  std::unique_lock lock(mutex_);
  drained_.wait(lock, [this] { return waiting_.empty() && !writing_; });
}

void EventLog::run() {
  std::string lines;
  std::unique_lock lock(mutex_);
  while (true) {
    wakes_writer_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    std::swap(lines, waiting_);
    writing_ = true;
    lock.unlock();
    options_.sink->write(lines);
    if (const auto lost = dropped(); lost != dropped_told_) {
      LogLine line(options_.format, options_.now(), Level::warn, "log_lines_dropped");
      line.add("count", lost - std::exchange(dropped_told_, lost));
      options_.sink->write(std::move(line).finish());
    }
    lines.clear();
    lock.lock();
    writing_ = false;
    if (waiting_.empty()) drained_.notify_all();
  }
}

}  // namespace penstock
