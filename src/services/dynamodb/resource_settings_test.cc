// Tags, resource policies and continuous backups.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/dynamodb/stream_fixture.h"

namespace penstock::dynamodb {
namespace {

using testing::StartsWith;

const std::string arn = "arn:aws:dynamodb:us-east-1:000000000000:table/orders";
const std::string policy = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":)"
                           R"({"AWS":"arn:aws:iam::111122223333:root"},"Action":"dynamodb:GetItem","Resource":")" +
                           arn + R"("}]})";

TEST(Tags, are_put_listed_in_pages_and_taken_away) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  TagResourceInput in{.resource_arn = arn};
  for (int i = 0; i < 12; ++i) in.tags.push_back({.key = "k" + std::to_string(10 + i), .value = "v"});
  ASSERT_TRUE(dynamodb.call(&DynamodbService::tag_resource, in));
  dynamodb.power_cycle();
  auto page = dynamodb.call(&DynamodbService::list_tags_of_resource, {.resource_arn = arn});
  EXPECT_EQ(page->tags->size(), 10U);
  page = dynamodb.call(&DynamodbService::list_tags_of_resource, {.resource_arn = arn, .next_token = page->next_token});
  EXPECT_EQ(page->tags->size(), 2U);
  EXPECT_FALSE(page->next_token);
  ASSERT_TRUE(dynamodb.call(&DynamodbService::untag_resource, {.resource_arn = arn, .tag_keys = {"k21", "missing"}}));
  page = dynamodb.call(&DynamodbService::list_tags_of_resource, {.resource_arn = arn, .next_token = "azE5"});
  EXPECT_EQ(page->tags->at(0).key, "k20");
  EXPECT_EQ(page->tags->size(), 1U);
}

TEST(Tags, are_refused_in_the_words_of_aws) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  const auto refusal = [&](std::string resource, std::vector<Tag> tags) {
    return dynamodb.error_of(&DynamodbService::tag_resource,
                             {.resource_arn = std::move(resource), .tags = std::move(tags)});
  };
  EXPECT_EQ(refusal(arn, {}), "ValidationException: Atleast one Tag needs to be provided as Input.");
  EXPECT_EQ(refusal(arn, {{"aws:x", "1"}}), "ValidationException: Tag Key cannot be prefixed with aws:, Key: aws:x");
  EXPECT_EQ(refusal(arn, {{"a|b", "1"}}), "ValidationException: The Tag Key provided is invalid, Key: a|b");
  EXPECT_EQ(refusal(arn, {{"", "1"}}), "ValidationException: The Tag Key provided is invalid, Key: ");
  EXPECT_EQ(refusal(arn, {{"x", "100%"}}), "ValidationException: The Tag Value provided is invalid, Value: 100%");
  EXPECT_EQ(refusal(arn, {{std::string(129, 'k'), "1"}}),
            "ValidationException: The Tag Key provided is invalid, Key: " + std::string(129, 'k'));
  EXPECT_EQ(refusal(arn, {{"x", std::string(257, 'v')}}),
            "ValidationException: The Tag Value provided is invalid, Value: " + std::string(257, 'v'));
  EXPECT_EQ(refusal(arn, {{"ключ 表", "a+b-c=d.e_f:g/h@i"}}), "");
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::untag_resource, {.resource_arn = arn, .tag_keys = {"a|b"}}),
            "ValidationException: The Tag Key provided is invalid, Key: a|b");
  EXPECT_EQ(refusal(arn, {{"x", "1"}, {"x", "2"}}),
            "ValidationException: Duplicate Tag Keys provided as input: Duplicate Tag Key found x");
  EXPECT_EQ(refusal(arn + "x", {{"x", "1"}}),
            "ResourceNotFoundException: Requested resource not found: ResourceArn: " + arn + "x not found");
  EXPECT_EQ(refusal("orders", {{"x", "1"}}),
            "ValidationException: One or more parameter values were invalid: ARNs must start with 'arn:': orders");
  EXPECT_EQ(refusal(arn + "/index/x", {{"x", "1"}}),
            "ValidationException: One or more parameter values were invalid: Invalid resource arn provided, only table "
            "or stream is accepted. Provided resource arn: " +
                arn + "/index/x");
  std::vector<Tag> many;
  for (int i = 0; i < 51; ++i) many.push_back({.key = std::to_string(i), .value = ""});
  EXPECT_EQ(refusal(arn, many),
            "ValidationException: Number of Tags exceed the current limit for the provided ResourceArn");
}

