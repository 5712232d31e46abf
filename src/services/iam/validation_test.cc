// What IAM says of inputs that break the model's constraints.
#include <gtest/gtest.h>

#include "api/iam/model.h"
#include "api/iam/shapes.h"
#include "api/validate.h"

namespace penstock::iam {
namespace {

template <class Input>
std::string verdict(const Operation& operation, const Input& in) {
  const auto status = validate(model, operation, &in);
  return status ? "" : status.error().message;
}

TEST(Validation, words_a_broken_pattern_as_iam_does) {
  const std::string of_names = "It must contain only alphanumeric characters and/or the following: +=,.@_-";
  EXPECT_EQ(verdict(operations::create_user, CreateUserInput{.user_name = "a+b=c,d.e@f_g-h"}), "");
  EXPECT_EQ(verdict(operations::create_user, CreateUserInput{.user_name = "bad/name"}),
            "The specified value for userName is invalid. " + of_names);
  EXPECT_EQ(verdict(operations::get_role, GetRoleInput{.role_name = ""}),
            "The specified value for roleName is invalid. " + of_names);
  EXPECT_EQ(verdict(operations::create_group, CreateGroupInput{.path = "bad", .group_name = "team"}),
            "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric "
            "characters and/or / characters.");
  EXPECT_EQ(verdict(operations::list_users, ListUsersInput{.path_prefix = "team/"}),
            "The specified value for pathPrefix is invalid. It must begin with the / character and contain only "
            "alphanumeric characters and/or / characters.");
  EXPECT_EQ(verdict(operations::delete_access_key, DeleteAccessKeyInput{.access_key_id = "AKIA/OF/NOBODY/AT/ALL"}),
            "The specified value for accessKeyId is invalid. It must contain only alphanumeric characters.");
}

TEST(Validation, tells_of_lengths_first_and_of_one_pattern_alone) {
  EXPECT_EQ(verdict(operations::create_user, CreateUserInput{.path = "bad", .user_name = std::string(65, '/')}),
            "1 validation error detected: Value '" + std::string(65, '/') +
                "' at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64");
  EXPECT_EQ(verdict(operations::create_user, CreateUserInput{.path = "bad", .user_name = "/"}).find("path"), 24U);
}

}  // namespace
}  // namespace penstock::iam
