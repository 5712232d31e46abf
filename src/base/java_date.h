// Dates as AWS's services print them in some messages.
#pragma once

#include <string>

#include "base/time.h"

namespace penstock {

// "Thu Jan 22 01:22:02 UTC 2015", as Java's Date does and whatever the process's locale.
std::string java_date(TimePoint time);

}  // namespace penstock
