#include "base/java_date.h"

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <string_view>

namespace penstock {

std::string java_date(TimePoint time) {
  static constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = static_cast<std::time_t>(to_millis(time) / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{} {} {:02} {:02}:{:02}:{:02} UTC {}", days.at(static_cast<std::size_t>(parts.tm_wday)),
                     months.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_mday, parts.tm_hour, parts.tm_min,
                     parts.tm_sec, parts.tm_year + 1900);
}

}  // namespace penstock
