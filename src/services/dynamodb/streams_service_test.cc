#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/dynamodb/limits.h"
#include "services/dynamodb/stream_fixture.h"

namespace penstock::dynamodb {
namespace {

using item::Item;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::string_view horizon = "TRIM_HORIZON";

TEST(StreamRecords, tell_what_happened_to_items_in_its_order) {
  StreamFixture dynamodb;
  const auto arn = dynamodb.create_recorded("orders");
  const Item first{{"id", "a"}, {"n", 1}};
  const Item second{{"id", "a"}, {"n", 2}};
  ASSERT_TRUE(dynamodb.put("orders", first));
  dynamodb.pass(Millis{1'700});
  ASSERT_TRUE(dynamodb.put("orders", second));
  ASSERT_TRUE(dynamodb.put("orders", second));  // changes nothing: no record
  ASSERT_TRUE(dynamodb.erase("orders", {{"id", "a"}}));
  const auto records = dynamodb.records(arn);
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].event_name, "INSERT");
  EXPECT_EQ(records[0].event_source, "aws:dynamodb");
  EXPECT_EQ(records[0].event_version, "1.1");
  EXPECT_EQ(records[0].aws_region, "us-east-1");
  EXPECT_EQ(records[0].event_id->size(), 32U);
  EXPECT_FALSE(records[0].user_identity);
  EXPECT_EQ(records[0].dynamodb->keys, (Item{{"id", "a"}}));
  EXPECT_EQ(records[0].dynamodb->new_image, first);
  EXPECT_FALSE(records[0].dynamodb->old_image);
  EXPECT_EQ(records[1].event_name, "MODIFY");
  EXPECT_EQ(records[1].dynamodb->old_image, first);
  EXPECT_EQ(records[1].dynamodb->new_image, second);
  EXPECT_EQ(to_millis(*records[1].dynamodb->approximate_creation_date_time) % 1'000, 0);
  EXPECT_EQ(records[2].event_name, "REMOVE");
  EXPECT_EQ(records[2].dynamodb->old_image, second);
  EXPECT_FALSE(records[2].dynamodb->new_image);
  EXPECT_LT(*records[0].dynamodb->sequence_number, *records[1].dynamodb->sequence_number);
  EXPECT_NE(records[0].event_id, records[1].event_id);
}

TEST(StreamRecords, have_the_images_of_the_view) {
  StreamFixture dynamodb;
  for (const std::string view : {"KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"}) {
    const auto table = "table-" + view;
    const auto arn = dynamodb.create_recorded(table, view);
    ASSERT_TRUE(dynamodb.put(table, {{"id", "a"}, {"n", 1}}));
    ASSERT_TRUE(dynamodb.put(table, {{"id", "a"}, {"n", 2}}));
    const auto records = dynamodb.records(arn);
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[1].dynamodb->stream_view_type, view);
    EXPECT_EQ(records[1].dynamodb->old_image.has_value(), view == "OLD_IMAGE" || view == "NEW_AND_OLD_IMAGES");
    EXPECT_EQ(records[1].dynamodb->new_image.has_value(), view == "NEW_IMAGE" || view == "NEW_AND_OLD_IMAGES");
  }
}

// The sizes that the API reference shows for these items.
TEST(StreamRecords, count_bytes_as_aws_does) {
  StreamFixture dynamodb;
  auto in = DynamodbFixture::table_input("notes", {.hash = "Id", .hash_type = "N"});
  in.stream_specification = StreamSpecification{true, "NEW_AND_OLD_IMAGES"};
  dynamodb.create(in);
  ASSERT_TRUE(dynamodb.put("notes", {{"Id", 101}, {"Message", "New item!"}}));
  ASSERT_TRUE(dynamodb.put("notes", {{"Id", 101}, {"Message", "This item has changed"}}));
  ASSERT_TRUE(dynamodb.erase("notes", {{"Id", 101}}));
  const auto records = dynamodb.records(*dynamodb.described("notes").latest_stream_arn);
  EXPECT_EQ(records.at(0).dynamodb->size_bytes, 26);
  EXPECT_EQ(records.at(1).dynamodb->size_bytes, 59);
  EXPECT_EQ(records.at(2).dynamodb->size_bytes, 38);
}

TEST(GetShardIterator, begins_where_it_was_asked_to) {
  StreamFixture dynamodb;
  const auto arn = dynamodb.create_recorded("orders");
  for (const auto* id : {"a", "b", "c"}) ASSERT_TRUE(dynamodb.put("orders", {{"id", id}}));
  const auto latest = dynamodb.iterator(arn, "LATEST");
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "d"}}));
  const auto records = dynamodb.records(arn);
  ASSERT_EQ(records.size(), 4U);
  EXPECT_THAT(latest, StartsWith(arn + "|1|AAAAAAAAAAE"));
  EXPECT_EQ(dynamodb.read(latest).records->at(0).event_id, records[3].event_id);
  const auto number = *records[1].dynamodb->sequence_number;
  EXPECT_EQ(dynamodb.read(dynamodb.iterator(arn, "AT_SEQUENCE_NUMBER", 0, number)).records->at(0).event_id,
            records[1].event_id);
  EXPECT_EQ(dynamodb.read(dynamodb.iterator(arn, "AFTER_SEQUENCE_NUMBER", 0, number)).records->at(0).event_id,
            records[2].event_id);
}

