#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

TEST(DeleteStream, passes_through_deleting_to_gone) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  ASSERT_TRUE(kinesis.call(&KinesisService::delete_stream, {.stream_name = "orders"}));
  const auto stream = kinesis.described("orders");
  EXPECT_EQ(stream.stream_status, "DELETING");
  EXPECT_TRUE(stream.shards.empty());
  EXPECT_EQ(kinesis.try_create_stream("orders").error().code, "ResourceInUseException");
  kinesis.pass(Millis{500});
  const auto gone = kinesis.call(&KinesisService::describe_stream, {.stream_name = "orders"});
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, "ResourceNotFoundException");
  EXPECT_EQ(gone.error().message, "Stream orders under account 000000000000 not found.");
}

TEST(DeleteStream, is_allowed_while_the_stream_is_being_made) {
  KinesisFixture kinesis;
  ASSERT_TRUE(kinesis.call(&KinesisService::create_stream, {.stream_name = "orders", .shard_count = 1}));
  ASSERT_TRUE(kinesis.call(&KinesisService::delete_stream, {.stream_name = "orders"}));
  EXPECT_EQ(kinesis.described("orders").stream_status, "DELETING");
}

TEST(DeleteStream, is_refused_while_it_is_under_way) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  ASSERT_TRUE(kinesis.call(&KinesisService::delete_stream, {.stream_name = "orders"}));
  const auto again = kinesis.call(&KinesisService::delete_stream, {.stream_name = "orders"});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "ResourceInUseException");
  EXPECT_EQ(again.error().message, "Stream orders under account 000000000000 not ACTIVE, instead in state DELETING");
}

TEST(DeleteStream, of_an_unknown_stream_is_refused) {
  KinesisFixture kinesis;
  const auto deleted = kinesis.try_delete_stream("orders");
  ASSERT_FALSE(deleted);
  EXPECT_EQ(deleted.error().message, "Stream orders under account 000000000000 not found.");
}

TEST(DeleteStream, removes_the_log_when_the_stream_is_gone_and_not_before) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  ASSERT_TRUE(kinesis.put_record("orders", "k", "d"));
  ASSERT_TRUE(kinesis.call(&KinesisService::delete_stream, {.stream_name = "orders"}));
  kinesis.keep_house();
  EXPECT_EQ(kinesis.log_count(), 1U);
  kinesis.pass(Millis{500});
  kinesis.keep_house();
  EXPECT_EQ(kinesis.log_count(), 0U);
  EXPECT_EQ(kinesis.store().size(), 1U);  // the key of the tokens
}

TEST(DeleteStream, gives_its_name_free_without_housekeeping) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  ASSERT_TRUE(kinesis.put_record("orders", "k", "old"));
  kinesis.delete_stream("orders");
  kinesis.create_stream("orders");
  EXPECT_TRUE(kinesis.records("orders").empty());
  EXPECT_EQ(kinesis.log_count(), 1U);
}

TEST(DeleteStream, is_finished_by_the_next_start) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  kinesis.create_stream("others");
  kinesis.delete_stream("orders");
  EXPECT_EQ(kinesis.log_count(), 2U);
  kinesis.power_cycle();
  EXPECT_EQ(kinesis.log_count(), 1U);
  EXPECT_EQ(kinesis.described("others").stream_status, "ACTIVE");
  EXPECT_FALSE(kinesis.call(&KinesisService::describe_stream, {.stream_name = "orders"}));
}

TEST(DeleteStream, is_undone_when_the_store_refuses) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  kinesis.store().fail_next_write();
  EXPECT_EQ(kinesis.try_delete_stream("orders").error().status, 503);
  EXPECT_EQ(kinesis.described("orders").stream_status, "ACTIVE");
  EXPECT_TRUE(kinesis.put_record("orders", "k", "d"));
}

TEST(DeleteStream, lets_readers_finish_until_the_stream_is_gone) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  ASSERT_TRUE(kinesis.put_record("orders", "k", "d"));
  ASSERT_TRUE(kinesis.call(&KinesisService::delete_stream, {.stream_name = "orders"}));
  EXPECT_EQ(kinesis.records("orders").size(), 1U);
}

}  // namespace
}  // namespace penstock::kinesis
