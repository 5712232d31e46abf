#include <gtest/gtest.h>

#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

constexpr const char* issuer = "token.actions.example.com/a";
const std::string arn = "arn:aws:iam::000000000000:oidc-provider/token.actions.example.com/a";
const std::string not_found = "NoSuchEntity: OpenIDConnect Provider not found for arn " + arn;

CreateOpenIDConnectProviderInput provider() {
  return {.url = std::string("https://") + issuer,
          .client_id_list = std::vector<std::string>{"sts.amazonaws.com"},
          .thumbprint_list = std::vector<std::string>{std::string(40, 'A')}};
}

TEST(OidcProvider, is_described_and_found_by_its_issuer_after_a_restart) {
  IamFixture iam;
  auto input = provider();
  input.tags = std::vector<Tag>{{"stage", "test"}};
  const auto created = iam.call(&IamService::create_open_id_connect_provider, input);
  EXPECT_EQ(created->open_id_connect_provider_arn, arn);
  EXPECT_EQ(created->tags->at(0).key, "stage");
  iam.power_cycle();
  const auto got = iam.call(&IamService::get_open_id_connect_provider, {.open_id_connect_provider_arn = arn});
  ASSERT_TRUE(got);
  EXPECT_EQ(got->url, issuer);
  EXPECT_EQ(got->client_id_list, std::vector<std::string>{"sts.amazonaws.com"});
  EXPECT_EQ(got->thumbprint_list, std::vector<std::string>{std::string(40, 'a')});
  EXPECT_EQ(got->create_date, from_millis(1'700'000'000'000));
  EXPECT_EQ(iam.call(&IamService::list_open_id_connect_providers, {})->open_id_connect_provider_list->at(0).arn, arn);
  const auto found = iam.directory().find_web_identity_provider(account_number, issuer);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->arn, arn);
  EXPECT_EQ(found->client_ids, std::vector<std::string>{"sts.amazonaws.com"});
  EXPECT_FALSE(iam.directory().find_web_identity_provider(account_number, "token.actions.example.com/A"));
  EXPECT_FALSE(iam.directory().find_web_identity_provider("111111111111", issuer));
}

TEST(OidcProvider, is_there_once) {
  IamFixture iam;
  ASSERT_TRUE(iam.call(&IamService::create_open_id_connect_provider, provider()));
  EXPECT_EQ(iam.error_of(&IamService::create_open_id_connect_provider, provider()),
            "EntityAlreadyExists: Provider with url https://token.actions.example.com/a already exists.");
}

TEST(OidcProvider, has_a_url_of_host_and_path) {
  IamFixture iam;
  const auto error = [&](std::string url) {
    return iam.error_of(&IamService::create_open_id_connect_provider, {.url = std::move(url)});
  };
  EXPECT_EQ(error("example.com"), "ValidationException: Invalid Open ID Connect Provider URL");
  EXPECT_EQ(error("https://"), "ValidationException: Invalid Open ID Connect Provider URL");
  EXPECT_EQ(error("http://example.com"),
            "InvalidInput: Invalid Open ID Connect Provider URL. The URL must begin with https://.");
  for (const auto* url : {"https://example.com:8443", "https://a:b@example.com", "https://example.com?a=1",
                          "https://example.com/a#b", "https://exa_mple.com", "https://example.com/a b"}) {
    EXPECT_EQ(error(url), "InvalidInput: Invalid Open ID Connect Provider URL.") << url;
  }
}

TEST(OidcProvider, has_so_many_client_ids_and_thumbprints) {
  IamFixture iam;
  auto input = provider();
  for (int id = 0; id < 100; ++id) input.client_id_list->push_back("client-" + std::to_string(id));
  EXPECT_EQ(iam.error_of(&IamService::create_open_id_connect_provider, input),
            "LimitExceeded: Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100");
  input = provider();
  input.thumbprint_list = std::vector<std::string>(6, std::string(40, 'a'));
  EXPECT_EQ(iam.error_of(&IamService::create_open_id_connect_provider, input),
            "InvalidInput: Thumbprint list must contain fewer than 5 entries.");
}

TEST(OidcProvider, takes_and_forgets_client_ids_and_thumbprints) {
  IamFixture iam;
  ASSERT_TRUE(iam.call(&IamService::create_open_id_connect_provider, provider()));
  for (int time = 0; time < 2; ++time) {
    EXPECT_TRUE(iam.call(&IamService::add_client_id_to_open_id_connect_provider,
                         {.open_id_connect_provider_arn = arn, .client_id = "app"}));
  }
  EXPECT_EQ(iam.directory().find_web_identity_provider(account_number, issuer)->client_ids.size(), 2U);
  EXPECT_TRUE(iam.call(&IamService::remove_client_id_from_open_id_connect_provider,
                       {.open_id_connect_provider_arn = arn, .client_id = "sts.amazonaws.com"}));
  EXPECT_TRUE(iam.call(&IamService::update_open_id_connect_provider_thumbprint,
                       {.open_id_connect_provider_arn = arn, .thumbprint_list = {std::string(40, 'b')}}));
  const auto got = iam.call(&IamService::get_open_id_connect_provider, {.open_id_connect_provider_arn = arn});
  EXPECT_EQ(got->client_id_list, std::vector<std::string>{"app"});
  EXPECT_EQ(got->thumbprint_list, std::vector<std::string>{std::string(40, 'b')});
}

TEST(OidcProvider, is_tagged) {
  IamFixture iam;
  ASSERT_TRUE(iam.call(&IamService::create_open_id_connect_provider, provider()));
  ASSERT_TRUE(iam.call(&IamService::tag_open_id_connect_provider,
                       {.open_id_connect_provider_arn = arn, .tags = {{"b", "2"}, {"a", "1"}}}));
  const auto tags =
      iam.call(&IamService::list_open_id_connect_provider_tags, {.open_id_connect_provider_arn = arn, .max_items = 1});
  EXPECT_EQ(tags->tags.at(0).key, "a");
  EXPECT_TRUE(*tags->is_truncated);
  ASSERT_TRUE(iam.call(&IamService::untag_open_id_connect_provider,
                       {.open_id_connect_provider_arn = arn, .tag_keys = {"a", "none"}}));
  EXPECT_EQ(
      iam.call(&IamService::list_open_id_connect_provider_tags, {.open_id_connect_provider_arn = arn})->tags.at(0).key,
      "b");
}

TEST(OidcProvider, that_is_not_there_cannot_be_found_but_is_deleted) {
  IamFixture iam;
  EXPECT_EQ(iam.error_of(&IamService::get_open_id_connect_provider, {.open_id_connect_provider_arn = arn}), not_found);
  EXPECT_EQ(iam.error_of(&IamService::add_client_id_to_open_id_connect_provider,
                         {.open_id_connect_provider_arn = arn, .client_id = "app"}),
            not_found);
  EXPECT_EQ(iam.error_of(&IamService::get_open_id_connect_provider,
                         {.open_id_connect_provider_arn = "arn:aws:iam::111111111111:oidc-provider/a"}),
            "NoSuchEntity: OpenIDConnect Provider not found for arn arn:aws:iam::111111111111:oidc-provider/a");
  ASSERT_TRUE(iam.call(&IamService::create_open_id_connect_provider, provider()));
  for (int time = 0; time < 2; ++time) {
    EXPECT_TRUE(iam.call(&IamService::delete_open_id_connect_provider, {.open_id_connect_provider_arn = arn}));
  }
  EXPECT_FALSE(iam.directory().find_web_identity_provider(account_number, issuer));
}

}  // namespace
}  // namespace penstock::iam
