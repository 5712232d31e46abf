#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

TEST(Reset, leaves_no_stream_and_their_names_are_free) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders", {.shards = 2});
  ASSERT_TRUE(kinesis.put_record("orders", "customer-7", "paid"));

  ASSERT_TRUE(kinesis.executor().sync_wait(kinesis.service().reset()));

  EXPECT_FALSE(kinesis.put_record("orders", "customer-7", "paid"));
  kinesis.create_stream("orders", {.shards = 1});
  EXPECT_TRUE(kinesis.put_record("orders", "customer-7", "paid"));
}

}  // namespace
}  // namespace penstock::kinesis
