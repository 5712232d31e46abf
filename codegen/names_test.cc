#include "codegen/names.h"

#include <gtest/gtest.h>

namespace penstock::codegen {
namespace {

TEST(SnakeCase, spells_members_as_the_python_sdk_does) {
  EXPECT_EQ(snake_case("StreamName"), "stream_name");
  EXPECT_EQ(snake_case("ETag"), "e_tag");
  EXPECT_EQ(snake_case("SSEKMSKeyId"), "ssekms_key_id");
  EXPECT_EQ(snake_case("SSECustomerKeyMD5"), "sse_customer_key_md5");
  EXPECT_EQ(snake_case("ChecksumCRC32"), "checksum_crc32");
  EXPECT_EQ(snake_case("ChecksumCRC32C"), "checksum_crc32_c");
  EXPECT_EQ(snake_case("ChecksumCRC64NVME"), "checksum_crc64_nvme");
  EXPECT_EQ(snake_case("ContentMD5"), "content_md5");
  EXPECT_EQ(snake_case("StreamARN"), "stream_arn");
  EXPECT_EQ(snake_case("TargetGroupARNs"), "target_group_arns");
  EXPECT_EQ(snake_case("MillisBehindLatest"), "millis_behind_latest");
  EXPECT_EQ(snake_case("ListObjectsV2"), "list_objects_v2");
  EXPECT_EQ(snake_case("message"), "message");
  EXPECT_EQ(snake_case("orderId"), "order_id");
}

TEST(Identifier, avoids_words_of_the_language) {
  EXPECT_EQ(identifier("Delete"), "delete_");
  EXPECT_EQ(identifier("default"), "default_");
  EXPECT_EQ(identifier("x-amz-id"), "x_amz_id");
  EXPECT_EQ(identifier("3DModel"), "n3_d_model");
}

TEST(TypeName, begins_with_a_capital) {
  EXPECT_EQ(type_name("__listOfThings"), "ListOfThings");
  EXPECT_EQ(type_name("Shard"), "Shard");
}

TEST(ConstantName, is_an_identifier_for_any_value) {
  EXPECT_EQ(constant_name("TRIM_HORIZON"), "trim_horizon");
  EXPECT_EQ(constant_name("aws:kms:dsse"), "aws_kms_dsse");
  EXPECT_EQ(constant_name("eu-north-1"), "eu_north_1");
  EXPECT_EQ(constant_name("private"), "private_");
  EXPECT_EQ(constant_name("NewAndOldImages"), "new_and_old_images");
  EXPECT_EQ(constant_name("s3:ObjectCreated:*"), "s3_object_created_all");
  EXPECT_EQ(constant_name("2020-01-01"), "n2020_01_01");
  EXPECT_EQ(constant_name(""), "none");
}

TEST(ErrorName, drops_exception) {
  EXPECT_EQ(error_name("ResourceNotFoundException"), "resource_not_found");
  EXPECT_EQ(error_name("KMSOptInRequired"), "kms_opt_in_required");
  EXPECT_EQ(error_name("Exception"), "exception");
}

TEST(UniqueNames, numbers_what_comes_again) {
  UniqueNames names;
  EXPECT_EQ(names.take("url"), "url");
  EXPECT_EQ(names.take("url"), "url_2");
  EXPECT_EQ(names.take("url"), "url_3");
}

TEST(Quoted, is_a_literal_of_the_same_text) {
  EXPECT_EQ(quoted(R"([\w"]+)"), R"x("[\\w\"]+")x");
  EXPECT_EQ(quoted("a\nb"), "\"a\\012b\"");
}

}  // namespace
}  // namespace penstock::codegen