TEST(GetShardIterator, refuses_what_is_not_there) {
  StreamFixture dynamodb;
  const auto arn = dynamodb.create_recorded("orders");
  const auto shard = *dynamodb.shards(arn)[0].shard_id;
  const auto refusal = [&](std::string stream, std::string of, std::string type,
                           std::optional<std::string> number = {}) {
    return dynamodb.error_of(&StreamsService::get_shard_iterator, {.stream_arn = std::move(stream),
                                                                   .shard_id = std::move(of),
                                                                   .shard_iterator_type = std::move(type),
                                                                   .sequence_number = std::move(number)});
  };
  EXPECT_EQ(refusal("arn:aws:kinesis:us-east-1:000000000000:stream/orders", shard, "LATEST"),
            "ValidationException: Invalid StreamArn");
  EXPECT_EQ(refusal(arn + "0", shard, "LATEST"),
            "ResourceNotFoundException: Requested resource not found: Stream: " + arn + "0 not found");
  EXPECT_EQ(refusal(arn, "shardId-00000000000000000000-00000000", "LATEST"),
            "ResourceNotFoundException: Requested resource not found: Shard: shardId-00000000000000000000-00000000 in "
            "Stream: " +
                arn + " not found");
  EXPECT_THAT(refusal(arn, shard, "AT_SEQUENCE_NUMBER"), StartsWith("ValidationException: "));
  EXPECT_THAT(refusal(arn, shard, "AT_SEQUENCE_NUMBER", "300000000000000000009"), StartsWith("ValidationException: "));
  EXPECT_THAT(refusal(arn, shard, "AT_SEQUENCE_NUMBER", "not a sequence number"), StartsWith("ValidationException: "));
}

TEST(GetRecords, takes_only_iterators_of_its_own_and_of_the_last_quarter_of_an_hour) {
  StreamFixture dynamodb;
  const auto arn = dynamodb.create_recorded("orders");
  const auto iterator = dynamodb.iterator(arn, horizon);
  const auto refusal = [&](std::string text) {
    return dynamodb.error_of(&StreamsService::get_records, {.shard_iterator = std::move(text)});
  };
  for (const auto at : {iterator.size() - 3, arn.size() + 20, arn.size() - 1}) {
    auto forged = iterator;
    forged[at] = forged[at] == '7' ? '8' : '7';
    EXPECT_EQ(refusal(forged), "ValidationException: Invalid ShardIterator") << at;
  }
  EXPECT_EQ(refusal("x"), "ValidationException: Invalid ShardIterator");
  dynamodb.pass(limits::stream_iterator_life);
  EXPECT_EQ(refusal(iterator), "");
  dynamodb.restart();
  EXPECT_EQ(refusal(iterator), "");
  dynamodb.pass(Millis{1});
  EXPECT_THAT(refusal(iterator), StartsWith("ExpiredIteratorException: Iterator expired."));
}

