#include "policy/decision_fixture.h"

namespace penstock::policy {
namespace {

std::string denial(const Principal& who, const Decision& decision, std::string_view action = "kinesis:PutRecord",
                   std::string_view resource = orders) {
  const EntryContext context;
  return denial_text(
      {.principal = who, .action = action, .resource = resource, .resource_account = {}, .context = context}, decision);
}

constexpr std::string_view ana_put =
    "User: arn:aws:iam::111111111111:user/ana is not authorized to perform: kinesis:PutRecord on resource: "
    "arn:aws:kinesis:us-east-1:111111111111:stream/orders";

Decision lacking(PolicyType type) { return {.verdict = Verdict::implicitly_denied, .type = type}; }
Decision denied_by(PolicyType type) { return {.verdict = Verdict::explicitly_denied, .type = type}; }

TEST(DenialText, says_which_policy_does_not_allow) {
  const std::string ana(ana_put);
  EXPECT_EQ(denial(user_ana(), lacking(PolicyType::identity)),
            ana + " because no identity-based policy allows the kinesis:PutRecord action");
  EXPECT_EQ(denial(user_ana(), lacking(PolicyType::resource)),
            ana + " because no resource-based policy allows the kinesis:PutRecord action");
  EXPECT_EQ(denial(user_ana(), lacking(PolicyType::boundary)),
            ana + " because no permissions boundary allows the kinesis:PutRecord action");
  EXPECT_EQ(denial(user_ana(), lacking(PolicyType::session)),
            ana + " because no session policy allows the kinesis:PutRecord action");
}

TEST(DenialText, says_which_policy_denies) {
  const std::string ana(ana_put);
  EXPECT_EQ(denial(user_ana(), denied_by(PolicyType::identity)),
            ana + " with an explicit deny in an identity-based policy");
  EXPECT_EQ(denial(user_ana(), denied_by(PolicyType::resource)),
            ana + " with an explicit deny in a resource-based policy");
  EXPECT_EQ(denial(user_ana(), denied_by(PolicyType::boundary)),
            ana + " with an explicit deny in a permissions boundary");
  EXPECT_EQ(denial(user_ana(), denied_by(PolicyType::session)), ana + " with an explicit deny in a session policy");
}

TEST(DenialText, of_assuming_a_role) {
  constexpr std::string_view role = "arn:aws:iam::111111111111:role/loader";
  EXPECT_EQ(denial(user_ana(), lacking(PolicyType::trust), "sts:AssumeRole", role),
            "User: arn:aws:iam::111111111111:user/ana is not authorized to perform: sts:AssumeRole on resource: "
            "arn:aws:iam::111111111111:role/loader");
  EXPECT_EQ(denial(user_ana(), denied_by(PolicyType::trust), "sts:AssumeRole", role),
            "User: arn:aws:iam::111111111111:user/ana is not authorized to perform: sts:AssumeRole on resource: "
            "arn:aws:iam::111111111111:role/loader with an explicit deny in the role trust policy");
  EXPECT_EQ(denial(github(), lacking(PolicyType::trust), "sts:AssumeRoleWithWebIdentity", role),
            "Not authorized to perform sts:AssumeRoleWithWebIdentity");
}

TEST(DenialText, names_strangers_and_sessions) {
  EXPECT_EQ(denial({}, lacking(PolicyType::resource), "es:ESHttpPost", ""),
            "User: anonymous is not authorized to perform: es:ESHttpPost because no resource-based policy allows the "
            "es:ESHttpPost action");
}

TEST(DenialText, is_spelled_as_the_service_spells_it) {
  EXPECT_EQ(denial(loader_session(), lacking(PolicyType::session), "s3:GetObject", "arn:aws:s3:::b/k"),
            "User: arn:aws:sts::111111111111:assumed-role/loader/night is not authorized to perform: s3:GetObject on "
            "resource: \"arn:aws:s3:::b/k\" because no session policy allows the s3:GetObject action");
  EXPECT_EQ(denial(user_ana(), lacking(PolicyType::identity), "s3:ListAllMyBuckets", "*"),
            "User: arn:aws:iam::111111111111:user/ana is not authorized to perform: s3:ListAllMyBuckets because no "
            "identity-based policy allows the s3:ListAllMyBuckets action");
  EXPECT_EQ(denial(user_ana(), lacking(PolicyType::identity), "lambda:ListFunctions", "*"),
            "User: arn:aws:iam::111111111111:user/ana is not authorized to perform: lambda:ListFunctions on resource: "
            "* because no identity-based policy allows the lambda:ListFunctions action");
  EXPECT_EQ(denial(user_ana(), lacking(PolicyType::identity), "iam:ListAccountAliases", "*"),
            "User: arn:aws:iam::111111111111:user/ana is not authorized to perform: iam:ListAccountAliases on "
            "resource: * because no identity-based policy allows the iam:ListAccountAliases action");
  EXPECT_EQ(denial(user_ana(), lacking(PolicyType::identity), "sqs:ListQueues", "arn:aws:sqs:us-east-1:111111111111:"),
            "User: arn:aws:iam::111111111111:user/ana is not authorized to perform: sqs:listqueues on resource: "
            "arn:aws:sqs:us-east-1:111111111111: because no identity-based policy allows the sqs:listqueues action");
  EXPECT_EQ(denial(user_ana(), denied_by(PolicyType::identity), "sns:Publish", "arn:aws:sns:us-east-1:111111111111:t"),
            "User: arn:aws:iam::111111111111:user/ana is not authorized to perform: SNS:Publish on resource: "
            "arn:aws:sns:us-east-1:111111111111:t with an explicit deny in an identity-based policy");
  EXPECT_EQ(denial(user_ana(), lacking(PolicyType::identity), "ses:SendEmail",
                   "arn:aws:ses:us-east-1:111111111111:identity/shop@example.com"),
            "User `arn:aws:iam::111111111111:user/ana' is not authorized to perform `ses:SendEmail' on resource "
            "`arn:aws:ses:us-east-1:111111111111:identity/shop@example.com'");
}

}  // namespace
}  // namespace penstock::policy
