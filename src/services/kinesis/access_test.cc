// Who may do what to a stream, and what a policy on the stream changes.
#include <gtest/gtest.h>

#include "api/kinesis/model.h"
#include "identity/policy_authorizer.h"
#include "services/kinesis/fixture.h"

namespace penstock::kinesis {
namespace {

constexpr const char* orders = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

Caller user(std::string_view account, std::string_view policy = {}) {
  policy::Principal principal{.kind = policy::PrincipalKind::user,
                              .account = std::string(account),
                              .arn = "arn:aws:iam::" + std::string(account) + ":user/ana",
                              .id = "AIDAEXAMPLE",
                              .name = "ana"};
  if (!policy.empty()) {
    auto document = policy::parse_document(policy, policy::DocumentKind::identity);
    CHECK(document);
    principal.policies.push_back({"inline", *document});
  }
  return {.account = std::string(account), .principal = std::make_shared<const policy::Principal>(principal)};
}

std::string allow(std::string_view action, std::string_view resource, std::string_view rest = "") {
  return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":")" + std::string(action) +
         R"(","Resource":")" + std::string(resource) + "\"" + std::string(rest) + "}}";
}

class KinesisAccess : public testing::Test {
 protected:
  KinesisAccess() { kinesis.create_stream("orders"); }

  template <class Input>
  Status ask(const Caller& caller, const Operation& operation, const Input& in) {
    const auto entry = kinesis.service().entry();
    return authorize(authorizer_, caller, *entry.rule_of(operation), entry.service, &in, {});
  }
  bool may_put(const Caller& caller, std::string stream = "orders") {
    return ask(caller, operations::put_record, PutRecordInput{.stream_name = std::move(stream)}).has_value();
  }
  void put_policy(std::string policy) {
    const auto put = kinesis.call(&KinesisService::put_resource_policy,
                                  PutResourcePolicyInput{.resource_arn = orders, .policy = std::move(policy)});
    ASSERT_TRUE(put) << put.error().message;
  }

  KinesisFixture kinesis;
  PolicyAuthorizer authorizer_;
};

TEST_F(KinesisAccess, is_by_the_arn_of_the_stream_whether_or_not_it_is_there) {
  const auto ana = user("000000000000", allow("kinesis:PutRecord", orders));
  EXPECT_TRUE(may_put(ana));
  const auto denied = ask(ana, operations::put_record, PutRecordInput{.stream_name = "others"});
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, "AccessDeniedException");
  EXPECT_EQ(denied.error().message,
            "User: arn:aws:iam::000000000000:user/ana is not authorized to perform: kinesis:PutRecord on resource: "
            "arn:aws:kinesis:us-east-1:000000000000:stream/others because no identity-based policy allows the "
            "kinesis:PutRecord action");
}

TEST_F(KinesisAccess, to_records_needs_the_stream_of_the_iterator) {
  const auto iterator = kinesis.iterator("orders", 0, "TRIM_HORIZON");
  ASSERT_TRUE(iterator);
  const GetRecordsInput in{.shard_iterator = *iterator};
  EXPECT_TRUE(ask(user("000000000000", allow("kinesis:GetRecords", orders)), operations::get_records, in));
  EXPECT_FALSE(
      ask(user("000000000000", allow("kinesis:GetRecords", std::string(orders) + "2")), operations::get_records, in));
}

TEST_F(KinesisAccess, to_change_the_size_of_records_and_to_see_limits_needs_actions_of_their_own) {
  const UpdateMaxRecordSizeInput in{.stream_arn = orders, .max_record_size_in_ki_b = 2'048};
  EXPECT_TRUE(
      ask(user("000000000000", allow("kinesis:UpdateMaxRecordSize", orders)), operations::update_max_record_size, in));
  EXPECT_FALSE(ask(user("000000000000", allow("kinesis:Put*", orders)), operations::update_max_record_size, in));
  const DescribeLimitsInput limits;
  EXPECT_TRUE(ask(user("000000000000", allow("kinesis:DescribeLimits", "*")), operations::describe_limits, limits));
  EXPECT_FALSE(ask(user("000000000000", allow("kinesis:DescribeLimits", orders)), operations::describe_limits, limits));
}

TEST_F(KinesisAccess, to_create_with_tags_needs_both_actions_and_sees_the_tags) {
  const CreateStreamInput in{.stream_name = "new", .tags = std::map<std::string, std::string>{{"Team", "red"}}};
  EXPECT_FALSE(ask(user("000000000000", allow("kinesis:CreateStream", "*")), operations::create_stream, in));
  const auto of_team = [&](std::string_view team) {
    return user("000000000000",
                allow("kinesis:*", "*",
                      R"(,"Condition":{"StringEquals":{"aws:RequestTag/team":")" + std::string(team) + "\"}}"));
  };
  EXPECT_TRUE(ask(of_team("red"), operations::create_stream, in));
  EXPECT_FALSE(ask(of_team("blue"), operations::create_stream, in));
}

TEST_F(KinesisAccess, can_depend_on_the_tags_of_the_stream) {
  const auto ana = user("000000000000", allow("kinesis:PutRecord", "*",
                                              R"(,"Condition":{"StringEquals":{"aws:ResourceTag/Team":"red"}})"));
  EXPECT_FALSE(may_put(ana));
  ASSERT_TRUE(
      kinesis.call(&KinesisService::tag_resource, TagResourceInput{.tags = {{"Team", "red"}}, .resource_arn = orders}));
  EXPECT_TRUE(may_put(ana));
}

