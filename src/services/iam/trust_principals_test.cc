// Whom a trust policy names is looked up, and kept by id.
#include "services/iam/trust_principals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/percent.h"
#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string trusting(const std::string& principals) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":)" + principals +
         R"(,"Action":"sts:AssumeRole"}]})";
}

std::string user_arn(const std::string& name) { return "arn:aws:iam::000000000000:user/" + name; }

class TrustedPrincipals : public testing::Test {
 protected:
  std::string create(const std::string& trust) {
    return iam.error_of(&IamService::create_role, {.role_name = "loader", .assume_role_policy_document = trust});
  }
  std::string update(const std::string& trust) {
    return iam.error_of(&IamService::update_assume_role_policy, {.role_name = "loader", .policy_document = trust});
  }
  std::string told() {
    return *percent_decode(*iam.call(&IamService::get_role, {.role_name = "loader"})->role.assume_role_policy_document);
  }
  std::string id_of_user(const std::string& name) {
    return iam.call(&IamService::get_user, {.user_name = name})->user.user_id;
  }
  // Whether the role trusts the user of this name at the moment.
  bool trusts(const std::string& name) {
    const auto user = iam.directory().find_user_by_id(id_of_user(name));
    const auto role = iam.directory().find_role(account_number, "loader");
    const NoKeys context;
    return policy::evaluate({.principal = *user,
                             .action = "sts:AssumeRole",
                             .resource = role->arn,
                             .resource_account = account_number,
                             .resource_policy = role->trust.get(),
                             .resource_policy_must_allow = true,
                             .context = context})
        .is_allowed();
  }
  void delete_user(const std::string& name) { ASSERT_TRUE(iam.call(&IamService::delete_user, {.user_name = name})); }

  IamFixture iam;
};

TEST_F(TrustedPrincipals, that_do_not_exist_are_refused) {
  const auto refused = [](const std::string& type, const std::string& name) {
    return "MalformedPolicyDocument: Invalid principal in policy: \"" + type + "\":\"" + name + '"';
  };
  EXPECT_EQ(create(trusting(R"({"AWS":")" + user_arn("ghost") + "\"}")), refused("AWS", user_arn("ghost")));
  EXPECT_FALSE(iam.call(&IamService::get_role, {.role_name = "loader"}));
  iam.create_user("ana");
  const auto role = "arn:aws:iam::000000000000:role/loader";
  EXPECT_EQ(create(trusting(R"({"AWS":[")" + user_arn("ana") + "\",\"" + role + "\"]}")), refused("AWS", role));
  // With another path it is another one.
  EXPECT_EQ(create(trusting(R"({"AWS":")" + user_arn("team/ana") + "\"}")), refused("AWS", user_arn("team/ana")));
  const std::string provider = "arn:aws:iam::000000000000:oidc-provider/accounts.example.com";
  EXPECT_EQ(create(trusting(R"({"Federated":")" + provider + "\"}")), refused("FEDERATED", provider));
  iam.create_group("readers");
  const std::string group = "arn:aws:iam::000000000000:group/readers";
  EXPECT_EQ(create(trusting(R"({"AWS":")" + group + "\"}")), refused("AWS", group));
  iam.create_role("loader");
  EXPECT_EQ(update(trusting(R"({"AWS":"AIDAQAAAAAAAAAAAAAAAA"})")), refused("AWS", "AIDAQAAAAAAAAAAAAAAAA"));
  EXPECT_EQ(told(), trust_ec2);
  EXPECT_EQ(update(trusting(R"({"AWS":")" + std::string(role) + "\"}")), "") << "a role may trust itself";
}

TEST_F(TrustedPrincipals, are_told_as_they_are_called_at_the_moment) {
  iam.create_user("ana");
  const auto sent = trusting(R"({ "AWS" : ["arn:aws:iam::000000000000:user\/ana", "000000000000"] })");
  ASSERT_EQ(create(sent), "");
  EXPECT_EQ(told(), trusting(R"({ "AWS" : ["arn:aws:iam::000000000000:user/ana", "000000000000"] })"));
  ASSERT_TRUE(iam.call(&IamService::update_user, {.user_name = "ana", .new_path = "/a\"b/", .new_user_name = "ben"}));
  EXPECT_THAT(told(), HasSubstr(R"("arn:aws:iam::000000000000:user/a\"b/ben")"));
  iam.power_cycle();
  EXPECT_THAT(told(), HasSubstr(R"("arn:aws:iam::000000000000:user/a\"b/ben")"));
  EXPECT_TRUE(trusts("ben"));
}

TEST_F(TrustedPrincipals, lose_their_trust_with_their_deletion) {
  iam.create_user("ana");
  const auto id = id_of_user("ana");
  const auto trust = trusting(R"({"AWS":")" + user_arn("ana") + "\"}");
  ASSERT_EQ(create(trust), "");
  EXPECT_EQ(told(), trust);
  EXPECT_TRUE(trusts("ana"));
  delete_user("ana");
  EXPECT_EQ(told(), trusting(R"({"AWS":")" + id + "\"}"));
  iam.create_user("ana");
  EXPECT_FALSE(trusts("ana"));
  EXPECT_EQ(told(), trusting(R"({"AWS":")" + id + "\"}"));
  EXPECT_THAT(update(told()), HasSubstr("Invalid principal in policy: \"AWS\":\"" + id));
  ASSERT_EQ(update(trust), "");
  EXPECT_TRUE(trusts("ana"));
}

