#include <gtest/gtest.h>

#include "services/sts/fixture.h"

namespace penstock::sts {
namespace {

constexpr auto loader_arn = "arn:aws:iam::123456789012:role/loader";

void expect_error(const auto& result, int status, std::string_view code, std::string_view message) {
  ASSERT_FALSE(result) << "was answered";
  EXPECT_EQ(result.error().status, status);
  EXPECT_EQ(result.error().code, code);
  EXPECT_EQ(result.error().message, message);
}

AssumeRoleInput to_loader() { return {.role_arn = loader_arn, .role_session_name = "s-1"}; }

TEST(AssumeRole, gives_credentials_of_a_session_of_the_role) {
  StsFixture sts;
  const auto out = sts.assume_role("loader");
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_TRUE(out->credentials->access_key_id.starts_with("ASIA"));
  EXPECT_EQ(out->credentials->expiration, sts.clock().now() + std::chrono::hours(1));
  EXPECT_EQ(out->assumed_role_user->assumed_role_id, "AROAloader:s-1");
  EXPECT_EQ(out->assumed_role_user->arn, "arn:aws:sts::123456789012:assumed-role/loader/s-1");
  EXPECT_FALSE(out->packed_policy_size);
  EXPECT_FALSE(out->source_identity);
  sts.become(*out->credentials);
  EXPECT_EQ(*sts.caller_identity()->arn, out->assumed_role_user->arn);
  EXPECT_EQ(*sts.caller_identity()->user_id, "AROAloader:s-1");
}

TEST(AssumeRole, is_denied_without_an_identity_policy_when_the_role_trusts_the_account) {
  StsFixture sts;
  sts.directory().set(StsFixture::user("bo", R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})"));
  sts.become_user("bo");
  expect_error(
      sts.assume_role("loader"), 403, "AccessDenied",
      "User: arn:aws:iam::123456789012:user/bo is not authorized to perform: sts:AssumeRole on resource: "
      "arn:aws:iam::123456789012:role/loader because no identity-based policy allows the sts:AssumeRole action");
  sts.directory().set(StsFixture::role(
      "loader",
      R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/bo"},"Action":"sts:AssumeRole"})"));
  EXPECT_TRUE(sts.assume_role("loader")) << "a trust policy that names the user is enough";
}

TEST(AssumeRole, is_denied_by_a_role_that_trusts_somebody_else_and_by_one_that_is_not_there) {
  StsFixture sts;
  sts.directory().set(StsFixture::role(
      "other", R"({"Effect":"Allow","Principal":{"Service":"pipes.amazonaws.com"},"Action":"sts:AssumeRole"})"));
  for (const auto* name : {"other", "nobody"}) {
    const auto refused = sts.assume_role(name);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "AccessDenied");
    EXPECT_EQ(refused.error().message.find(std::string("User: arn:aws:iam::123456789012:user/ana is not authorized to "
                                                       "perform: sts:AssumeRole on resource: "
                                                       "arn:aws:iam::123456789012:role/") +
                                           name),
              0u)
        << refused.error().message;
  }
}

TEST(AssumeRole, is_not_for_roots_unless_every_key_is_the_roots) {
  StsFixture sts;
  sts.become_root();
  expect_error(sts.assume_role("loader"), 403, "AccessDenied", "Roles may not be assumed by root accounts.");
  EXPECT_TRUE(sts.assume_role(to_loader(), Roots::assume_roles));
  EXPECT_FALSE(sts.assume_role({.role_arn = "arn:aws:iam::123456789012:role/nobody", .role_session_name = "s-1"},
                               Roots::assume_roles));
}

TEST(AssumeRole, refuses_a_text_that_is_no_arn) {
  StsFixture sts;
  expect_error(sts.assume_role({.role_arn = "loader-loader-loader-loader", .role_session_name = "s-1"}), 400,
               "ValidationError", "loader-loader-loader-loader is invalid");
}

TEST(AssumeRole, asks_for_the_external_id_that_the_trust_policy_wants) {
  StsFixture sts;
  sts.directory().set(
      StsFixture::role("loader", R"({"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole",)"
                                 R"("Condition":{"StringEquals":{"sts:ExternalId":"s3cr3t"}}})"));
  auto in = to_loader();
  EXPECT_FALSE(sts.assume_role(in));
  in.external_id = "wrong";
  EXPECT_FALSE(sts.assume_role(in));
  in.external_id = "s3cr3t";
  EXPECT_TRUE(sts.assume_role(in));
}

TEST(AssumeRole, lasts_as_long_as_it_is_asked_up_to_the_roles_bound) {
  StsFixture sts;
  auto in = to_loader();
  in.duration_seconds = 900;
  const auto out = sts.assume_role(in);
  ASSERT_TRUE(out);
  sts.clock().advance(std::chrono::seconds(899));
  EXPECT_TRUE(sts.find(*out->credentials));
  sts.clock().advance(std::chrono::seconds(1));
  ASSERT_FALSE(sts.find(*out->credentials));
  EXPECT_EQ(sts.find(*out->credentials).error(), KeyFault::expired_token);

  in.duration_seconds = 3601;
  expect_error(sts.assume_role(in), 400, "ValidationError",
               "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  auto longer = StsFixture::role("loader", StsFixture::trusting("123456789012"));
  longer.session_seconds_max = 43'200;
  sts.directory().set(longer);
  in.duration_seconds = 43'200;
  EXPECT_TRUE(sts.assume_role(in));
}

TEST(AssumeRole, from_another_session_lasts_an_hour_at_most) {
  StsFixture sts;
  auto first = StsFixture::role("loader", StsFixture::trusting("123456789012"));
  first.session_seconds_max = 43'200;
  sts.directory().set(first);
  auto second = first;
  second.name = "second";
  second.arn = "arn:aws:iam::123456789012:role/second";
  second.id = "AROAsecond";
  sts.directory().set(second);
  sts.become(*sts.assume_role("loader")->credentials);
  AssumeRoleInput in{.role_arn = second.arn, .role_session_name = "s-2", .duration_seconds = 3601};
  expect_error(sts.assume_role(in), 400, "ValidationError",
               "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
  in.duration_seconds = 3600;
  const auto out = sts.assume_role(in);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->assumed_role_user->arn, "arn:aws:sts::123456789012:assumed-role/second/s-2");
}

TEST(AssumeRole, narrows_the_session_to_its_policies) {
  StsFixture sts;
  sts.directory().managed = {FakeDirectory::allowing("kinesis:*", "arn:aws:iam::aws:policy/AmazonKinesisFullAccess")};
  auto in = to_loader();
  in.policy = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]})";
  const auto inlined = sts.assume_role(in);
  ASSERT_TRUE(inlined) << inlined.error().message;
  EXPECT_TRUE(sts.may_do(*inlined->credentials, "s3:GetObject"));
  EXPECT_FALSE(sts.may_do(*inlined->credentials, "s3:PutObject"));
  EXPECT_GT(inlined->packed_policy_size.value_or(0), 0);
  in.policy_arns = {{{.arn = "arn:aws:iam::aws:policy/AmazonKinesisFullAccess"}}};
  const auto both = sts.assume_role(in);
  ASSERT_TRUE(both);
  EXPECT_TRUE(sts.may_do(*both->credentials, "kinesis:PutRecord"));
  EXPECT_GT(*both->packed_policy_size, *inlined->packed_policy_size);
}