TEST_F(KinesisAccess, from_another_account_needs_the_streams_policy_too) {
  const auto stranger = user("111111111111", allow("kinesis:PutRecord", "*"));
  const PutRecordInput in{.data = "d", .partition_key = "k", .stream_arn = orders};
  const auto denied = ask(stranger, operations::put_record, in);
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().message,
            "User: arn:aws:iam::111111111111:user/ana is not authorized to perform: kinesis:PutRecord on resource: " +
                std::string(orders) + " because no resource-based policy allows the kinesis:PutRecord action");

  put_policy(allow("kinesis:PutRecord", orders, R"(,"Principal":{"AWS":"111111111111"})"));
  EXPECT_TRUE(ask(stranger, operations::put_record, in));
  EXPECT_FALSE(ask(user("222222222222", allow("kinesis:*", "*")), operations::put_record, in));
  EXPECT_FALSE(ask(user("111111111111"), operations::put_record, in));
  kinesis.caller = stranger;
  EXPECT_TRUE(kinesis.call(&KinesisService::put_record, in));
}

TEST(ResourcePolicyOfAStream, is_kept_and_taken_away) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  const auto get = [&] {
    return kinesis.call(&KinesisService::get_resource_policy, GetResourcePolicyInput{.resource_arn = orders})->policy;
  };
  EXPECT_EQ(get(), "{}");
  const auto policy = allow("kinesis:PutRecord", orders, R"(,"Principal":{"AWS":"111111111111"})");
  ASSERT_TRUE(kinesis.call(&KinesisService::put_resource_policy, {.resource_arn = orders, .policy = policy}));
  kinesis.restart();
  EXPECT_EQ(get(), policy);
  ASSERT_TRUE(kinesis.call(&KinesisService::delete_resource_policy, {.resource_arn = orders}));
  EXPECT_EQ(get(), "{}");
  const auto again = kinesis.call(&KinesisService::delete_resource_policy, {.resource_arn = orders});
  EXPECT_EQ(again.error().code, "ResourceNotFoundException");
}

TEST(ResourcePolicyOfAStream, names_actions_of_kinesis_and_principals_that_there_are) {
  constexpr auto ghost = "arn:aws:iam::000000000000:role/ghost";
  KinesisFixture kinesis({.is_missing_principal = [](std::string_view name) { return name == ghost; }});
  kinesis.create_stream("orders");
  const auto put = [&](std::string_view action, std::string_view principal) {
    const auto rest = R"(,"Principal":{"AWS":")" + std::string(principal) + "\"}";
    const auto out =
        kinesis.call(&KinesisService::put_resource_policy,
                     PutResourcePolicyInput{.resource_arn = orders, .policy = allow(action, orders, rest)});
    return out ? std::string("taken") : out.error().code + ": " + out.error().message;
  };
  for (const auto* action : {"kinesis:PutRecord", "Kinesis:Get*", "*"}) EXPECT_EQ(put(action, "111111111111"), "taken");
  EXPECT_EQ(put("s3:GetObject", "111111111111"), "InvalidArgumentException: Policy has invalid action");
  EXPECT_EQ(put("kinesis:PutRecord", "arn:aws:iam::000000000000:role/loader"), "taken");
  EXPECT_EQ(put("kinesis:PutRecord", ghost), "InvalidArgumentException: Invalid principal in policy");
}

TEST(ResourcePolicyOfAStream, has_to_be_about_it) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  const auto put = [&](std::string arn, std::string policy) {
    const auto out = kinesis.call(&KinesisService::put_resource_policy,
                                  PutResourcePolicyInput{.resource_arn = std::move(arn), .policy = std::move(policy)});
    return out ? std::string("taken") : out.error().code + ": " + out.error().message;
  };
  constexpr auto by_other = R"(,"Principal":{"AWS":"111111111111"})";
  EXPECT_EQ(put(orders, allow("kinesis:PutRecord", std::string(orders) + "2", by_other)),
            "InvalidArgumentException: Policy has invalid resource");
  EXPECT_TRUE(put(orders, "{").starts_with("InvalidArgumentException: "));
  const auto other = "arn:aws:kinesis:us-east-1:000000000000:stream/others";
  EXPECT_EQ(put(other, allow("kinesis:PutRecord", other, by_other)),
            "ResourceNotFoundException: Stream others under account 000000000000 not found.");
  EXPECT_TRUE(put(std::string(orders) + "/consumer/c:1", "{}").starts_with("ResourceNotFoundException"));
}

TEST(TagsByArn, are_those_of_the_stream) {
  KinesisFixture kinesis;
  kinesis.create_stream("orders");
  ASSERT_TRUE(kinesis.call(&KinesisService::tag_resource, {.tags = {{"a", "1"}, {"b", "2"}}, .resource_arn = orders}));
  ASSERT_TRUE(kinesis.call(&KinesisService::untag_resource, {.tag_keys = {"a"}, .resource_arn = orders}));
  const auto tags = kinesis.call(&KinesisService::list_tags_for_resource, {.resource_arn = orders})->tags;
  ASSERT_EQ(tags->size(), 1u);
  EXPECT_EQ(tags->front().key, "b");
  EXPECT_EQ(tags->front().value, "2");
}

}  // namespace
}  // namespace penstock::kinesis
