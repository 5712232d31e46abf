#include "policy/date.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

namespace penstock::policy {
namespace {

// What java.util.Calendar can hold, which AWS's parser takes.
constexpr std::int64_t year_min = -292275054;
constexpr std::int64_t year_max = 292278993;
constexpr std::int64_t nanoseconds_max = 999999999;

bool read_number(std::string_view text, std::int64_t low, std::int64_t high, std::int64_t& number) {
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end && number >= low && number <= high;
}

// Cuts off what stands before `separator`; the whole text when there is none.
std::string_view take(std::string_view& text, char separator) {
  const auto at = text.find(separator);
  const auto part = text.substr(0, at);
  text = at == text.npos ? std::string_view() : text.substr(at + 1);
  return part;
}

bool read_day(std::string_view text, std::chrono::sys_days& day) {
  std::int64_t year = 0;
  std::int64_t month = 1;
  std::int64_t of_month = 1;
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  if (!read_number(take(text, '-'), 0, year_max, year)) return false;
  if (is_negative) year = -year;
  if (year < year_min) return false;
  if (!text.empty() && !read_number(take(text, '-'), 1, 12, month)) return false;
  if (!text.empty() && !read_number(take(text, '-'), 1, 31, of_month)) return false;
  if (!text.empty()) return false;
  const auto clamped = std::clamp<std::int64_t>(year, -9999, 9999);
  // The 31st of a shorter month is the 1st or so of the next, as it is for AWS.
  day = std::chrono::sys_days(std::chrono::year(static_cast<int>(clamped)) /
                              std::chrono::month(static_cast<unsigned>(month)) / 1) +
        std::chrono::days(of_month - 1);
  return true;
}

// "+02", "+02:00", "-0530", "Z".
bool read_zone(std::string_view text, std::chrono::minutes& offset) {
  if (text == "Z" || text == "z") return true;
  const bool is_west = text.front() == '-';
  text.remove_prefix(1);
  std::int64_t hours = 0;
  std::int64_t minutes = 0;
  if (text.size() == 4) {
    if (!read_number(text.substr(2), 0, 59, minutes)) return false;
    text = text.substr(0, 2);
  }
  if (text.size() == 5 && text[2] == ':') {
    if (!read_number(text.substr(3), 0, 59, minutes)) return false;
    text = text.substr(0, 2);
  }
  if (text.size() != 2 || !read_number(text, 0, 23, hours)) return false;
  offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  if (is_west) offset = -offset;
  return true;
}

bool read_fraction(std::string_view text, Millis& fraction) {
  std::int64_t number = 0;
  if (!read_number(text, 0, nanoseconds_max, number)) return false;
  std::int64_t millis = 0;
  for (std::size_t i = 0; i < 3; ++i) millis = millis * 10 + (i < text.size() ? text[i] - '0' : 0);
  fraction = Millis(millis);
  return true;
}

bool read_time(std::string_view text, Millis& time) {
  std::chrono::minutes offset{0};
  if (const auto zone = text.find_first_of("Zz+-"); zone != text.npos) {
    if (!read_zone(text.substr(zone), offset)) return false;
    text = text.substr(0, zone);
  }
  std::int64_t hours = 0;
  std::int64_t minutes = 0;
  std::int64_t seconds = 0;
  Millis fraction{0};
  if (!text.empty() && !read_number(take(text, ':'), 0, 23, hours)) return false;
  if (!text.empty() && !read_number(take(text, ':'), 0, 59, minutes)) return false;
  if (!text.empty()) {
    if (!read_number(take(text, '.'), 0, 59, seconds)) return false;
    if (!text.empty() && !read_fraction(text, fraction)) return false;
  }
  time = std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds) + fraction - offset;
  return true;
}

}  // namespace

bool parse_date(std::string_view text, TimePoint& date) {
  const auto t = text.find_first_of("Tt");
  if (t == text.npos && text.find('-') == text.npos) {
    constexpr auto seconds_max = std::numeric_limits<std::int64_t>::max();
    std::int64_t seconds = 0;
    if (!read_number(text, 0, seconds_max, seconds)) return false;
    date = from_millis(std::min(seconds, seconds_max / 1000) * 1000);
    return true;
  }
  std::chrono::sys_days day;
  Millis time{0};
  if (!read_day(text.substr(0, t), day)) return false;
  if (t != text.npos && !read_time(text.substr(t + 1), time)) return false;
  date = TimePoint(day) + time;
  return true;
}

}  // namespace penstock::policy
