#include <gtest/gtest.h>

#include "services/iam/fixture.h"
#include "services/iam/password.h"

namespace penstock::iam {
namespace {

const std::string first = "Correct-horse-1";
const std::string second = "Battery-staple-2";

void create(IamFixture& iam, const std::string& user) {
  iam.create_user(user);
  ASSERT_TRUE(iam.call(&IamService::create_login_profile, {.user_name = user, .password = first}));
}

TEST(Password, is_known_by_its_hash_alone) {
  SeededRandom random(1);
  const auto hash = hash_password(random, first);
  EXPECT_TRUE(hash.starts_with("scrypt$14$8$1$")) << hash;
  EXPECT_EQ(hash.find(first), hash.npos);
  EXPECT_NE(hash, hash_password(random, first));
  EXPECT_TRUE(is_password(hash, first));
  EXPECT_FALSE(is_password(hash, second));
  for (const auto* damaged : {"", "scrypt$", "scrypt$14$8$1$", "scrypt$14$8$1$%$", "md5$a"}) {
    EXPECT_FALSE(is_password(damaged, first)) << damaged;
  }
}

TEST(Password, meets_the_default_policy_where_there_is_no_other) {
  const auto error = [](const std::string& password) {
    const auto checked = check_password(std::nullopt, password);
    return checked ? "" : checked.error().code + ": " + checked.error().message;
  };
  EXPECT_EQ(error("Abcdef1"), "PasswordPolicyViolation: Password should have a minimum length of 8");
  EXPECT_EQ(error("abcde12345"),
            "PasswordPolicyViolation: Password should meet 1 more of the following requirements: Password should have "
            "at least one uppercase letter, Password should have at least one symbol");
  EXPECT_EQ(error("abcde-12345"), "");
}

TEST(Password, meets_the_policy_of_its_account) {
  const PasswordPolicyRecord policy{.length_min = 6, .numbers = true, .uppercase = true};
  const auto error = [&](const std::string& password) {
    const auto checked = check_password(policy, password);
    return checked ? "" : checked.error().message;
  };
  EXPECT_EQ(error("A1"), "Password should have a minimum length of 6");
  EXPECT_EQ(error("\xc3\xa4\xc3\xa4\xc3\xa4"), "Password should have a minimum length of 6");
  EXPECT_EQ(error("abcdef"),
            "Password should have at least one uppercase letter, Password should have at least one number");
  EXPECT_EQ(error("Abcde1"), "");
}

TEST(LoginProfile, is_made_once_and_survives_a_restart) {
  IamFixture iam;
  iam.create_user("ana");
  const auto created = iam.call(&IamService::create_login_profile,
                                {.user_name = "ana", .password = first, .password_reset_required = true});
  EXPECT_EQ(created->login_profile.user_name, "ana");
  EXPECT_EQ(created->login_profile.password_reset_required, true);
  EXPECT_EQ(iam.error_of(&IamService::create_login_profile, {.user_name = "ana", .password = first}),
            "EntityAlreadyExists: Login Profile for user ana already exists.");
  iam.power_cycle();
  EXPECT_EQ(iam.call(&IamService::get_login_profile, {.user_name = "ana"})->login_profile.create_date,
            from_millis(1'700'000'000'000));
  EXPECT_EQ(iam.error_of(&IamService::delete_user, {.user_name = "ana"}),
            "DeleteConflict: Cannot delete entity, must delete login profile first.");
  ASSERT_TRUE(iam.call(&IamService::delete_login_profile, {.user_name = "ana"}));
  const std::string none = "NoSuchEntity: Login Profile for User ana cannot be found.";
  EXPECT_EQ(iam.error_of(&IamService::get_login_profile, {.user_name = "ana"}), none);
  EXPECT_EQ(iam.error_of(&IamService::update_login_profile, {.user_name = "ana"}), none);
  EXPECT_EQ(iam.error_of(&IamService::delete_login_profile, {.user_name = "ana"}), none);
}

TEST(LoginProfile, has_a_password_that_is_not_in_the_store) {
  IamFixture iam;
  create(iam, "ana");
  for (const auto& [key, value] : *iam.store().scan("", "", 1'000)) EXPECT_EQ(value.find(first), value.npos) << key;
}

TEST(LoginProfile, is_refused_for_a_password_that_breaks_the_policy) {
  IamFixture iam;
  iam.create_user("ana");
  EXPECT_EQ(iam.error_of(&IamService::create_login_profile, {.user_name = "ana", .password = "short"}),
            "PasswordPolicyViolation: Password should have a minimum length of 8");
  EXPECT_FALSE(iam.call(&IamService::get_login_profile, {.user_name = "ana"}));
}

TEST(ChangePassword, wants_the_old_one) {
  IamFixture iam;
  create(iam, "ana");
  ASSERT_TRUE(iam.call(&IamService::update_login_profile, {.user_name = "ana", .password_reset_required = true}));
  EXPECT_EQ(iam.error_of(&IamService::change_password, {.old_password = first, .new_password = second}),
            "InvalidUserType: Only IAM Users can change their own password");
  iam.act_as(iam.create_key("ana").access_key_id);
  EXPECT_EQ(iam.error_of(&IamService::change_password, {.old_password = second, .new_password = second}),
            "AccessDenied: The old password was incorrect.");
  EXPECT_TRUE(iam.call(&IamService::change_password, {.old_password = first, .new_password = second}));
  EXPECT_FALSE(*iam.call(&IamService::get_login_profile, {.user_name = "ana"})->login_profile.password_reset_required);
  EXPECT_TRUE(iam.call(&IamService::change_password, {.old_password = second, .new_password = first}));
}

TEST(ChangePassword, looks_back_as_far_as_the_policy_says) {
  IamFixture iam;
  ASSERT_TRUE(iam.call(&IamService::update_account_password_policy, {.password_reuse_prevention = 2}));
  create(iam, "ana");
  iam.act_as(iam.create_key("ana").access_key_id);
  const auto change = [&](const std::string& from, const std::string& to) {
    return iam.error_of(&IamService::change_password, {.old_password = from, .new_password = to});
  };
  const std::string used = "PasswordPolicyViolation: Password does not conform to the account password policy.";
  EXPECT_EQ(change(first, first), used);
  EXPECT_EQ(change(first, second), "");
  EXPECT_EQ(change(second, first), used);
  EXPECT_EQ(change(second, "third-One-3"), "");
  EXPECT_EQ(change("third-One-3", first), "");
}

}  // namespace
}  // namespace penstock::iam
