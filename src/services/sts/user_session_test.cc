// GetSessionToken, GetFederationToken, GetCallerIdentity and GetAccessKeyInfo: what users do with their own keys.
#include <gtest/gtest.h>

#include "services/sts/fixture.h"

namespace penstock::sts {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

Result<GetSessionTokenOutput> get_session_token(StsFixture& sts, GetSessionTokenInput in = {}) {
  return sts.call<operations::get_session_token>(&StsService::get_session_token, in);
}
Result<GetFederationTokenOutput> get_federation_token(StsFixture& sts, GetFederationTokenInput in) {
  return sts.call<operations::get_federation_token>(&StsService::get_federation_token, std::move(in));
}
Result<GetAccessKeyInfoOutput> get_access_key_info(StsFixture& sts, std::string id) {
  return sts.call<operations::get_access_key_info>(&StsService::get_access_key_info,
                                                   GetAccessKeyInfoInput{.access_key_id = std::move(id)});
}

TEST(GetCallerIdentity, tells_who_asks_whatever_policies_say) {
  StsFixture sts;
  sts.directory().set(StsFixture::user("bo", R"({"Effect":"Deny","Action":"*","Resource":"*"})"));
  sts.become_user("bo");
  const auto identity = sts.caller_identity();
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->account, "123456789012");
  EXPECT_EQ(identity->user_id, "AIDAbo");
  EXPECT_EQ(identity->arn, "arn:aws:iam::123456789012:user/bo");
  sts.become_root();
  EXPECT_EQ(sts.caller_identity()->arn, "arn:aws:iam::123456789012:root");
  EXPECT_EQ(sts.caller_identity()->user_id, "123456789012");
}

TEST(GetSessionToken, gives_a_user_temporary_credentials_of_twelve_hours) {
  StsFixture sts;
  const auto out = get_session_token(sts);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->credentials->expiration, sts.clock().now() + hours(12));
  sts.become(*out->credentials);
  EXPECT_EQ(sts.caller_identity()->arn, "arn:aws:iam::123456789012:user/ana");
  EXPECT_TRUE(sts.caller().principal->is_temporary());
}

TEST(GetSessionToken, gives_the_root_an_hour_at_most) {
  StsFixture sts;
  sts.become_root();
  EXPECT_EQ(get_session_token(sts, {.duration_seconds = 129'600})->credentials->expiration,
            sts.clock().now() + hours(1));
  EXPECT_EQ(get_session_token(sts, {.duration_seconds = 900})->credentials->expiration,
            sts.clock().now() + seconds(900));
}

TEST(GetSessionToken, is_not_for_sessions) {
  StsFixture sts;
  sts.become(*sts.assume_role("loader")->credentials);
  const auto refused = get_session_token(sts);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 403);
  EXPECT_EQ(refused.error().code, "AccessDenied");
  EXPECT_EQ(refused.error().message, "Cannot call GetSessionToken with session credentials");
}

TEST(GetFederationToken, lends_what_its_policy_and_the_user_both_allow) {
  StsFixture sts;
  sts.directory().set(
      StsFixture::user("bo", R"({"Effect":"Allow","Action":["s3:*","sts:GetFederationToken"],"Resource":"*"})"));
  sts.become_user("bo");
  const auto out = get_federation_token(
      sts, {.name = "guest",
            .policy = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","sqs:*"],)"
                      R"("Resource":"*"}]})"});
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->federated_user->federated_user_id, "123456789012:guest");
  EXPECT_EQ(out->federated_user->arn, "arn:aws:sts::123456789012:federated-user/guest");
  EXPECT_GT(out->packed_policy_size.value_or(0), 0);
  EXPECT_TRUE(sts.may_do(*out->credentials, "s3:GetObject"));
  EXPECT_FALSE(sts.may_do(*out->credentials, "s3:PutObject"));
  EXPECT_FALSE(sts.may_do(*out->credentials, "sqs:SendMessage"));
  const auto bare = get_federation_token(sts, {.name = "guest"});
  ASSERT_TRUE(bare);
  EXPECT_FALSE(sts.may_do(*bare->credentials, "s3:GetObject"));
}

TEST(GetFederationToken, has_to_be_allowed) {
  StsFixture sts;
  sts.directory().set(StsFixture::user("bo", R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})"));
  sts.become_user("bo");
  const auto refused = get_federation_token(sts, {.name = "guest"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "User: arn:aws:iam::123456789012:user/bo is not authorized to perform: sts:GetFederationToken on resource: "
            "arn:aws:sts::123456789012:federated-user/guest because no identity-based policy allows the "
            "sts:GetFederationToken action");
}

TEST(GetFederationToken, is_not_for_sessions) {
  StsFixture sts;
  sts.become(*sts.assume_role("loader")->credentials);
  const auto refused = get_federation_token(sts, {.name = "guest"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "Cannot call GetFederationToken with session credentials");
}

TEST(GetAccessKeyInfo, tells_the_account_of_long_term_and_temporary_keys) {
  StsFixture sts;
  sts.directory().keys.push_back(std::make_shared<const AccessKey>(
      AccessKey{.id = "my-own-key-id-of-bo", .secret = "s", .principal = sts.directory().users[0]}));
  EXPECT_EQ(get_access_key_info(sts, "my-own-key-id-of-bo")->account, "123456789012");
  EXPECT_EQ(get_access_key_info(sts, sts.assume_role("loader")->credentials->access_key_id)->account, "123456789012");
  EXPECT_EQ(get_access_key_info(sts, "ASIAQNZGKIQY56JQ7WML")->account, "029608264753");
  EXPECT_EQ(get_access_key_info(sts, "nobodys-key-at-all").error().code, "AccessDenied");
}

TEST(GetFederationToken, makes_no_user_who_assumes_roles) {
  StsFixture sts;
  sts.directory().set(StsFixture::user("ana", R"({"Effect":"Allow","Action":"*","Resource":"*"})"));
  sts.become_user("ana");
  const auto everything = StsFixture::document(R"({"Effect":"Allow","Action":"*","Resource":"*"})");
  const auto guest = get_federation_token(sts, {.name = "guest", .policy = everything});
  ASSERT_TRUE(guest) << guest.error().message;
  ASSERT_TRUE(sts.assume_role("loader"));
  sts.become(*guest->credentials);
  const auto refused = sts.assume_role("loader");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "AccessDenied");
  EXPECT_EQ(refused.error().message,
            "User: arn:aws:sts::123456789012:federated-user/guest is not authorized to perform: sts:AssumeRole on "
            "resource: arn:aws:iam::123456789012:role/loader");
}

}  // namespace
}  // namespace penstock::sts
