#include "services/dynamodb/table_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/dynamodb/store_keys.h"
#include "services/dynamodb/stream_fixture.h"

namespace penstock::dynamodb {
namespace {

using testing::Contains;
using testing::IsEmpty;

class TableChecks : public testing::Test {
 protected:
  StreamFixture dynamodb;

  void SetUp() override {
    auto in = DynamodbFixture::table_input("orders", {});
    in.attribute_definitions.push_back({"team", "S"});
    in.global_secondary_indexes = {{"by-team", {{"team", "HASH"}}, {"ALL"}}};
    in.stream_specification = StreamSpecification{true, "NEW_AND_OLD_IMAGES"};
    dynamodb.create(in);
    for (const auto* id : {"a", "b", "c"}) ASSERT_TRUE(dynamodb.put("orders", {{"id", id}, {"team", "red"}}));
    ASSERT_TRUE(dynamodb.put("orders", {{"id", "b"}, {"team", "blue"}}));
    ASSERT_TRUE(dynamodb.erase("orders", {{"id", "c"}}));
  }
  CheckedTable check() { return dynamodb.executor().sync_wait(check_tables(dynamodb.store()))->at(0); }
  // The only key in a range.
  std::string key_in(KeyRange range, std::size_t at = 0) {
    return dynamodb.store().scan(range.begin, range.end, 10)->at(at).key;
  }
  void erase(std::string key) {
    WriteBatch batch;
    batch.erase(std::move(key));
    ASSERT_TRUE(dynamodb.executor().sync_wait(dynamodb.store().write(std::move(batch))));
  }
};

TEST_F(TableChecks, find_nothing_when_all_agrees) {
  const auto checked = check();
  EXPECT_THAT(checked.findings, IsEmpty());
  EXPECT_EQ(checked.arn, "arn:aws:dynamodb:us-east-1:000000000000:table/orders");
  EXPECT_EQ(checked.items, 2U);
  EXPECT_EQ(checked.index_entries, 2U);
  EXPECT_EQ(checked.changes, 5U);
}

TEST_F(TableChecks, find_an_entry_that_is_missing) {
  erase(key_in(entries_of_index(1, 1)));
  EXPECT_THAT(check().findings, Contains("index by-team lacks an item"));
}

TEST_F(TableChecks, find_an_item_that_is_missing) {
  erase(key_in(entries_of_index(1, 0)));
  const auto checked = check();
  EXPECT_THAT(checked.findings, Contains("index by-team has 1 entries of no item"));
  EXPECT_THAT(checked.findings, Contains("the stream has an item that is not there"));
}

TEST_F(TableChecks, find_a_change_that_is_missing) {
  erase(key_in(records_of_stream(1, 1), 3));
  EXPECT_THAT(check().findings, Contains("the stream leads to another item than the table has"));
}

}  // namespace
}  // namespace penstock::dynamodb
