#include "identity/time_keys.h"

#include <fmt/format.h>

#include "identity/sigv4.h"

namespace penstock {

bool TimeKeys::find(std::string_view key, std::vector<std::string>& values) const {
  if (key == "aws:currenttime") {
    values.push_back(iso_time(now_));
  } else if (key == "aws:epochtime") {
    values.push_back(std::to_string(to_millis(now_) / 1000));
  } else {
    return false;
  }
  return true;
}

std::string iso_time(TimePoint time) {
  const auto basic = sigv4::format_time(time);
  return fmt::format("{}-{}-{}T{}:{}:{}Z", basic.substr(0, 4), basic.substr(4, 2), basic.substr(6, 2),
                     basic.substr(9, 2), basic.substr(11, 2), basic.substr(13, 2));
}

}  // namespace penstock
