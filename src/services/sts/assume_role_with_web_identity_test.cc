#include <gtest/gtest.h>

#include "services/sts/fixture.h"
#include "services/sts/signing_provider.h"

namespace penstock::sts {
namespace {

using Family = SigningProvider::Family;

constexpr auto issuer = "https://id.example.com/tenant-A";
constexpr auto configuration_url = "https://id.example.com/tenant-A/.well-known/openid-configuration";
constexpr auto keys_url = "https://id.example.com/keys";

class WebIdentityTest : public testing::Test {
 protected:
  WebIdentityTest() {
    sts_.directory().providers.push_back(std::make_shared<const WebIdentityProvider>(
        WebIdentityProvider{.arn = "arn:aws:iam::123456789012:oidc-provider/id.example.com/tenant-A",
                            .client_ids = {"sts.amazonaws.com", "app-7"}}));
    sts_.directory().set(StsFixture::role("deployer", trust()));
    sts_.documents()[configuration_url] = R"({"issuer":"x","jwks_uri":"https://id.example.com/keys"})";
    publish(rsa_);
    sts_.become(std::make_shared<const policy::Principal>());
  }

  static std::string trust(const std::string& condition = R"({"StringEquals":{"id.example.com/tenant-A:sub":"ana"}})") {
    return R"({"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/id.example.com/tenant-A"},
               "Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession","sts:SetSourceIdentity"],"Condition":)" +
           condition + "}";
  }
  void publish(const SigningProvider& provider) { sts_.documents()[keys_url] = provider.key_set(); }

  // Claims as a provider states them, `more` beside the usual ones.
  std::string claims(const std::string& more = "", const std::string& subject = "ana",
                     const std::string& audience = "\"app-7\"") const {
    const auto now = to_millis(sts_.clock().now()) / 1'000;
    return R"({"iss":")" + std::string(issuer) + R"(","sub":")" + subject + R"(","aud":)" + audience + R"(,"iat":)" +
           std::to_string(now) + R"(,"exp":)" + std::to_string(now + 600) + more + "}";
  }
  Result<AssumeRoleWithWebIdentityOutput> assume(const std::string& token) {
    return sts_.call<operations::assume_role_with_web_identity>(
        &StsService::assume_role_with_web_identity,
        AssumeRoleWithWebIdentityInput{.role_arn = "arn:aws:iam::123456789012:role/deployer",
                                       .role_session_name = "s-1",
                                       .web_identity_token = token});
  }
  void expect_refusal(const std::string& token, std::string_view code, std::string_view message) {
    const auto refused = assume(token);
    ASSERT_FALSE(refused) << "was accepted";
    EXPECT_EQ(refused.error().code, code);
    EXPECT_EQ(refused.error().message, message);
  }

  // Making such a key takes a while.
  static const SigningProvider& rsa() {
    static const SigningProvider provider(Family::rsa);
    return provider;
  }

  mutable StsFixture sts_;
  const SigningProvider& rsa_ = rsa();
};

TEST_F(WebIdentityTest, makes_a_session_of_the_role_for_a_token_of_its_provider) {
  const auto out = assume(rsa_.sign(claims()));
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->subject_from_web_identity_token, "ana");
  EXPECT_EQ(out->audience, "app-7");
  EXPECT_EQ(out->provider, issuer);
  EXPECT_EQ(out->assumed_role_user->arn, "arn:aws:sts::123456789012:assumed-role/deployer/s-1");
  sts_.become(*out->credentials);
  const auto& principal = *sts_.caller().principal;
  EXPECT_EQ(principal.session_key("aws:federatedprovider"),
            "arn:aws:iam::123456789012:oidc-provider/id.example.com/tenant-A");
  EXPECT_EQ(principal.session_key("id.example.com/tenant-a:sub"), "ana");
  EXPECT_EQ(principal.session_key("id.example.com/tenant-a:aud"), "app-7");
}

TEST_F(WebIdentityTest, takes_elliptic_curves) {
  const SigningProvider ec(Family::ec);
  publish(ec);
  EXPECT_TRUE(assume(ec.sign(claims())));
  auto token = ec.sign(claims());
  token[token.size() - 3] = token[token.size() - 3] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(assume(token));
}