TEST(AssumeRole, refuses_session_policies_that_are_none_or_too_many) {
  StsFixture sts;
  auto in = to_loader();
  in.policy = "{}";
  const auto malformed = sts.assume_role(in);
  ASSERT_FALSE(malformed);
  EXPECT_EQ(malformed.error().code, "MalformedPolicyDocument");
  in.policy.reset();
  in.policy_arns = {{{.arn = "arn:aws:iam::123456789012:policy/nothing"}}};
  EXPECT_EQ(sts.assume_role(in).error().code, "ValidationError");
}

TEST(AssumeRole, takes_only_what_fits_packed) {
  StsFixture sts;
  auto in = to_loader();
  in.tags.emplace();
  std::mt19937 random(3);
  for (int i = 0; i < 50; ++i) {
    std::string value(200, '\0');
    for (auto& c : value) c = static_cast<char>('a' + random() % 26);
    in.tags->push_back({.key = "k" + std::to_string(i), .value = value});
  }
  const auto refused = sts.assume_role(in);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "PackedPolicyTooLarge");
  EXPECT_EQ(refused.error().status, 400);
  EXPECT_EQ(refused.error().message.find("Packed size of session tags consumes "), 0u);
}

TEST(AssumeRole, brings_tags_along_and_hands_transitive_ones_on) {
  StsFixture sts;
  sts.directory().set(StsFixture::role("second", StsFixture::trusting("*")));
  auto in = to_loader();
  in.tags = {{{.key = "Team", .value = "data"}, {.key = "stage", .value = "test"}}};
  in.transitive_tag_keys = {{"team"}};
  const auto first = sts.assume_role(in);
  ASSERT_TRUE(first) << first.error().message;
  sts.become(*first->credentials);
  EXPECT_EQ(sts.caller().principal->tags, (policy::Tags{{"Team", "data"}, {"stage", "test"}}));
  AssumeRoleInput next{.role_arn = "arn:aws:iam::123456789012:role/second", .role_session_name = "s-2"};
  const auto second = sts.assume_role(next);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_GT(second->packed_policy_size.value_or(0), 0);
  next.tags = {{{.key = "TEAM", .value = "other"}}};
  expect_error(sts.assume_role(next), 400, "InvalidParameterValue",
               "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key "
               "from the calling session.");
  sts.become(*second->credentials);
  EXPECT_EQ(sts.caller().principal->tags, (policy::Tags{{"Team", "data"}}));
  EXPECT_EQ(sts.caller().principal->transitive_tag_keys, std::vector<std::string>{"Team"});
}

