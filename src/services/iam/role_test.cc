#include <gtest/gtest.h>

#include "base/percent.h"
#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

TEST(Role, is_described_by_get_and_less_by_its_creation) {
  IamFixture iam;
  const auto made = iam.call(&IamService::create_role, {.path = "/etl/",
                                                        .role_name = "loader",
                                                        .assume_role_policy_document = trust_ec2,
                                                        .description = "loads",
                                                        .max_session_duration = 7'200,
                                                        .tags = std::vector<Tag>{{"stage", "test"}}});
  ASSERT_TRUE(made);
  EXPECT_FALSE(made->role.description);
  EXPECT_FALSE(made->role.max_session_duration);
  EXPECT_EQ(percent_decode(*made->role.assume_role_policy_document), trust_ec2);
  iam.power_cycle();
  const auto role = iam.call(&IamService::get_role, {.role_name = "LOADER"})->role;
  EXPECT_EQ(role.arn, "arn:aws:iam::000000000000:role/etl/loader");
  EXPECT_TRUE(role.role_id.starts_with("AROA"));
  EXPECT_EQ(role.description, "loads");
  EXPECT_EQ(role.max_session_duration, 7'200);
  EXPECT_EQ(role.tags->at(0).value, "test");
  EXPECT_TRUE(role.role_last_used);
  const auto listed = iam.call(&IamService::list_roles, {.path_prefix = "/etl/"})->roles;
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].description, "loads");
  EXPECT_FALSE(listed[0].tags);
  EXPECT_FALSE(listed[0].role_last_used);
}

TEST(Role, is_found_in_the_directory_by_name_and_by_id) {
  IamFixture iam;
  iam.create_role("loader");
  const auto id = iam.call(&IamService::get_role, {.role_name = "loader"})->role.role_id;
  for (int start = 0; start < 2; ++start) {
    const auto role = iam.directory().find_role(account_number, "Loader");
    ASSERT_TRUE(role);
    EXPECT_EQ(role->id, id);
    EXPECT_EQ(role->session_seconds_max, 3'600);
    EXPECT_TRUE(role->trust);
    EXPECT_EQ(iam.directory().find_role_by_id(id), role);
    iam.power_cycle();
  }
  ASSERT_TRUE(iam.call(&IamService::delete_role, {.role_name = "loader"}));
  EXPECT_FALSE(iam.directory().find_role_by_id(id));
  // Another one with the name is another role: sessions of the first have ended.
  iam.create_role("loader");
  EXPECT_FALSE(iam.directory().find_role_by_id(id));
}

TEST(Role, changes_what_a_request_names_and_nothing_else) {
  IamFixture iam;
  iam.create_role("loader");
  ASSERT_TRUE(iam.call(&IamService::update_role,
                       {.role_name = "loader", .description = "new", .max_session_duration = 43'200}));
  ASSERT_TRUE(iam.call(&IamService::update_role, {.role_name = "loader"}));
  const auto role = iam.call(&IamService::get_role, {.role_name = "loader"})->role;
  EXPECT_EQ(role.description, "new");
  EXPECT_EQ(role.max_session_duration, 43'200);
  EXPECT_EQ(iam.directory().find_role(account_number, "loader")->session_seconds_max, 43'200);
  const auto out = iam.call(&IamService::update_role_description, {.role_name = "loader", .description = "newer"});
  EXPECT_EQ(out->role->description, "newer");
  EXPECT_FALSE(out->role->max_session_duration);
}

TEST(Role, has_a_trust_policy_that_is_one) {
  IamFixture iam;
  iam.create_role("loader");
  const auto update = [&](std::string document) {
    return iam.error_of(&IamService::update_assume_role_policy,
                        {.role_name = "loader", .policy_document = std::move(document)});
  };
  EXPECT_EQ(update("{\"Version\":"), "MalformedPolicyDocument: This policy contains invalid Json");
  EXPECT_EQ(
      update(R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},)"
             R"("Action":"sts:AssumeRole","Resource":"*"}]})"),
      "MalformedPolicyDocument: Has prohibited field Resource");
  std::string long_document(trust_ec2);
  long_document.insert(long_document.size() - 2,
                       R"(,"Condition":{"StringEquals":{"sts:ExternalId":")" + std::string(2'048, 'x') + "\"}}");
  EXPECT_EQ(update(long_document), "LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048");
  const auto before = iam.directory().find_role(account_number, "loader")->trust;
  EXPECT_EQ(
      update(
          R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}})"),
      "");
  EXPECT_NE(iam.directory().find_role(account_number, "loader")->trust, before);
}

TEST(Role, that_is_not_there_cannot_be_found) {
  IamFixture iam;
  const std::string text = "NoSuchEntity: The role with name ghost cannot be found.";
  EXPECT_EQ(iam.error_of(&IamService::get_role, {.role_name = "ghost"}), text);
  EXPECT_EQ(iam.error_of(&IamService::update_role, {.role_name = "ghost"}), text);
  EXPECT_EQ(iam.error_of(&IamService::delete_role, {.role_name = "ghost"}), text);
  EXPECT_EQ(iam.error_of(&IamService::tag_role, {.role_name = "ghost", .tags = {}}), text);
  EXPECT_EQ(iam.error_of(&IamService::list_role_tags, {.role_name = "ghost"}), text);
  EXPECT_FALSE(iam.directory().find_role(account_number, "ghost"));
}

TEST(Role, is_bounded_by_a_policy_that_exists) {
  IamFixture iam;
  iam.create_role("loader");
  const auto arn = iam.create_policy("bound", allow("s3:*"));
  const auto put = [&](std::string boundary) {
    return iam.error_of(&IamService::put_role_permissions_boundary,
                        {.role_name = "loader", .permissions_boundary = std::move(boundary)});
  };
  EXPECT_EQ(put("arn:aws:iam::000000000000:not_a_policy/invalid"),
            "InvalidInput: ARN arn:aws:iam::000000000000:not_a_policy/invalid is not valid.");
  EXPECT_EQ(put("arn:aws:iam::000000000000:policy/ghost"),
            "NoSuchEntity: Scope ARN: arn:aws:iam::000000000000:policy/ghost does not exist or is not attachable.");
  EXPECT_EQ(put(arn), "");
  iam.power_cycle();
  const auto role = iam.call(&IamService::get_role, {.role_name = "loader"})->role;
  EXPECT_EQ(role.permissions_boundary->permissions_boundary_arn, arn);
  EXPECT_EQ(role.permissions_boundary->permissions_boundary_type, "Policy");
  EXPECT_EQ(iam.directory().find_role(account_number, "loader")->boundary->name, arn);
  ASSERT_TRUE(iam.call(&IamService::delete_role_permissions_boundary, {.role_name = "loader"}));
  EXPECT_FALSE(iam.directory().find_role(account_number, "loader")->boundary);
}

TEST(Role, is_tagged_without_regard_to_case) {
  IamFixture iam;
  iam.create_role("loader");
  const auto tag = [&](std::vector<Tag> tags) {
    return iam.error_of(&IamService::tag_role, {.role_name = "loader", .tags = std::move(tags)});
  };
  EXPECT_EQ(tag({{"stage", "a"}, {"team", "x"}}), "");
  EXPECT_EQ(tag({{"Stage", "b"}}), "");
  EXPECT_EQ(iam.call(&IamService::list_role_tags, {.role_name = "loader"})->tags.size(), 2U);
  EXPECT_EQ(iam.directory().find_role(account_number, "loader")->tags.at(0).second, "b");
  std::vector<Tag> many;
  for (int i = 0; i < 49; ++i) many.push_back({"key" + std::to_string(i), ""});
  EXPECT_EQ(tag(many), "LimitExceeded: The number of tags has reached the maximum limit.");
  ASSERT_TRUE(iam.call(&IamService::untag_role, {.role_name = "loader", .tag_keys = {"STAGE", "unknown"}}));
  const auto left = iam.call(&IamService::list_role_tags, {.role_name = "loader"})->tags;
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].key, "team");
}

