#include "wire/timestamp.h"

#include <gtest/gtest.h>

#include <random>

namespace penstock {
namespace {

constexpr auto epoch = TimestampFormat::epoch_seconds;
constexpr auto iso = TimestampFormat::iso8601;
constexpr auto rfc = TimestampFormat::rfc822;

TEST(Timestamp, is_printed_as_aws_prints_it) {
  const auto time = from_millis(1600000000123);
  EXPECT_EQ(timestamp_text(time, epoch), "1600000000.123");
  EXPECT_EQ(timestamp_text(time, iso), "2020-09-13T12:26:40.123Z");
  EXPECT_EQ(timestamp_text(time, rfc), "Sun, 13 Sep 2020 12:26:40 GMT");
  EXPECT_EQ(timestamp_text(from_millis(1600000000000), epoch), "1600000000");
  EXPECT_EQ(timestamp_text(from_millis(1600000000100), epoch), "1600000000.1");
  EXPECT_EQ(timestamp_text(from_millis(1600000000020), epoch), "1600000000.02");
  EXPECT_EQ(timestamp_text(from_millis(-1500), epoch), "-1.5");
  EXPECT_EQ(timestamp_text(from_millis(1600000000000), iso), "2020-09-13T12:26:40Z");
  EXPECT_EQ(timestamp_text(from_millis(1600000000000), iso, Precision::with_millis), "2020-09-13T12:26:40.000Z");
}

TEST(Timestamp, reads_the_forms_that_clients_send) {
  EXPECT_EQ(parse_timestamp("1600000000.123", epoch), from_millis(1600000000123));
  EXPECT_EQ(parse_timestamp("1.600000000123E9", epoch), from_millis(1600000000123));
  EXPECT_EQ(parse_timestamp("2019-12-16T22:48:18-01:00", iso), from_millis(1576540098000));
  EXPECT_EQ(parse_timestamp("20191216T234818Z", iso), from_millis(1576540098000));
  EXPECT_EQ(parse_timestamp("2000-01-02T20:34:56.123456Z", iso), from_millis(946845296123));
  EXPECT_EQ(parse_timestamp("2000-01-02", iso), from_millis(946771200000));
  EXPECT_EQ(parse_timestamp("Sun, 06 Nov 1994 08:49:37 GMT", rfc), from_millis(784111777000));
  EXPECT_EQ(parse_timestamp("Sunday, 06-Nov-94 08:49:37 GMT", rfc), from_millis(784111777000));
  EXPECT_EQ(parse_timestamp("Sun Nov  6 08:49:37 1994", rfc), from_millis(784111777000));
  EXPECT_EQ(parse_timestamp("Sun, 6 Nov 1994 09:49:37 +0100", rfc), from_millis(784111777000));
}

TEST(Timestamp, refuses_what_is_no_time) {
  for (const auto* text : {"", "yesterday", "2020-13-01T00:00:00Z", "2020-02-30T00:00:00Z", "2020-01-01T25:00:00Z",
                           "2020-01-01T00:00:00Zx", "1e300", "NaN", "Sun, 99 Nov 1994 08:49:37 GMT", "--", "T", "-"}) {
    EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
  }
}

TEST(Timestamp, survives_a_round_trip_in_every_format) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> millis(-62135596800000, 253402300799999);
  for (int i = 0; i < 20000; ++i) {
    const auto time = from_millis(millis(random));
    ASSERT_EQ(parse_timestamp(timestamp_text(time, iso)), time);
    ASSERT_EQ(parse_timestamp(timestamp_text(time, epoch), epoch), time);
    ASSERT_EQ(parse_timestamp(timestamp_text(time, rfc)), std::chrono::floor<std::chrono::seconds>(time));
  }
}

}  // namespace
}  // namespace penstock