TEST(AssumeRole, refuses_tags_that_contradict_each_other) {
  StsFixture sts;
  auto in = to_loader();
  in.tags = {{{.key = "team", .value = "a"}, {.key = "Team", .value = "b"}}};
  expect_error(sts.assume_role(in), 400, "InvalidParameterValue",
               "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  in.tags = {{{.key = "team", .value = "a"}}};
  in.transitive_tag_keys = {{"stage"}};
  expect_error(sts.assume_role(in), 400, "InvalidParameterValue",
               "The specified transitive tag key must be included in the requested tags.");
}

TEST(AssumeRole, with_tags_takes_leave_to_tag) {
  StsFixture sts;
  sts.directory().set(
      StsFixture::role("loader", R"({"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"})"));
  auto in = to_loader();
  EXPECT_TRUE(sts.assume_role(in));
  in.tags = {{{.key = "team", .value = "a"}}};
  const auto refused = sts.assume_role(in);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("is not authorized to perform: sts:TagSession"), std::string::npos);
}

TEST(AssumeRole, keeps_its_source_identity_along_a_chain) {
  StsFixture sts;
  sts.directory().set(StsFixture::role("second", StsFixture::trusting("*")));
  auto in = to_loader();
  in.source_identity = "ana@example.com";
  const auto first = sts.assume_role(in);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->source_identity, "ana@example.com");
  sts.become(*first->credentials);
  EXPECT_EQ(sts.caller().principal->session_key("aws:sourceidentity"), "ana@example.com");
  EXPECT_EQ(sts.assume_role("second")->source_identity, "ana@example.com");
  EXPECT_EQ(sts.assume_role({.role_arn = "arn:aws:iam::123456789012:role/second",
                             .role_session_name = "s-2",
                             .source_identity = "bo@example.com"})
                .error()
                .code,
            "AccessDenied");
}

TEST(AssumeRole, refuses_mfa_codes_that_nobody_has) {
  StsFixture sts;
  auto in = to_loader();
  in.serial_number = "arn:aws:iam::123456789012:mfa/ana";
  expect_error(sts.assume_role(in), 403, "AccessDenied",
               "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.");
  in.token_code = "123456";
  expect_error(
      sts.assume_role(in), 403, "AccessDenied",
      "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is "
      "valid and associated with this user.");
}

TEST(AssumeRole, of_another_account_takes_both_sides) {
  StsFixture sts;
  auto role = StsFixture::role("guest", StsFixture::trusting("123456789012"));
  role.account = "999999999999";
  role.arn = "arn:aws:iam::999999999999:role/guest";
  sts.directory().set(role);
  AssumeRoleInput in{.role_arn = role.arn, .role_session_name = "s-1"};
  const auto out = sts.assume_role(in);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->assumed_role_user->arn, "arn:aws:sts::999999999999:assumed-role/guest/s-1");
  sts.directory().set(StsFixture::user("bo", R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})"));
  sts.become_user("bo");
  EXPECT_FALSE(sts.assume_role(in));
}

}  // namespace
}  // namespace penstock::sts
