#include "base/event_log.h"

#include <gtest/gtest.h>

#include <semaphore>

namespace penstock {
namespace {

using namespace std::chrono_literals;

class StringSink final : public LogSink {
 public:
  void write(std::string_view lines) override { text += lines; }
  std::string text;
};

EventLogOptions options(LogSink& sink, LogFormat format) {
  return {.level = Level::info, .format = format, .now = [] { return from_millis(1'700'000'000'123); }, .sink = &sink};
}

struct Happened {
  static constexpr std::string_view name = "happened";
  Level severity = Level::info;
  std::string_view what;
  int* counted = nullptr;
  Level level() const { return severity; }
  void describe(LogLine& line) const { line.add("what", what).add("count", 7).add("took_ms", 1500us); }
  void count() const { ++*counted; }
};

TEST(EventLog, prints_an_event_as_text) {
  StringSink sink;
  int counted = 0;
  {
    EventLog log(options(sink, LogFormat::text));
    log.write(Happened{Level::warn, "tea", &counted});
    log.write(Happened{Level::info, "two words", &counted});
  }
  EXPECT_EQ(sink.text,
            "2023-11-14T22:13:20.123Z WARN  happened what=tea count=7 took_ms=1.500\n"
            "2023-11-14T22:13:20.123Z INFO  happened what=\"two words\" count=7 took_ms=1.500\n");
}

TEST(EventLog, prints_an_event_as_a_json_object) {
  StringSink sink;
  int counted = 0;
  {
    EventLog log(options(sink, LogFormat::json));
    log.write(Happened{Level::error, "a\"b", &counted});
  }
  EXPECT_EQ(sink.text,
            "{\"time\":\"2023-11-14T22:13:20.123Z\",\"level\":\"error\",\"event\":\"happened\",\"what\":\"a\\\"b\","
            "\"count\":7,\"took_ms\":1.500}\n");
}

TEST(EventLog, cannot_be_made_to_forge_lines_or_steer_a_terminal) {
  StringSink sink;
  int counted = 0;
  {
    EventLog log(options(sink, LogFormat::text));
    log.write(Happened{Level::info, "x\nINFO y\x1b[2J", &counted});
  }
  EXPECT_NE(sink.text.find("what=\"x\\u000aINFO y\\u001b[2J\""), std::string::npos) << sink.text;
}

TEST(EventLog, counts_events_that_it_does_not_print) {
  StringSink sink;
  int counted = 0;
  {
    EventLog log(options(sink, LogFormat::text));
    log.write(Happened{Level::debug, "quiet", &counted});
  }
  EXPECT_EQ(sink.text, "");
  EXPECT_EQ(counted, 1);
}

// Holds the writer until it is let go.
class GatedSink final : public LogSink {
 public:
  void write(std::string_view lines) override {
    entered.release();
    gate.acquire();
    text += lines;
  }
  std::counting_semaphore<> entered{0};
  std::counting_semaphore<> gate{0};
  std::string text;
};

TEST(EventLog, drops_and_counts_lines_over_its_bound_instead_of_waiting) {
  GatedSink sink;
  {
    auto bounded = options(sink, LogFormat::text);
    bounded.queue_bytes_max = 200;
    EventLog log(std::move(bounded));
    log.write(Notice{.text = "first"});
    sink.entered.acquire();
    for (int i = 0; i < 10; ++i) log.write(Notice{.text = "more"});
    EXPECT_GT(log.dropped(), 0u);
    EXPECT_LT(log.dropped(), 10u);
    sink.gate.release(100);
    log.flush();
  }
  EXPECT_NE(sink.text.find("first"), std::string::npos);
  EXPECT_NE(sink.text.find("log_lines_dropped count="), std::string::npos);
}

TEST(EventLog, knows_its_levels) {
  EXPECT_EQ(level_named("warn"), Level::warn);
  EXPECT_EQ(level_named("loud"), std::nullopt);
  EXPECT_EQ(name_of(Level::error), "error");
}

}  // namespace
}  // namespace penstock