TEST(Role, is_deleted_once_it_is_bare_and_in_no_profile) {
  IamFixture iam;
  iam.create_role("loader");
  ASSERT_TRUE(iam.call(&IamService::create_instance_profile, {.instance_profile_name = "machine"}));
  ASSERT_TRUE(
      iam.call(&IamService::add_role_to_instance_profile, {.instance_profile_name = "machine", .role_name = "loader"}));
  EXPECT_EQ(iam.error_of(&IamService::delete_role, {.role_name = "loader"}),
            "DeleteConflict: Cannot delete entity, must remove roles from instance profile first.");
  ASSERT_TRUE(iam.call(&IamService::remove_role_from_instance_profile,
                       {.instance_profile_name = "machine", .role_name = "loader"}));
  ASSERT_TRUE(iam.call(&IamService::attach_role_policy,
                       {.role_name = "loader", .policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"}));
  EXPECT_EQ(iam.error_of(&IamService::delete_role, {.role_name = "loader"}),
            "DeleteConflict: Cannot delete entity, must detach all policies first.");
  ASSERT_TRUE(iam.call(&IamService::detach_role_policy,
                       {.role_name = "loader", .policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"}));
  EXPECT_TRUE(iam.call(&IamService::delete_role, {.role_name = "loader"}));
}

TEST(ServiceLinkedRole, belongs_to_its_service) {
  IamFixture iam;
  const auto made = iam.call(&IamService::create_service_linked_role, {.aws_service_name = "ecs.amazonaws.com"});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->role->arn, "arn:aws:iam::000000000000:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS");
  EXPECT_EQ(iam.error_of(&IamService::create_service_linked_role, {.aws_service_name = "ecs.amazonaws.com"}),
            "InvalidInput: Service role name AWSServiceRoleForECS has been taken in this account, please try a "
            "different suffix.");
  const std::string text =
      "UnmodifiableEntity: Cannot perform the operation on the protected role 'AWSServiceRoleForECS' - this role is "
      "only modifiable by AWS";
  EXPECT_EQ(iam.error_of(&IamService::delete_role, {.role_name = "AWSServiceRoleForECS"}), text);
  EXPECT_EQ(iam.error_of(&IamService::attach_role_policy, {.role_name = "AWSServiceRoleForECS",
                                                           .policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"}),
            text);
}

TEST(ServiceLinkedRole, is_deleted_by_a_task_that_only_the_server_makes) {
  IamFixture iam;
  ASSERT_TRUE(iam.call(&IamService::create_service_linked_role, {.aws_service_name = "ecs.amazonaws.com"}));
  const auto deleted = iam.call(&IamService::delete_service_linked_role, {.role_name = "AWSServiceRoleForECS"});
  ASSERT_TRUE(deleted);
  const auto& task = deleted->deletion_task_id;
  EXPECT_TRUE(task.starts_with("task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/")) << task;
  iam.power_cycle();
  EXPECT_FALSE(iam.call(&IamService::get_role, {.role_name = "AWSServiceRoleForECS"}));
  EXPECT_EQ(iam.call(&IamService::get_service_linked_role_deletion_status, {.deletion_task_id = task})->status,
            "SUCCEEDED");
  auto forged = task;
  forged.back() = forged.back() == '0' ? '1' : '0';
  EXPECT_FALSE(iam.call(&IamService::get_service_linked_role_deletion_status, {.deletion_task_id = forged}));
}

}  // namespace
}  // namespace penstock::iam