TEST(GetRecords, goes_on_behind_a_full_page) {
  StreamFixture dynamodb;
  const auto arn = dynamodb.create_recorded("orders");
  const std::string large(300 << 10, 'x');
  for (int i = 0; i < 9; ++i) ASSERT_TRUE(dynamodb.put("orders", {{"id", std::to_string(i)}, {"x", large}}));
  auto page = dynamodb.read(dynamodb.iterator(arn, horizon), 2);
  EXPECT_EQ(page.records->size(), 2U);
  std::size_t found = 2;
  for (int pages = 0; found < 9 && pages < 9; ++pages) {
    page = dynamodb.read(*page.next_shard_iterator);
    EXPECT_LE(page.records->size(), 4U);  // about 1 MB
    found += page.records->size();
  }
  EXPECT_EQ(found, 9U);
  page = dynamodb.read(*page.next_shard_iterator);
  EXPECT_THAT(*page.records, IsEmpty());
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "new"}}));
  EXPECT_EQ(dynamodb.read(*page.next_shard_iterator).records->size(), 1U);
}

TEST(Shards, follow_each_other_every_four_hours) {
  StreamFixture dynamodb;
  const auto arn = dynamodb.create_recorded("orders");
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}}));
  const auto open = dynamodb.shards(arn);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_FALSE(open[0].parent_shard_id);
  EXPECT_FALSE(open[0].sequence_number_range->ending_sequence_number);
  dynamodb.pass(shard_span);
  const auto shards = dynamodb.shards(arn);
  ASSERT_EQ(shards.size(), 2U);
  EXPECT_EQ(shards[0].shard_id, open[0].shard_id);
  EXPECT_EQ(shards[1].parent_shard_id, open[0].shard_id);
  EXPECT_TRUE(shards[0].sequence_number_range->ending_sequence_number);
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "b"}}));
  const auto closed = dynamodb.read(dynamodb.iterator(arn, horizon));
  EXPECT_EQ(closed.records->size(), 1U);
  EXPECT_FALSE(closed.next_shard_iterator);
  EXPECT_TRUE(dynamodb.read(dynamodb.iterator(arn, horizon, 1)).next_shard_iterator);
  dynamodb.power_cycle();
  EXPECT_THAT(dynamodb.events(arn), ElementsAre("INSERT a", "INSERT b"));
}

TEST(DescribeStream, shows_the_stream_and_its_shards_in_pages) {
  StreamFixture dynamodb;
  const auto arn = dynamodb.create_recorded("orders", "KEYS_ONLY");
  dynamodb.pass(3 * shard_span);
  const auto whole = *dynamodb.call(&StreamsService::describe_stream, {.stream_arn = arn})->stream_description;
  EXPECT_EQ(whole.stream_status, "ENABLED");
  EXPECT_EQ(whole.stream_view_type, "KEYS_ONLY");
  EXPECT_EQ(whole.table_name, "orders");
  EXPECT_EQ(whole.key_schema->at(0).attribute_name, "id");
  EXPECT_EQ(arn, "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/" + *whole.stream_label);
  ASSERT_EQ(whole.shards->size(), 4U);
  EXPECT_FALSE(whole.last_evaluated_shard_id);
  const auto first =
      *dynamodb.call(&StreamsService::describe_stream, {.stream_arn = arn, .limit = 3})->stream_description;
  EXPECT_EQ(first.last_evaluated_shard_id, whole.shards->at(2).shard_id);
  const auto second = *dynamodb
                           .call(&StreamsService::describe_stream,
                                 {.stream_arn = arn, .exclusive_start_shard_id = first.last_evaluated_shard_id})
                           ->stream_description;
  ASSERT_EQ(second.shards->size(), 1U);
  EXPECT_EQ(second.shards->at(0).shard_id, whole.shards->at(3).shard_id);
  const auto children =
      *dynamodb
           .call(&StreamsService::describe_stream,
                 {.stream_arn = arn,
                  .shard_filter = dynamodbstreams::ShardFilter{"CHILD_SHARDS", whole.shards->at(1).shard_id}})
           ->stream_description->shards;
  ASSERT_EQ(children.size(), 1U);
  EXPECT_EQ(children[0].shard_id, whole.shards->at(2).shard_id);
}

