#include "services/kinesis/stream_encoding.h"

#include <gtest/gtest.h>

namespace penstock::kinesis {
namespace {

StreamRecord some_record() {
  StreamRecord record{.id = 0x0123456789abcdef,
                      .mode = CapacityMode::on_demand,
                      .retention_hours = 168,
                      .created = from_millis(1'700'000'000'123),
                      .active_from = from_millis(1'700'000'000'623),
                      .hidden_before = from_millis(1'600'000'000'000),
                      .gone_from = from_millis(1'700'000'100'000),
                      .tags = {{"team", "streams"}, {"empty", ""}},
                      .record_kib_max = 5'000};
  for (const auto& keys : even_hash_keys(3)) {
    record.shards.push_back(
        {.number = static_cast<std::uint32_t>(record.shards.size()), .hash_keys = keys, .created_s = 1'700'000'000});
  }
  return record;
}

TEST(StreamEncoding, reads_back_what_it_wrote) {
  auto record = some_record();
  EXPECT_EQ(decode_stream(encode(record)), record);
  record.gone_from.reset();
  record.tags.clear();
  EXPECT_EQ(decode_stream(encode(record)), record);
}

TEST(StreamEncoding, begins_as_documented) {
  const auto bytes = encode(some_record());
  EXPECT_EQ(bytes.substr(0, 10), std::string("\x03\xef\xcd\xab\x89\x67\x45\x23\x01\x01", 10));
}

TEST(StreamEncoding, refuses_every_truncation) {
  const auto bytes = encode(some_record());
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(decode_stream(bytes.substr(0, size))) << size;
  EXPECT_FALSE(decode_stream(bytes + "x"));
}

TEST(StreamEncoding, reads_what_earlier_versions_wrote) {
  auto record = some_record();
  record.record_kib_max = 1'024;
  auto bytes = encode(record);
  bytes.resize(bytes.size() - 4);  // the size of records
  bytes[0] = 2;
  EXPECT_EQ(decode_stream(bytes), record);
  bytes.resize(bytes.size() - 4);  // an empty policy
  bytes[0] = 1;
  EXPECT_EQ(decode_stream(bytes), record);
}

TEST(StreamEncoding, refuses_a_later_version) {
  auto bytes = encode(some_record());
  bytes[0] = 4;
  EXPECT_FALSE(decode_stream(bytes));
}

TEST(StreamEncoding, refuses_shards_that_leave_a_gap) {
  auto record = some_record();
  record.shards.erase(record.shards.begin() + 1);
  EXPECT_FALSE(decode_stream(encode(record)));
}

TEST(StoreKey, holds_account_region_and_name) {
  const StreamKey key{"000000000000", "eu-north-1", "a.b_c-D"};
  EXPECT_EQ(store_key(key), "kinesis/000000000000/eu-north-1/stream/a.b_c-D");
  const auto parsed = parse_store_key(store_key(key));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(StreamKeyView(*parsed), StreamKeyView(key));
}

TEST(StoreKey, of_another_kind_is_no_stream) {
  EXPECT_FALSE(parse_store_key(token_key_key));
  EXPECT_FALSE(parse_store_key("kinesis/000000000000/eu-north-1/consumer/x"));
  EXPECT_FALSE(parse_store_key("s3/000000000000/eu-north-1/stream/x"));
}

TEST(StreamState, follows_the_clock) {
  auto record = some_record();
  record.gone_from.reset();
  EXPECT_EQ(record.state(record.created), StreamState::creating);
  EXPECT_EQ(record.state(record.active_from), StreamState::active);
  record.gone_from = record.active_from + Millis{100};
  EXPECT_EQ(record.state(record.active_from), StreamState::deleting);
  EXPECT_EQ(record.state(*record.gone_from), StreamState::gone);
}

}  // namespace
}  // namespace penstock::kinesis
