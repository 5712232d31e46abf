#include <gtest/gtest.h>

#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

TEST(AccessKey, belongs_to_its_user_at_once_and_after_a_restart) {
  IamFixture iam;
  iam.create_user("ana");
  const auto made = iam.create_key("ana");
  EXPECT_EQ(made.access_key_id.size(), 20U);
  EXPECT_TRUE(made.access_key_id.starts_with("AKIAQAAAAAAA")) << made.access_key_id;
  EXPECT_EQ(made.secret_access_key.size(), 40U);
  EXPECT_EQ(made.status, "Active");
  for (int start = 0; start < 2; ++start) {
    const auto key = iam.directory().find_key(made.access_key_id);
    ASSERT_TRUE(key);
    EXPECT_EQ(key->secret.reveal(), made.secret_access_key);
    EXPECT_EQ(key->principal->arn, "arn:aws:iam::000000000000:user/ana");
    EXPECT_EQ(key->principal->account, account_number);
    iam.power_cycle();
  }
}

TEST(AccessKey, has_a_secret_that_is_not_in_the_store) {
  IamFixture iam;
  iam.create_user("ana");
  const auto made = iam.create_key("ana");
  for (const auto& [key, value] : *iam.store().scan("", "", 1'000)) {
    EXPECT_EQ(value.find(made.secret_access_key), value.npos) << key;
  }
}

TEST(AccessKey, is_one_of_two_at_most) {
  IamFixture iam;
  iam.create_user("ana");
  iam.create_key("ana");
  iam.create_key("ana");
  EXPECT_EQ(iam.error_of(&IamService::create_access_key, {.user_name = "ana"}),
            "LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2");
}

TEST(AccessKey, is_nobodys_while_inactive) {
  IamFixture iam;
  iam.create_user("ana");
  const auto id = iam.create_key("ana").access_key_id;
  ASSERT_TRUE(
      iam.call(&IamService::update_access_key, {.user_name = "ana", .access_key_id = id, .status = "Inactive"}));
  EXPECT_FALSE(iam.directory().find_key(id));
  EXPECT_TRUE(iam.directory().find_any_key(id));
  EXPECT_EQ(iam.call(&IamService::list_access_keys, {.user_name = "ana"})->access_key_metadata.at(0).status,
            "Inactive");
  iam.power_cycle();
  EXPECT_FALSE(iam.directory().find_key(id));
  ASSERT_TRUE(iam.call(&IamService::update_access_key, {.user_name = "ana", .access_key_id = id, .status = "Active"}));
  EXPECT_TRUE(iam.directory().find_key(id));
}

TEST(AccessKey, is_nobodys_once_deleted) {
  IamFixture iam;
  iam.create_user("ana");
  const auto id = iam.create_key("ana").access_key_id;
  const auto other = iam.create_key("ana").access_key_id;
  ASSERT_TRUE(iam.call(&IamService::delete_access_key, {.user_name = "ana", .access_key_id = id}));
  EXPECT_FALSE(iam.directory().find_any_key(id));
  EXPECT_TRUE(iam.directory().find_key(other));
  const std::string text = "NoSuchEntity: The Access Key with id " + id + " cannot be found.";
  EXPECT_EQ(iam.error_of(&IamService::delete_access_key, {.user_name = "ana", .access_key_id = id}), text);
  EXPECT_EQ(iam.error_of(&IamService::update_access_key, {.user_name = "ana", .access_key_id = id, .status = "Active"}),
            text);
}

TEST(AccessKey, of_the_caller_needs_no_user_name) {
  IamFixture iam;
  iam.create_user("ana");
  const auto id = iam.create_key("ana").access_key_id;
  EXPECT_EQ(iam.error_of(&IamService::delete_access_key, {.access_key_id = id}),
            "ValidationException: Must specify userName when calling with non-User credentials");
  iam.act_as(id);
  EXPECT_EQ(iam.call(&IamService::list_access_keys, {})->access_key_metadata.at(0).access_key_id, id);
  EXPECT_TRUE(iam.call(&IamService::delete_access_key, {.access_key_id = id}));
}

TEST(AccessKey, is_not_made_when_the_disk_refuses) {
  IamFixture iam;
  iam.create_user("ana");
  iam.store().fail_next_write();
  EXPECT_FALSE(iam.call(&IamService::create_access_key, {.user_name = "ana"}));
  EXPECT_TRUE(iam.call(&IamService::list_access_keys, {.user_name = "ana"})->access_key_metadata.empty());
}

}  // namespace
}  // namespace penstock::iam
