#include <gtest/gtest.h>

#include <set>

#include "services/dynamodb/fixture.h"

namespace penstock::dynamodb {
namespace {

using item::Item;

TEST(Scan, reads_everything_in_pages_and_in_segments) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(dynamodb.put("orders", {{"id", std::to_string(i)}, {"n", i}}));
  const auto all = dynamodb.scan("orders");
  EXPECT_EQ(all.size(), 100U);
  EXPECT_EQ(dynamodb.scan({.table_name = "orders", .limit = 7}), all);
  for (const int segments : {1, 2, 3, 7, 5'000}) {
    std::vector<Item> joined;
    for (int segment = 0; segment < segments; ++segment) {
      for (auto& item :
           dynamodb.scan({.table_name = "orders", .limit = 3, .total_segments = segments, .segment = segment})) {
        joined.push_back(std::move(item));
      }
    }
    EXPECT_EQ(joined, all) << segments;
  }
}

// The order in which AWS scans, as dynalite recorded it.
TEST(Scan, goes_through_partitions_in_awss_order) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  for (const auto* id : {"3635", "228", "1668", "3435"}) ASSERT_TRUE(dynamodb.put("orders", {{"id", id}}));
  std::vector<std::string> ids;
  for (const auto& item : dynamodb.scan("orders")) ids.push_back(*item.find("id")->get<std::string>());
  EXPECT_EQ(ids, (std::vector<std::string>{"3635", "228", "1668", "3435"}));
}

TEST(Scan, filters_and_projects) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(dynamodb.put("orders", {{"id", std::to_string(i)}, {"n", i}}));
  const auto out = dynamodb.call(&DynamodbService::scan, {.table_name = "orders",
                                                          .projection_expression = "n",
                                                          .filter_expression = "n >= :v",
                                                          .expression_attribute_values = Item{{":v", 7}}});
  ASSERT_TRUE(out);
  EXPECT_EQ(out->count, 3);
  EXPECT_EQ(out->scanned_count, 10);
  std::set<std::string> numbers;
  for (const auto& item : *out->items) numbers.insert(item.find("n")->get<item::Number>()->text());
  EXPECT_EQ(numbers, (std::set<std::string>{"7", "8", "9"}));
  EXPECT_EQ(
      dynamodb.scan({.table_name = "orders", .scan_filter = {{{"n", {std::vector<item::AttributeValue>{7}, "LT"}}}}})
          .size(),
      7U);
}

TEST(Scan, says_what_is_wrong) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  const auto refusal = [&](ScanInput in) {
    in.table_name = "orders";
    return dynamodb.error_of(&DynamodbService::scan, std::move(in));
  };
  const std::string v = "ValidationException: ";
  EXPECT_EQ(refusal({.segment = 0}),
            v + "The TotalSegments parameter is required but was not present in the request when Segment parameter is "
                "present");
  EXPECT_EQ(refusal({.total_segments = 1}),
            v + "The Segment parameter is required but was not present in the request when parameter TotalSegments is "
                "present");
  EXPECT_EQ(refusal({.total_segments = 2, .segment = 2}),
            v + "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not "
                "less than TotalSegments: 2");
  EXPECT_EQ(refusal({.exclusive_start_key = Item{{"x", "y"}}}),
            v + "The provided starting key is invalid: The provided key element does not match the schema");
  EXPECT_EQ(refusal({.index_name = "none"}), v + "The table does not have the specified index: none");
}

}  // namespace
}  // namespace penstock::dynamodb
