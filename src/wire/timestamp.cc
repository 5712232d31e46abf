#include "wire/timestamp.h"

#include <array>
#include <chrono>
#include <cmath>

#include "wire/number.h"

namespace penstock {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
// 0001-01-01 and 9999-12-31: what every format here can spell.
constexpr std::int64_t seconds_min = -62135596800;
constexpr std::int64_t seconds_max = 253402300799;

void append_digits(std::string& out, std::int64_t value, int width) {
  char digits[20];
  for (int i = width - 1; i >= 0; --i, value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out.append(digits, width);
}

void append_epoch(std::string& out, std::int64_t millis) {
  if (millis < 0) {
    out += '-';
    millis = -millis;
  }
  append_number(out, millis / 1000);
  auto fraction = millis % 1000;
  if (fraction == 0) return;
  int width = 3;
  for (; fraction % 10 == 0; fraction /= 10) --width;
  out += '.';
  append_digits(out, fraction, width);
}

void append_clock(std::string& out, const hh_mm_ss<Millis>& clock) {
  append_digits(out, clock.hours().count(), 2);
  out += ':';
  append_digits(out, clock.minutes().count(), 2);
  out += ':';
  append_digits(out, clock.seconds().count(), 2);
}

// Reads a text from its front; every step answers whether it could.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}
  bool done() const { return rest_.empty(); }
  bool take(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  bool digits(std::size_t width, int& value) {
    if (rest_.size() < width) return false;
    value = 0;
    for (const char c : rest_.substr(0, width)) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(width);
    return true;
  }
  // Any number of digits behind the point; what is finer than a millisecond is cut off.
  bool fraction(int& millis) {
    millis = 0;
    std::size_t count = 0;
    for (; count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9'; ++count) {
      if (count < 3) millis = millis * 10 + (rest_[count] - '0');
    }
    for (auto i = count; i < 3; ++i) millis *= 10;
    rest_.remove_prefix(count);
    return count > 0;
  }
  template <std::size_t N>
  bool name(const std::array<std::string_view, N>& names, int& index) {
    for (index = 0; index < static_cast<int>(N); ++index) {
      if (take(names[index])) return true;
    }
    return false;
  }
  // Up to a space, a comma or the end.
  void word() {
    while (!rest_.empty() && rest_.front() != ' ' && rest_.front() != ',') rest_.remove_prefix(1);
  }

 private:
  std::string_view rest_;
};

struct Calendar {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millis = 0, offset_minutes = 0;

  std::optional<TimePoint> time() const {
    const year_month_day date{std::chrono::year{year}, std::chrono::month(month), std::chrono::day(day)};
    if (year < 1 || year > 9999 || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return sys_days{date} + hours{hour} + minutes{minute - offset_minutes} + seconds{second} + Millis{millis};
  }
};

bool take_clock(Scanner& scanner, Calendar& out) {
  return scanner.digits(2, out.hour) && scanner.take(":") && scanner.digits(2, out.minute) && scanner.take(":") &&
         scanner.digits(2, out.second);
}

bool take_zone(Scanner& scanner, Calendar& out) {
  if (scanner.take("Z") || scanner.take("z")) return true;
  const int sign = scanner.take("+") ? 1 : scanner.take("-") ? -1 : 0;
  int hour = 0;
  int minute = 0;
  if (sign == 0 || !scanner.digits(2, hour)) return false;
  scanner.take(":");
  if (!scanner.done() && !scanner.digits(2, minute)) return false;
  out.offset_minutes = sign * (hour * 60 + minute);
  return hour < 24 && minute < 60;
}

std::optional<TimePoint> parse_iso8601(std::string_view text) {
  Scanner scanner(text);
  Calendar out;
  if (!scanner.digits(4, out.year)) return std::nullopt;
  const bool extended = scanner.take("-");
  if (!scanner.digits(2, out.month) || (extended && !scanner.take("-")) || !scanner.digits(2, out.day)) {
    return std::nullopt;
  }
  if (scanner.done()) return out.time();
  if (!scanner.take("T") && !scanner.take("t") && !scanner.take(" ")) return std::nullopt;
  if (extended) {
    if (!take_clock(scanner, out)) return std::nullopt;
  } else if (!scanner.digits(2, out.hour) || !scanner.digits(2, out.minute) || !scanner.digits(2, out.second)) {
    return std::nullopt;
  }
  if (scanner.take(".") && !scanner.fraction(out.millis)) return std::nullopt;
  if (!scanner.done() && !take_zone(scanner, out)) return std::nullopt;
  return scanner.done() ? out.time() : std::nullopt;
}

// "Sun Nov  6 08:49:37 1994"
std::optional<TimePoint> parse_asctime(Scanner scanner) {
  Calendar out;
  if (!scanner.take(" ") || !scanner.name(months, out.month) || !scanner.take(" ")) return std::nullopt;
  const bool day = scanner.take(" ") ? scanner.digits(1, out.day) : scanner.digits(2, out.day);
  if (!day || !scanner.take(" ") || !take_clock(scanner, out) || !scanner.take(" ") || !scanner.digits(4, out.year)) {
    return std::nullopt;
  }
  ++out.month;
  return scanner.done() ? out.time() : std::nullopt;
}

std::optional<TimePoint> parse_rfc822(std::string_view text) {
  Scanner scanner(text);
  Calendar out;
  int weekday = 0;
  if (scanner.name(weekdays, weekday)) {
    scanner.word();  // RFC 850 spells the day in full
    if (!scanner.take(", ")) return parse_asctime(scanner);
  }
  auto one_digit = scanner;
  if (!scanner.digits(2, out.day)) {
    scanner = one_digit;
    if (!scanner.digits(1, out.day)) return std::nullopt;
  }
  const bool dashed = scanner.take("-");
  const std::string_view gap = dashed ? "-" : " ";
  if ((!dashed && !scanner.take(gap)) || !scanner.name(months, out.month) || !scanner.take(gap)) return std::nullopt;
  ++out.month;
  if (!scanner.digits(4, out.year)) {
    if (!dashed || !scanner.digits(2, out.year)) return std::nullopt;
    out.year += out.year < 70 ? 2000 : 1900;
  }
  if (!scanner.take(" ") || !take_clock(scanner, out)) return std::nullopt;
  if (scanner.take(".") && !scanner.fraction(out.millis)) return std::nullopt;
  if (!scanner.take(" ")) return std::nullopt;
  if (!scanner.take("GMT") && !scanner.take("UTC") && !take_zone(scanner, out)) return std::nullopt;
  return scanner.done() ? out.time() : std::nullopt;
}

}  // namespace

void append_timestamp(std::string& out, TimePoint time, TimestampFormat format, Precision precision) {
  if (format == TimestampFormat::epoch_seconds) return append_epoch(out, to_millis(time));
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss<Millis> clock{time - day};
  if (format == TimestampFormat::rfc822) {
    out += weekdays[weekday{day}.c_encoding()];
    out += ", ";
    append_digits(out, static_cast<unsigned>(date.day()), 2);
    out += ' ';
    out += months[static_cast<unsigned>(date.month()) - 1];
    out += ' ';
    append_digits(out, static_cast<int>(date.year()), 4);
    out += ' ';
    append_clock(out, clock);
    out += " GMT";
    return;
  }
  append_digits(out, static_cast<int>(date.year()), 4);
  out += '-';
  append_digits(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_digits(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  append_clock(out, clock);
  if (const auto millis = clock.subseconds().count(); millis != 0 || precision == Precision::with_millis) {
    out += '.';
    append_digits(out, millis, 3);
  }
  out += 'Z';
}

std::string timestamp_text(TimePoint time, TimestampFormat format, Precision precision) {
  std::string text;
  append_timestamp(text, time, format, precision);
  return text;
}

std::optional<TimePoint> timestamp_from_seconds(double seconds) {
  if (!(seconds >= static_cast<double>(seconds_min) && seconds <= static_cast<double>(seconds_max))) {
    return std::nullopt;
  }
  return from_millis(std::llround(seconds * 1000));
}

std::optional<TimePoint> parse_timestamp(std::string_view text, TimestampFormat format) {
  switch (format) {
    case TimestampFormat::epoch_seconds: {
      const auto seconds = parse_number<double>(text);
      return seconds ? timestamp_from_seconds(*seconds) : std::nullopt;
    }
    case TimestampFormat::rfc822:
      return parse_rfc822(text);
    case TimestampFormat::iso8601:
      return parse_iso8601(text);
    case TimestampFormat::unspecified:
      return parse_timestamp(text);
  }
  return std::nullopt;
}

std::optional<TimePoint> parse_timestamp(std::string_view text) {
  for (const auto format : {TimestampFormat::iso8601, TimestampFormat::rfc822, TimestampFormat::epoch_seconds}) {
    if (format == TimestampFormat::iso8601 && text.find('-') == text.npos && text.find('T') == text.npos) continue;
    if (const auto time = parse_timestamp(text, format)) return time;
  }
  return std::nullopt;
}

}  // namespace penstock
