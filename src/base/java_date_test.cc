#include "base/java_date.h"

#include <gtest/gtest.h>

namespace penstock {

TEST(JavaDate, is_written_in_utc_with_two_digits) {
  EXPECT_EQ(java_date(from_millis(1421889722123)), "Thu Jan 22 01:22:02 UTC 2015");
  EXPECT_EQ(java_date(from_millis(0)), "Thu Jan 01 00:00:00 UTC 1970");
}

}  // namespace penstock