TEST(ResourcePolicy, is_put_by_revision_read_and_deleted) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  const std::string prefix = "PolicyNotFoundException: Resource-based policy not found for the provided ResourceArn: ";
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::get_resource_policy, {.resource_arn = arn}), prefix + arn);
  const auto first = *dynamodb
                          .call(&DynamodbService::put_resource_policy,
                                {.resource_arn = arn, .policy = policy, .expected_revision_id = "NO_POLICY"})
                          ->revision_id;
  dynamodb.power_cycle();
  const auto got = dynamodb.call(&DynamodbService::get_resource_policy, {.resource_arn = arn});
  EXPECT_EQ(got->policy, policy);
  EXPECT_EQ(got->revision_id, first);
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::put_resource_policy,
                              {.resource_arn = arn, .policy = policy, .expected_revision_id = "NO_POLICY"}),
            prefix +
                "Requested policy update expecting none to be present for table orders, but a policy exists with "
                "revision id " +
                first + ".");
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::put_resource_policy,
                              {.resource_arn = arn, .policy = policy, .expected_revision_id = "1"}),
            prefix +
                "Requested update for policy with revision id 1, but the policy associated to target table orders "
                "has revision id " +
                first + ".");
  EXPECT_EQ(dynamodb.call(&DynamodbService::delete_resource_policy, {.resource_arn = arn})->revision_id, first);
  const auto deleted = dynamodb.call(&DynamodbService::delete_resource_policy, {.resource_arn = arn})->revision_id;
  EXPECT_GT(std::stoll(*deleted), std::stoll(first));  // when that was
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::get_resource_policy, {.resource_arn = arn}), prefix + arn);
  EXPECT_EQ(
      dynamodb.error_of(&DynamodbService::delete_resource_policy, {.resource_arn = arn, .expected_revision_id = first}),
      prefix + "Requested update for policy with revision id " + first +
          ", but the policy associated to target table orders has revision id " + *deleted + ".");
}

TEST(ResourcePolicy, that_was_never_there_is_as_good_as_deleted) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  EXPECT_FALSE(dynamodb.call(&DynamodbService::delete_resource_policy, {.resource_arn = arn})->revision_id);
  EXPECT_EQ(
      dynamodb.error_of(&DynamodbService::delete_resource_policy, {.resource_arn = arn, .expected_revision_id = "1"}),
      "PolicyNotFoundException: Resource-based policy not found for the provided ResourceArn: Requested update for "
      "policy with revision id 1, but table orders has no associated policy.");
}

TEST(ResourcePolicy, that_says_the_same_changes_nothing) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  const auto put = [&](std::string text) {
    return *dynamodb.call(&DynamodbService::put_resource_policy, {.resource_arn = arn, .policy = std::move(text)})
                ->revision_id;
  };
  const auto first = put(policy);
  auto spelled_otherwise = R"({ "Statement": { "Resource": [")" + arn +
                           R"("], "Principal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:root"]}, )" +
                           R"("Action": ["dynamodb:GetItem"], "Effect": "allow" }, "Version": "2012-10-17" })";
  EXPECT_EQ(put(spelled_otherwise), first);
  EXPECT_EQ(dynamodb.call(&DynamodbService::get_resource_policy, {.resource_arn = arn})->policy, policy);
}

TEST(ResourcePolicy, is_told_with_the_older_version_when_it_has_none) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  const auto put = [&](std::string text) {
    return *dynamodb.call(&DynamodbService::put_resource_policy, {.resource_arn = arn, .policy = std::move(text)})
                ->revision_id;
  };
  auto unversioned = policy;
  unversioned.erase(1, std::string_view(R"("Version":"2012-10-17",)").size());
  const auto first = put(unversioned);
  const auto told = *dynamodb.call(&DynamodbService::get_resource_policy, {.resource_arn = arn})->policy;
  EXPECT_EQ(told, R"({"Version":"2008-10-17",)" + unversioned.substr(1));
  EXPECT_EQ(put(unversioned), first);
  EXPECT_NE(put(told), first);
}