TEST_F(TrustedPrincipals, of_another_account_are_not_looked_up) {
  const auto trust = trusting(R"({"AWS":"arn:aws:iam::222222222222:user/guest"})");
  EXPECT_EQ(create(trust), "");
  EXPECT_EQ(told(), trust);
}

TEST_F(TrustedPrincipals, are_found_in_statements_alone) {
  iam.create_user("ana");
  const std::string trust = R"({"Version":"2012-10-17","Id":")" + user_arn("ana") +
                            R"(","Statement":{"Effect":"Allow","Principal":{"AWS":")" + user_arn("ana") +
                            R"("},"Action":"sts:AssumeRole","Condition":{"ArnEquals":{"aws:PrincipalArn":[")" +
                            user_arn("ghost") + R"("],"AWS":")" + user_arn("ana") + R"("}}}})";
  ASSERT_EQ(create(trust), "");
  EXPECT_EQ(told(), trust);
  delete_user("ana");
  EXPECT_THAT(told(), HasSubstr(R"("Id":")" + user_arn("ana")));
  EXPECT_THAT(told(), HasSubstr(R"("AWS":")" + user_arn("ana") + R"("}}}})"));
  EXPECT_THAT(told(), Not(HasSubstr(R"("Principal":{"AWS":"arn)")));
}

TEST(MissingPrincipals, are_users_and_roles_of_accounts_that_are_here_and_ids_of_nobody) {
  IamFixture iam;
  ASSERT_TRUE(iam.call(&IamService::create_user, {.user_name = "ana"}));
  const auto id = iam.call(&IamService::get_user, {.user_name = "ana"})->user.user_id;
  const auto is_missing = [&](const std::string& name) {
    return is_missing_principal(name, iam.service().directory());
  };
  for (const auto& name :
       {user_arn("ana"), id, std::string("*"), std::string("000000000000"),
        std::string("arn:aws:iam::000000000000:root"), std::string("arn:aws:sts::000000000000:assumed-role/ghost/s-1"),
        std::string("arn:aws:iam::111111111111:user/ghost")}) {
    EXPECT_FALSE(is_missing(name)) << name;
  }
  for (const auto& name :
       {user_arn("ghost"), user_arn("team/ana"), std::string("AIDAGHOSTGHOSTGHOSTGH"),
        std::string("arn:aws:iam::000000000000:role/ana"), std::string("arn:aws:iam::000000000000:group/crew")}) {
    EXPECT_TRUE(is_missing(name)) << name;
  }
}

TEST(NamedPrincipals, are_walked_to_whatever_lies_around_them) {
  const auto names = [](std::string_view json) {
    std::vector<std::string> names;
    for (const auto& principal : named_principals(json)) {
      names.push_back(std::string(principal.type) + '=' + principal.name);
      EXPECT_EQ(json[principal.begin], '"');
      EXPECT_EQ(json[principal.end - 1], '"');
    }
    return names;
  };
  EXPECT_THAT(names(R"({"Statement":[{"Principal":"*","Sid":"a\"]}"},{"Sid":true, "Principal":{"AWS":["a\\","b"]}}]})"),
              ElementsAre("AWS=a\\", "AWS=b"));
  EXPECT_THAT(names(R"({"Statement":{"Principal":{"Service":"s","Federated":"\u0066"}}})"), ElementsAre("Federated=f"));
  for (const auto* broken :
       {"", "{", R"({"Statement)", R"({"Statement":[{"Principal":{"AWS":["a)", "[[", "[}", R"({"Statement":[}]})",
        R"({"a":)", R"({"Statement":{"Principal":{"AWS":"\)", R"({"Statement":{"Principal":{"AWS":"\u0)"}) {
    named_principals(broken);  // ends
  }
}

}  // namespace
}  // namespace penstock::iam
