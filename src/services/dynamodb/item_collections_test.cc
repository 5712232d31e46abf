#include <gtest/gtest.h>

#include "services/dynamodb/stream_fixture.h"

namespace penstock::dynamodb {
namespace {

using item::Item;

constexpr std::int64_t gigabyte = 1'000;  // of these tests

// Items of 100 bytes, of which a local index has 30 more.
class ItemCollectionsTest : public testing::Test {
 protected:
  ItemCollectionsTest() {
    auto in = DynamodbFixture::table_input("letters", {.range = "at"});
    in.attribute_definitions.push_back({"by", "S"});
    in.local_secondary_indexes = std::vector<LocalSecondaryIndex>{{.index_name = "senders",
                                                                   .key_schema = {{"id", "HASH"}, {"by", "RANGE"}},
                                                                   .projection = {.projection_type = "KEYS_ONLY"}}};
    dynamodb.create(std::move(in));
  }
  static Item letter(const std::string& id, int at) {
    auto number = std::to_string(1'000 + at);
    Item item{{"id", id}, {"at", number}, {"by", std::string(20 - id.size(), 's')}};
    item.set("x", std::string(99 - item::size_of(item), 'x'));
    return item;
  }
  std::string put(Item item) {
    return dynamodb.error_of(&DynamodbService::put_item, {.table_name = "letters", .item = item});
  }
  std::vector<double> range(const std::string& id) {
    return *dynamodb
                .call(&DynamodbService::delete_item, {.table_name = "letters",
                                                      .key = {{"id", id}, {"at", "none"}},
                                                      .return_item_collection_metrics = "SIZE"})
                ->item_collection_metrics->size_estimate_range_gb;
  }

  StreamFixture dynamodb{{.gigabyte = gigabyte}};
};

TEST_F(ItemCollectionsTest, are_measured_with_their_entries_in_local_indexes) {
  EXPECT_EQ(item::size_of(letter("a", 0)), 100U);
  for (int i = 0; i < 7; ++i) ASSERT_EQ(put(letter("a", i)), "");
  EXPECT_EQ(range("a"), (std::vector{0.0, 1.0}));  // 910 bytes
  ASSERT_EQ(put(letter("a", 7)), "");
  EXPECT_EQ(range("a"), (std::vector{1.0, 2.0}));  // 1,040
  EXPECT_EQ(range("b"), (std::vector{0.0, 1.0}));
  for (int i = 8; i < 16; ++i) ASSERT_EQ(put(letter("a", i)), "");
  EXPECT_EQ(range("a"), (std::vector{2.0, 3.0}));  // 2,080, counted on
  ASSERT_TRUE(dynamodb.erase("letters", {{"id", "a"}, {"at", "1000"}}));
  EXPECT_EQ(range("a"), (std::vector{1.0, 2.0}));
  dynamodb.power_cycle();
  EXPECT_EQ(range("a"), (std::vector{1.0, 2.0}));
}

TEST_F(ItemCollectionsTest, do_not_grow_over_ten_gigabytes) {
  const std::string refused = "ItemCollectionSizeLimitExceededException: Collection size exceeded.";
  for (int i = 0; i < 76; ++i) ASSERT_EQ(put(letter("a", i)), "");  // 9,880 bytes
  EXPECT_EQ(put(letter("a", 76)), refused);
  EXPECT_EQ(put(letter("b", 0)), "");
  EXPECT_EQ(put(letter("a", 0)), "");  // no larger than it was
  const auto update = [&](std::string text) {
    return dynamodb.error_of(&DynamodbService::update_item,
                             {.table_name = "letters",
                              .key = {{"id", "a"}, {"at", "1000"}},
                              .update_expression = "SET x = :x",
                              .expression_attribute_values = Item{{":x", std::move(text)}}});
  };
  EXPECT_EQ(update(std::string(500, 'x')), refused);
  EXPECT_EQ(update("x"), "");
  ASSERT_TRUE(dynamodb.erase("letters", {{"id", "a"}, {"at", "1001"}}));
  EXPECT_EQ(put(letter("a", 76)), "");
}

TEST_F(ItemCollectionsTest, refuse_what_batches_and_transactions_add) {
  for (int i = 0; i < 76; ++i) ASSERT_EQ(put(letter("a", i)), "");
  const auto written = dynamodb.call(&DynamodbService::batch_write_item,
                                     {.request_items = {{"letters",
                                                         {{.put_request = PutRequest{.item = letter("b", 0)}},
                                                          {.put_request = PutRequest{.item = letter("a", 76)}}}}}});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "ItemCollectionSizeLimitExceededException");
  const auto done = dynamodb.call(&DynamodbService::transact_write_items,
                                  {.transact_items = {{.put = Put{.item = letter("b", 0), .table_name = "letters"}},
                                                      {.put = Put{.item = letter("a", 76), .table_name = "letters"}}}});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message,
            "Transaction cancelled, please refer cancellation reasons for specific reasons [None, "
            "ItemCollectionSizeLimitExceeded]");
  EXPECT_EQ(dynamodb.get("letters", {{"id", "b"}, {"at", "1000"}}), Item());
}

}  // namespace
}  // namespace penstock::dynamodb
