#include "services/kinesis/stored_record.h"

#include <gtest/gtest.h>

#include <string>

namespace penstock::kinesis {
namespace {

std::string payload_of(const std::string& key, const std::string& data) {
  const auto head = StoredRecord::head(key);
  return std::string(head.data(), head.size()) + key + data;
}

TEST(StoredRecord, reads_back_what_it_wrote) {
  for (const auto& key : {std::string("k"), std::string(1024, 'x')}) {
    for (const auto& data : {std::string(), std::string("d"), std::string(1 << 20, '\0')}) {
      const auto payload = payload_of(key, data);
      const auto record = StoredRecord::parse(payload);
      ASSERT_TRUE(record);
      EXPECT_EQ(record->partition_key, key);
      EXPECT_EQ(record->data, data);
    }
  }
}

TEST(StoredRecord, begins_as_documented) {
  EXPECT_EQ(payload_of("key", "data"), std::string("\x01\x03\x00keydata", 10));
}

TEST(StoredRecord, refuses_what_it_cannot_read) {
  EXPECT_FALSE(StoredRecord::parse(""));
  EXPECT_FALSE(StoredRecord::parse(std::string("\x01\x05\x00keyd", 7)));
  EXPECT_FALSE(StoredRecord::parse(std::string("\x02\x03\x00keydata", 10)));
}

}  // namespace
}  // namespace penstock::kinesis
