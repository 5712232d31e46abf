// Records over 1 MiB: streams that allow them, and what becomes of the records.
#include <gtest/gtest.h>

#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

constexpr const char* orders = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
constexpr std::size_t mebibyte = 1 << 20;

struct LargeRecords {
  KinesisFixture kinesis;
  LargeRecords() { kinesis.create_stream("orders"); }

  Status update(std::int32_t kib, std::string arn = orders) {
    const auto out = kinesis.call(&KinesisService::update_max_record_size,
                                  {.stream_arn = std::move(arn), .max_record_size_in_ki_b = kib});
    if (!out) return out.error();
    return ok();
  }
  std::optional<std::int32_t> kib() {
    const auto out = kinesis.call(&KinesisService::describe_stream_summary, {.stream_name = "orders"});
    return out->stream_description_summary.max_record_size_in_ki_b;
  }
  Result<PutRecordOutput> put(std::size_t bytes) {
    return kinesis.put_record("orders", "key", std::string(bytes - 3, 'x'));
  }
};

TEST(UpdateMaxRecordSize, holds_over_a_restart) {
  LargeRecords large;
  EXPECT_EQ(large.kib(), 1'024);
  ASSERT_TRUE(large.update(5'000));
  EXPECT_EQ(large.kib(), 5'000);
  large.kinesis.power_cycle();
  EXPECT_EQ(large.kib(), 5'000);
  EXPECT_TRUE(large.put(5'000 << 10));
}

TEST(UpdateMaxRecordSize, allows_that_much_with_the_key_and_not_one_byte_more) {
  LargeRecords large;
  EXPECT_FALSE(large.put(mebibyte + 1));
  ASSERT_TRUE(large.update(10'240));
  ASSERT_TRUE(large.put(10 * mebibyte));
  const auto over = large.put(10 * mebibyte + 1);
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, "ValidationException");
  EXPECT_EQ(over.error().message,
            "1 validation error detected: Value at 'data' failed to satisfy constraint: Member must have length less "
            "than or equal to 10485760");
  ASSERT_TRUE(large.update(1'024));
  EXPECT_FALSE(large.put(mebibyte + 1));
  EXPECT_EQ(large.kinesis.records("orders").size(), 1U);
}

TEST(UpdateMaxRecordSize, is_what_a_stream_is_created_with) {
  KinesisFixture kinesis;
  ASSERT_TRUE(kinesis.call(&KinesisService::create_stream,
                           {.stream_name = "orders", .shard_count = 1, .max_record_size_in_ki_b = 2'048}));
  kinesis.pass(Millis{500});
  EXPECT_TRUE(kinesis.put_record("orders", "", std::string(2 * mebibyte, 'x')));
  EXPECT_FALSE(kinesis.put_record("orders", "k", std::string(2 * mebibyte, 'x')));
}

TEST(UpdateMaxRecordSize, lets_large_records_into_batches_up_to_ten_megabytes) {
  LargeRecords large;
  ASSERT_TRUE(large.update(10'240));
  const auto batch = [&](std::size_t first, std::size_t second) {
    return large.kinesis.call(&KinesisService::put_records,
                              {.records = {{.data = std::string(first, 'a'), .partition_key = "k"},
                                           {.data = std::string(second, 'b'), .partition_key = "k"}},
                               .stream_name = "orders"});
  };
  const auto put = batch(7 * mebibyte, 3 * mebibyte - 2);
  ASSERT_TRUE(put);
  EXPECT_EQ(put->failed_record_count, 0);
  const auto over = batch(7 * mebibyte, 3 * mebibyte - 1);
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, "InvalidArgumentException");
  EXPECT_EQ(over.error().message, "Records size exceeds 10 MB limit");
  const auto kept = large.kinesis.records("orders");
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].data, std::string(7 * mebibyte, 'a'));
  EXPECT_EQ(kept[1].data, std::string(3 * mebibyte - 2, 'b'));
}

TEST(UpdateMaxRecordSize, leaves_reads_at_ten_megabytes_each) {
  LargeRecords large;
  ASSERT_TRUE(large.update(10'240));
  for (const std::size_t mebibytes : {10, 6, 3, 2}) ASSERT_TRUE(large.put(mebibytes * mebibyte));
  std::vector<std::size_t> pages;
  auto next = large.kinesis.iterator("orders", 0, shard_iterator_type::trim_horizon);
  for (bool more = true; more;) {
    const auto page = large.kinesis.get_records(*next);
    ASSERT_TRUE(page);
    pages.push_back(page->records.size());
    more = page->millis_behind_latest != 0;
    next = *page->next_shard_iterator;
  }
  EXPECT_EQ(pages, (std::vector<std::size_t>{1, 2, 1}));
}

TEST(UpdateMaxRecordSize, is_refused_where_there_is_no_active_stream) {
  LargeRecords large;
  const auto missing = large.update(2'048, "arn:aws:kinesis:us-east-1:000000000000:stream/others");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "ResourceNotFoundException");
  EXPECT_EQ(missing.error().message, "Stream others under account 000000000000 not found.");
  ASSERT_TRUE(large.kinesis.call(&KinesisService::delete_stream, {.stream_name = "orders"}));
  const auto deleting = large.update(2'048);
  ASSERT_FALSE(deleting);
  EXPECT_EQ(deleting.error().code, "ResourceInUseException");
  EXPECT_EQ(deleting.error().message, "Stream orders under account 000000000000 not ACTIVE, instead in state DELETING");
}

TEST(UpdateMaxRecordSize, changes_nothing_when_the_store_refuses) {
  LargeRecords large;
  large.kinesis.store().fail_next_write();
  EXPECT_FALSE(large.update(2'048));
  EXPECT_EQ(large.kib(), 1'024);
}

}  // namespace
}  // namespace penstock::kinesis
