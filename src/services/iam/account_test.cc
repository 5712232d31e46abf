// The account's own: alias, password policy, summary.
#include <gtest/gtest.h>

#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

TEST(AccountAlias, is_one_and_survives_a_restart) {
  IamFixture iam;
  EXPECT_TRUE(iam.call(&IamService::list_account_aliases, {})->account_aliases.empty());
  ASSERT_TRUE(iam.call(&IamService::create_account_alias, {.account_alias = "orders"}));
  ASSERT_TRUE(iam.call(&IamService::create_account_alias, {.account_alias = "invoices"}));
  iam.power_cycle();
  const auto listed = iam.call(&IamService::list_account_aliases, {});
  EXPECT_EQ(listed->account_aliases, std::vector<std::string>{"invoices"});
  EXPECT_FALSE(*listed->is_truncated);
  ASSERT_TRUE(iam.call(&IamService::delete_account_alias, {.account_alias = "invoices"}));
  EXPECT_TRUE(iam.call(&IamService::list_account_aliases, {})->account_aliases.empty());
}

TEST(AccountAlias, that_is_taken_or_not_there_is_refused) {
  IamFixture iam;
  ASSERT_TRUE(iam.call(&IamService::create_account_alias, {.account_alias = "orders"}));
  EXPECT_EQ(iam.error_of(&IamService::create_account_alias, {.account_alias = "orders"}),
            "EntityAlreadyExists: The account alias orders already exists.");
  iam.caller.account = "111111111111";
  EXPECT_EQ(iam.error_of(&IamService::create_account_alias, {.account_alias = "orders"}),
            "EntityAlreadyExists: The account alias orders already exists.");
  EXPECT_EQ(iam.error_of(&IamService::delete_account_alias, {.account_alias = "orders"}),
            "NoSuchEntity: The account alias orders cannot be found.");
}

TEST(AccountAlias, is_of_small_letters_digits_and_single_hyphens_within) {
  IamFixture iam;
  for (const std::string wrong : {"My-Alias", "a--b", "-ab", "ab-", "a_b", "a b"}) {
    const auto refused = "ValidationException: 1 validation error detected: Value '" + wrong +
                         "' at 'accountAlias' failed to satisfy constraint: Member must satisfy regular expression "
                         "pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$";
    EXPECT_EQ(iam.error_of(&IamService::create_account_alias, {.account_alias = wrong}), refused);
    EXPECT_EQ(iam.error_of(&IamService::delete_account_alias, {.account_alias = wrong}), refused);
  }
  EXPECT_TRUE(iam.call(&IamService::list_account_aliases, {})->account_aliases.empty());
  EXPECT_TRUE(iam.call(&IamService::create_account_alias, {.account_alias = "a-1-b"}));
}

TEST(AccountPasswordPolicy, has_defaults_for_what_is_not_said) {
  IamFixture iam;
  const std::string none = "NoSuchEntity: The Password Policy with domain name 000000000000 cannot be found.";
  EXPECT_EQ(iam.error_of(&IamService::get_account_password_policy, {}), none);
  EXPECT_EQ(iam.error_of(&IamService::delete_account_password_policy, {}), none);
  ASSERT_TRUE(iam.call(&IamService::update_account_password_policy,
                       {.minimum_password_length = 12, .require_symbols = true, .max_password_age = 90}));
  iam.power_cycle();
  auto policy = iam.call(&IamService::get_account_password_policy, {})->password_policy;
  EXPECT_EQ(policy.minimum_password_length, 12);
  EXPECT_EQ(policy.require_symbols, true);
  EXPECT_EQ(policy.require_numbers, false);
  EXPECT_EQ(policy.expire_passwords, true);
  EXPECT_EQ(policy.max_password_age, 90);
  EXPECT_FALSE(policy.password_reuse_prevention);
  ASSERT_TRUE(iam.call(&IamService::update_account_password_policy, {}));
  policy = iam.call(&IamService::get_account_password_policy, {})->password_policy;
  EXPECT_EQ(policy.minimum_password_length, 6);
  EXPECT_EQ(policy.require_symbols, false);
  EXPECT_EQ(policy.expire_passwords, false);
  ASSERT_TRUE(iam.call(&IamService::delete_account_password_policy, {}));
  EXPECT_EQ(iam.error_of(&IamService::get_account_password_policy, {}), none);
}

TEST(AccountSummary, counts_what_there_is) {
  IamFixture iam;
  iam.create_user("ana");
  ASSERT_TRUE(iam.call(&IamService::create_open_id_connect_provider, {.url = "https://example.com"}));
  const auto summary = *iam.call(&IamService::get_account_summary, {})->summary_map;
  EXPECT_EQ(summary.at("Users"), 1);
  EXPECT_EQ(summary.at("UsersQuota"), 5000);
  EXPECT_EQ(summary.at("Providers"), 1);
  EXPECT_EQ(summary.at("Roles"), 0);
  EXPECT_EQ(summary.at("AccessKeysPerUserQuota"), 2);
}

}  // namespace
}  // namespace penstock::iam