TEST_F(WebIdentityTest, asks_the_trust_policy) {
  expect_refusal(rsa_.sign(claims("", "bo")), "AccessDenied",
                 "Not authorized to perform sts:AssumeRoleWithWebIdentity");
  sts_.directory().set(StsFixture::role("deployer", StsFixture::trusting("123456789012")));
  expect_refusal(rsa_.sign(claims()), "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
  sts_.directory().roles.clear();
  expect_refusal(rsa_.sign(claims()), "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
}

TEST_F(WebIdentityTest, refuses_another_signature) {
  const SigningProvider stranger(Family::rsa);
  expect_refusal(stranger.sign(claims()), "InvalidIdentityToken", "The ID Token's signature is not the provider's.");
  const auto token = rsa_.sign(claims());
  const auto dot = token.find('.');
  const auto forged =
      token.substr(0, dot + 1) + to_base64url(claims(R"(,"email":"x")")) + token.substr(token.rfind('.'));
  expect_refusal(forged, "InvalidIdentityToken", "The ID Token's signature is not the provider's.");
}

TEST_F(WebIdentityTest, takes_no_unsigned_token_and_no_other_algorithm) {
  constexpr auto no_key =
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity "
      "documentation for requirements";
  for (const auto* algorithm : {"none", "HS256", "", "ES256", "RS257"}) {
    const auto header = R"({"alg":")" + std::string(algorithm) + R"(","kid":"key-1"})";
    expect_refusal(rsa_.sign(claims(), header), "InvalidIdentityToken", no_key);
  }
}

TEST_F(WebIdentityTest, refuses_texts_that_are_no_token) {
  constexpr auto no_token =
      "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)";
  for (const std::string text : {"abcd", "a.b", "a.b.c", "....", "e30.e30.e30", "e30.W10.e30"}) {
    expect_refusal(text, "InvalidIdentityToken", no_token);
  }
}

TEST_F(WebIdentityTest, refuses_a_token_out_of_its_time) {
  const auto token = rsa_.sign(claims());
  const auto expires = to_millis(sts_.clock().now()) / 1'000 + 600;
  sts_.clock().advance(std::chrono::seconds(600));
  const auto refused = assume(token);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "ExpiredTokenException");
  EXPECT_EQ(refused.error().message, "Token expired: current date/time " + std::to_string(expires) +
                                         " must be before the expiration date/time " + std::to_string(expires));
  expect_refusal(rsa_.sign(claims(R"(,"nbf":)" + std::to_string(expires + 1'000))), "InvalidIdentityToken",
                 "The ID Token is not valid yet.");
}

TEST_F(WebIdentityTest, refuses_another_provider_or_audience) {
  expect_refusal(rsa_.sign(claims("", "ana", "\"other\"")), "InvalidIdentityToken", "Incorrect token audience");
  EXPECT_TRUE(assume(rsa_.sign(claims("", "ana", R"(["other","sts.amazonaws.com"])"))));
  expect_refusal(rsa_.sign(claims(R"(,"azp":"stranger")")), "InvalidIdentityToken", "Incorrect token audience");
  sts_.directory().providers.clear();
  expect_refusal(rsa_.sign(claims()), "InvalidIdentityToken",
                 "No OpenIDConnect provider found in your account for https://id.example.com/tenant-A");
}

TEST_F(WebIdentityTest, asks_a_provider_once_and_again_when_it_names_another_key) {
  ASSERT_TRUE(assume(rsa_.sign(claims())));
  ASSERT_TRUE(assume(rsa_.sign(claims())));
  EXPECT_EQ(sts_.asked(), (std::vector<std::string>{configuration_url, keys_url}));
  const SigningProvider renewed(Family::rsa, "key-2");
  publish(renewed);
  EXPECT_FALSE(assume(renewed.sign(claims()))) << "within the pause it is not asked again";
  sts_.clock().advance(std::chrono::minutes(2));
  EXPECT_TRUE(assume(renewed.sign(claims())));
  EXPECT_EQ(sts_.asked().size(), 4u);
}

TEST_F(WebIdentityTest, says_that_a_provider_cannot_be_asked) {
  sts_.documents().clear();
  expect_refusal(rsa_.sign(claims()), "IDPCommunicationError",
                 "The identity provider https://id.example.com/tenant-A could not be asked for its keys: nobody "
                 "answers");
  for (const auto* text : {"", "{}", "[", R"({"jwks_uri":"http://id.example.com/keys"})"}) {
    sts_.documents()[configuration_url] = text;
    EXPECT_EQ(assume(rsa_.sign(claims())).error().code, "InvalidIdentityToken") << text;
  }
}

TEST_F(WebIdentityTest, takes_tags_and_source_identity_from_claims) {
  const auto out = assume(rsa_.sign(claims(R"(,"https://aws.amazon.com/tags":{"principal_tags":{"team":["data"]},
      "transitive_tag_keys":["team"]},"https://aws.amazon.com/source_identity":"ana@example.com")")));
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->source_identity, "ana@example.com");
  sts_.become(*out->credentials);
  EXPECT_EQ(sts_.caller().principal->tags, (policy::Tags{{"team", "data"}}));
  EXPECT_EQ(sts_.caller().principal->transitive_tag_keys, std::vector<std::string>{"team"});
}

TEST_F(WebIdentityTest, given_keys_need_no_provider_that_answers) {
  GivenKeys given;
  given.emplace("id.example.com/tenant-A", *JsonWebKeys::read(rsa_.key_set()));
  WebIdentities identities([](std::string) -> Task<Result<std::string>> { co_return ApiError{}; }, std::move(given),
                           sts_.clock());
  SimExecutor executor;
  const auto identity = executor.sync_wait(identities.identify(sts_.directory(), "123456789012", rsa_.sign(claims())));
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->subject, "ana");
}

TEST(JsonWebKeysTest, leaves_out_keys_that_are_weak_or_damaged) {
  EXPECT_FALSE(JsonWebKeys::read(""));
  EXPECT_FALSE(JsonWebKeys::read(R"({"keys":7})"));
  const SigningProvider ec(Family::ec);
  for (const auto* keys :
       {R"({"keys":[]})", R"({"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]})",
        R"({"keys":[{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}]})", R"({"keys":[{"kty":"EC"}]})"}) {
    const auto read = JsonWebKeys::read(keys);
    ASSERT_TRUE(read) << keys;
    EXPECT_EQ(read->verify(*read_json_web_token(ec.sign("{}"))), JsonWebKeys::Outcome::no_such_key);
  }
}

}  // namespace
}  // namespace penstock::sts