TEST(ResourcePolicy, pauses_between_changes_as_aws_does) {
  DynamodbFixture dynamodb({.pauses = Pauses::as_aws});
  dynamodb.create_table("orders");
  const auto put = [&](std::string text) {
    return dynamodb.error_of(&DynamodbService::put_resource_policy, {.resource_arn = arn, .policy = std::move(text)});
  };
  auto other = policy;
  other.replace(other.find("GetItem"), 7, "PutItem");
  EXPECT_EQ(put(policy), "");
  EXPECT_EQ(put(policy), "");
  EXPECT_THAT(put(other), StartsWith("ThrottlingException: Resource-based policy for table orders modified within the "
                                     "previous 15000 milliseconds. Please try again after 2023-11-14T22:13:3"));
  dynamodb.pass(Millis{15'000});
  EXPECT_EQ(put(other), "");
  EXPECT_THAT(dynamodb.error_of(&DynamodbService::delete_resource_policy, {.resource_arn = arn}),
              StartsWith("ThrottlingException: "));
}

// Its own, whatever becomes of the table.
TEST(ResourcePolicy, hangs_on_a_stream) {
  StreamFixture dynamodb;
  const auto stream = dynamodb.create_recorded("orders");
  auto of_stream = policy;
  of_stream.replace(of_stream.find("GetItem"), 7, "GetRecords");
  of_stream.replace(of_stream.find(arn), arn.size(), stream);
  const auto put = [&](std::string where, std::string text) {
    return dynamodb.error_of(&DynamodbService::put_resource_policy,
                             {.resource_arn = std::move(where), .policy = std::move(text)});
  };
  const auto get = [&](std::string where) {
    const auto got = dynamodb.call(&DynamodbService::get_resource_policy, {.resource_arn = std::move(where)});
    return got ? *got->policy : got.error().code;
  };
  EXPECT_EQ(put(stream, of_stream), "");
  EXPECT_EQ(get(stream), of_stream);
  EXPECT_EQ(get(arn), "PolicyNotFoundException");
  ASSERT_TRUE(dynamodb.call(&DynamodbService::delete_table, {.table_name = "orders"}));
  dynamodb.pass(Millis{500});
  dynamodb.keep_house();
  dynamodb.power_cycle();
  EXPECT_EQ(get(stream), of_stream);
  auto other = of_stream;
  other.replace(other.find("GetRecords"), 10, "DescribeStream");
  EXPECT_EQ(put(stream, other), "");
  dynamodb.power_cycle();
  EXPECT_EQ(get(stream), other);
  ASSERT_TRUE(dynamodb.call(&DynamodbService::delete_resource_policy, {.resource_arn = stream}));
  EXPECT_EQ(get(stream), "PolicyNotFoundException");
  EXPECT_EQ(get(stream + "1"), "ResourceNotFoundException");
}

TEST(ResourcePolicy, is_refused_when_it_is_none) {
  DynamodbFixture dynamodb({.is_missing_principal = [](std::string_view name) { return name.ends_with("nobody"); }});
  dynamodb.create_table("orders");
  const auto refusal = [&](std::string text) {
    return dynamodb.error_of(&DynamodbService::put_resource_policy, {.resource_arn = arn, .policy = std::move(text)});
  };
  const std::string invalid = "ValidationException: One or more parameter values were invalid: ";
  EXPECT_THAT(refusal("{"), StartsWith(invalid + "Invalid policy document: "));
  EXPECT_EQ(refusal(std::string(20'481, ' ')), invalid + "Maximum policy size of 20480 bytes exceeded");
  const auto with = [](std::string_view from, std::string_view to) {
    auto text = policy;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_EQ(refusal(with("GetItem", "GetRecords")),
            invalid + R"(Invalid policy document: The following action names are invalid: "dynamodb:GetRecords")");
  EXPECT_EQ(refusal(with("table/orders", "table/orders/stream/2024")),
            invalid + R"(Invalid policy document: The relative-id "table/orders/stream/2024" is invalid for ARN ")" +
                arn + R"(/stream/2024")");
  EXPECT_EQ(refusal(with("arn:aws:iam::111122223333:root", "*")),
            "ValidationException: Resource-based policy grants unbounded access in one or more elements. Please revise "
            "the policy to ensure least-privilege form of access");
  EXPECT_EQ(refusal(with("table/orders", "table/others")), "");  // AWS does not look
  EXPECT_EQ(refusal(with("111122223333:root", "000000000000:user/nobody")),
            invalid + "Invalid principal in policy document.");
}

TEST(ContinuousBackups, keep_their_setting) {
  DynamodbFixture dynamodb;
  dynamodb.create_table("orders");
  const auto described = [&] {
    return *dynamodb.call(&DynamodbService::describe_continuous_backups, {.table_name = "orders"})
                ->continuous_backups_description->point_in_time_recovery_description;
  };
  EXPECT_EQ(described().point_in_time_recovery_status, "DISABLED");
  ASSERT_TRUE(dynamodb.call(&DynamodbService::update_continuous_backups,
                            {.table_name = "orders",
                             .point_in_time_recovery_specification = {.point_in_time_recovery_enabled = true,
                                                                      .recovery_period_in_days = 7}}));
  dynamodb.power_cycle();
  EXPECT_EQ(described().point_in_time_recovery_status, "ENABLED");
  EXPECT_EQ(described().recovery_period_in_days, 7);
  EXPECT_EQ(described().earliest_restorable_date_time, dynamodb.clock().now());
  EXPECT_EQ(dynamodb.error_of(&DynamodbService::describe_continuous_backups, {.table_name = "missing"}),
            "TableNotFoundException: Table not found: missing");
}

}  // namespace
}  // namespace penstock::dynamodb
