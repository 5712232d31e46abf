// The timestamp formats of AWS's protocols, both ways, exact to the millisecond.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "wire/shape.h"

namespace penstock {

// What applies to a member: its own format, else its shape's, else the protocol's default.
inline TimestampFormat timestamp_format_of(const Member* member, const Shape& shape, TimestampFormat otherwise) {
  if (member && member->timestamp_format != TimestampFormat::unspecified) return member->timestamp_format;
  return shape.timestamp_format != TimestampFormat::unspecified ? shape.timestamp_format : otherwise;
}

// epoch_seconds "1600000000.123" · iso8601 "2020-09-13T12:26:40.123Z" · rfc822 "Sun, 13 Sep 2020 12:26:40 GMT".
// Zero milliseconds are left out, except that `with_millis` keeps them in iso8601, as S3 prints them.
enum class Precision : bool { shortest, with_millis };
void append_timestamp(std::string& out, TimePoint time, TimestampFormat format,
                      Precision precision = Precision::shortest);
std::string timestamp_text(TimePoint time, TimestampFormat format, Precision precision = Precision::shortest);

// iso8601 takes any fraction and an offset; rfc822 also takes the obsolete forms of RFC 7231. Nothing for other texts
// and for years outside 0001-9999.
std::optional<TimePoint> parse_timestamp(std::string_view text, TimestampFormat format);
// Whichever format fits.
std::optional<TimePoint> parse_timestamp(std::string_view text);
// Seconds since 1970, rounded to milliseconds.
std::optional<TimePoint> timestamp_from_seconds(double seconds);

}  // namespace penstock
