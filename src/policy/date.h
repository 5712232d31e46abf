// Dates of conditions: ISO 8601 or seconds since 1970. Pure.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
#pragma once

#include <string_view>

#include "base/time.h"

namespace penstock::policy {

// "2026-01-31T09:30:00Z", "2026-01", "2026-01-31t9:30:00.25+02", "1769851800". Years that no clock shows are taken to
// the ends of the range.
bool parse_date(std::string_view text, TimePoint& date);

}  // namespace penstock::policy
