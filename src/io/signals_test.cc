#include "io/signals.h"

#include <gtest/gtest.h>

#include <csignal>

namespace penstock {
namespace {

TEST(StopSignals, a_signal_becomes_a_value) {
  StopSignals signals;
  EXPECT_FALSE(signals.wait_for(Millis{0}));
  ::raise(SIGTERM);
  EXPECT_EQ(signals.wait(), SIGTERM);
  ::raise(SIGINT);
  EXPECT_EQ(signals.wait_for(Millis{1000}), SIGINT);
  EXPECT_FALSE(signals.wait_for(Millis{1}));
}

}  // namespace
}  // namespace penstock