TEST(Trimming, forgets_records_after_a_day) {
  StreamFixture dynamodb;
  const auto arn = dynamodb.create_recorded("orders");
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}}));
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "also"}}));
  dynamodb.pass(std::chrono::hours{1});
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "b"}}));
  const auto second = *dynamodb.records(arn)[1].dynamodb->sequence_number;
  dynamodb.pass(std::chrono::hours{23});
  const auto at_second = dynamodb.iterator(arn, "AT_SEQUENCE_NUMBER", 0, second);
  dynamodb.pass(std::chrono::seconds{1});
  dynamodb.keep_house();
  EXPECT_THAT(dynamodb.events(arn), ElementsAre("INSERT b"));
  EXPECT_EQ(dynamodb.error_of(&StreamsService::get_records, {.shard_iterator = at_second}),
            "TrimmedDataAccessException: The data you are trying to access has been trimmed");
  EXPECT_EQ(dynamodb.error_of(&StreamsService::get_shard_iterator, {.stream_arn = arn,
                                                                    .shard_id = *dynamodb.shards(arn)[0].shard_id,
                                                                    .shard_iterator_type = "AT_SEQUENCE_NUMBER",
                                                                    .sequence_number = second}),
            "TrimmedDataAccessException: The data you are trying to access has been trimmed");
  dynamodb.power_cycle();
  EXPECT_THAT(dynamodb.events(arn), ElementsAre("INSERT b"));
  dynamodb.pass(std::chrono::hours{4});
  dynamodb.keep_house();
  EXPECT_THAT(dynamodb.events(arn), IsEmpty());
  EXPECT_EQ(dynamodb.shards(arn).size(), 7U);  // the first one is gone
}

TEST(DeletedTable, leaves_its_stream_for_a_day) {
  StreamFixture dynamodb;
  const auto arn = dynamodb.create_recorded("orders");
  const auto size = dynamodb.store().size();
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}}));
  ASSERT_TRUE(dynamodb.call(&DynamodbService::delete_table, {.table_name = "orders"}));
  dynamodb.pass(Millis{500});
  dynamodb.keep_house();
  dynamodb.power_cycle();
  const auto again = dynamodb.create_recorded("orders");
  EXPECT_NE(arn, again);
  EXPECT_THAT(dynamodb.events(arn), ElementsAre("INSERT a"));
  EXPECT_THAT(dynamodb.events(again), IsEmpty());
  const auto page = dynamodb.read(dynamodb.iterator(arn, horizon));
  EXPECT_FALSE(page.next_shard_iterator);
  const auto described = *dynamodb.call(&StreamsService::describe_stream, {.stream_arn = arn})->stream_description;
  EXPECT_EQ(described.stream_status, "DISABLED");
  EXPECT_TRUE(described.shards->at(0).sequence_number_range->ending_sequence_number);
  const auto streams = *dynamodb.call(&StreamsService::list_streams, {.table_name = "orders"})->streams;
  ASSERT_EQ(streams.size(), 2U);
  EXPECT_EQ(streams[0].stream_arn, arn);
  dynamodb.pass(limits::stream_retention);
  dynamodb.keep_house();
  EXPECT_EQ(dynamodb.error_of(&StreamsService::describe_stream, {.stream_arn = arn}),
            "ResourceNotFoundException: Requested resource not found: Stream: " + arn + " not found");
  EXPECT_EQ(dynamodb.store().size(), size);
}

TEST(ListStreams, gives_streams_in_pages) {
  StreamFixture dynamodb;
  for (const auto* name : {"c-table", "a-table", "b-table"}) dynamodb.create_recorded(name);
  dynamodb.create_table("without");
  auto page = dynamodb.call(&StreamsService::list_streams, {.limit = 2});
  ASSERT_EQ(page->streams->size(), 2U);
  EXPECT_EQ(page->streams->at(0).table_name, "a-table");
  EXPECT_EQ(page->last_evaluated_stream_arn, page->streams->at(1).stream_arn);
  page = dynamodb.call(&StreamsService::list_streams, {.exclusive_start_stream_arn = page->last_evaluated_stream_arn});
  ASSERT_EQ(page->streams->size(), 1U);
  EXPECT_EQ(page->streams->at(0).table_name, "c-table");
  EXPECT_FALSE(page->last_evaluated_stream_arn);
  dynamodb.caller.region = "eu-north-1";
  EXPECT_THAT(*dynamodb.call(&StreamsService::list_streams, {})->streams, IsEmpty());
}

TEST(Reset, removes_streams_of_deleted_tables_too) {
  StreamFixture dynamodb;
  dynamodb.create_recorded("orders");
  ASSERT_TRUE(dynamodb.put("orders", {{"id", "a"}}));
  ASSERT_TRUE(dynamodb.executor().sync_wait(dynamodb.service().reset()));
  EXPECT_EQ(dynamodb.store().size(), 2U);
  EXPECT_THAT(*dynamodb.call(&StreamsService::list_streams, {})->streams, IsEmpty());
}

}  // namespace
}  // namespace penstock::dynamodb
