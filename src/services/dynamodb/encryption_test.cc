#include <gtest/gtest.h>

#include "services/dynamodb/fixture.h"

namespace penstock::dynamodb {
namespace {

const std::string invalid = "ValidationException: One or more parameter values were invalid: ";
const std::string key_prefix = "arn:aws:kms:us-east-1:000000000000:key/";
const std::string key_id = "0e89ef16-bbf9-456f-be05-8000c64aa7d3";

class Encryption : public testing::Test {
 protected:
  DynamodbFixture dynamodb;

  std::string create(std::string name, SSESpecification asked) {
    auto in = DynamodbFixture::table_input(std::move(name), {});
    in.sse_specification = std::move(asked);
    auto refusal = dynamodb.error_of(&DynamodbService::create_table, std::move(in));
    dynamodb.pass(Millis{500});
    return refusal;
  }
  std::string update(SSESpecification asked) {
    auto refusal = dynamodb.error_of(&DynamodbService::update_table,
                                     {.table_name = "orders", .sse_specification = std::move(asked)});
    dynamodb.pass(Millis{500});
    return refusal;
  }
  // Empty for a table without one.
  std::string key_of(const std::string& table) {
    const auto described = dynamodb.described(table).sse_description;
    if (!described) return "";
    EXPECT_EQ(described->status, "ENABLED");
    EXPECT_EQ(described->sse_type, "KMS");
    return *described->kms_master_key_arn;
  }
};

TEST_F(Encryption, is_described_with_the_arn_of_its_key) {
  ASSERT_EQ(create("none", {}), "");
  EXPECT_EQ(key_of("none"), "");
  ASSERT_EQ(create("off", {.enabled = false}), "");
  EXPECT_EQ(key_of("off"), "");
  ASSERT_EQ(create("enabled", {.enabled = true}), "");
  const auto managed = key_of("enabled");
  EXPECT_EQ(managed.substr(0, key_prefix.size()), key_prefix);
  EXPECT_EQ(managed.size(), key_prefix.size() + key_id.size());
  ASSERT_EQ(create("typed", {.sse_type = "KMS"}), "");
  EXPECT_EQ(key_of("typed"), managed);
  ASSERT_EQ(create("aliased", {.sse_type = "KMS", .kms_master_key_id = "alias/aws/dynamodb"}), "");
  EXPECT_EQ(key_of("aliased"), managed);
  ASSERT_EQ(create("by-id", {.enabled = true, .sse_type = "KMS", .kms_master_key_id = key_id}), "");
  EXPECT_EQ(key_of("by-id"), key_prefix + key_id);
  ASSERT_EQ(create("by-arn", {.enabled = true, .sse_type = "KMS", .kms_master_key_id = key_prefix + key_id}), "");
  ASSERT_EQ(create("by-alias", {.enabled = true, .sse_type = "KMS", .kms_master_key_id = "alias/mine"}), "");
  ASSERT_EQ(create("by-alias-arn", {.enabled = true,
                                    .sse_type = "KMS",
                                    .kms_master_key_id = "arn:aws:kms:us-east-1:000000000000:alias/mine"}),
            "");
  dynamodb.power_cycle();
  EXPECT_EQ(key_of("enabled"), managed);
  EXPECT_EQ(key_of("by-arn"), key_prefix + key_id);
  EXPECT_NE(key_of("by-alias"), managed);
  EXPECT_EQ(key_of("by-alias"), key_of("by-alias-arn"));
}

TEST_F(Encryption, changes_with_its_key) {
  dynamodb.create_table("orders");
  EXPECT_EQ(update({}), invalid + "Table is already encrypted by default");
  EXPECT_EQ(update({.enabled = false}), invalid + "Table is already encrypted by default");
  ASSERT_EQ(update({.sse_type = "KMS"}), "");
  const auto managed = key_of("orders");
  const auto same = invalid +
                    "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to "
                    "change Master Key";
  EXPECT_EQ(update({.sse_type = "KMS", .kms_master_key_id = managed}), same);
  EXPECT_EQ(update({.enabled = true}), "");
  ASSERT_EQ(update({.sse_type = "KMS", .kms_master_key_id = key_id}), "");
  EXPECT_EQ(key_of("orders"), key_prefix + key_id);
  EXPECT_EQ(update({.sse_type = "KMS", .kms_master_key_id = key_prefix + key_id}), same);
  EXPECT_EQ(update({.sse_type = "KMS", .kms_master_key_id = key_id}), "");
  ASSERT_EQ(update({.enabled = true, .sse_type = "KMS"}), "");
  EXPECT_EQ(key_of("orders"), managed);
  ASSERT_EQ(update({.enabled = false}), "");
  EXPECT_EQ(key_of("orders"), "");
}

TEST_F(Encryption, is_refused_in_the_words_of_aws) {
  dynamodb.create_table("orders");
  const auto refused = [&](const SSESpecification& asked, const std::string& text) {
    EXPECT_EQ(create("other", asked), invalid + text);
    EXPECT_EQ(update(asked), invalid + text);
  };
  refused({.enabled = false, .sse_type = "KMS"}, "SSEType can not be specified if Enabled is false");
  refused({.enabled = false, .sse_type = "AES256"}, "SSEType can not be specified if Enabled is false");
  refused({.enabled = false, .kms_master_key_id = key_id}, "KMSMasterKeyId can not be specified if Enabled is false");
  refused({.enabled = true, .sse_type = "AES256"}, "SSEType AES256 is not supported");
  refused({.enabled = true, .kms_master_key_id = key_id}, "SSEType KMS is required if KMSMasterKeyId is specified");
}

}  // namespace
}  // namespace penstock::dynamodb
