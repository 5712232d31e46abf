#include "policy/managed.h"

#include <algorithm>

#include "policy/decision_fixture.h"
#include "policy/statement.h"

namespace penstock::policy {
namespace {

bool allows(std::string_view policy_arn, std::string_view action, std::string_view resource) {
  const auto* policy = find_aws_managed_policy(policy_arn);
  if (!policy) {
    ADD_FAILURE() << "there is no " << policy_arn;
    return false;
  }
  auto ana = user_ana();
  ana.policies = {{.name = policy->arn, .document = policy->document}};
  const EntryContext context;
  return evaluate(
             {.principal = ana, .action = action, .resource = resource, .resource_account = {}, .context = context})
      .is_allowed();
}

TEST(AwsManagedPolicies, are_all_read_and_sorted) {
  const auto policies = aws_managed_policies();
  EXPECT_GE(policies.size(), 2u);
  EXPECT_TRUE(std::ranges::is_sorted(policies, {}, &ManagedPolicy::arn));
  for (const auto& policy : policies) {
    EXPECT_FALSE(policy.document->statements().empty()) << policy.arn;
    EXPECT_TRUE(policy.json.starts_with('{') && policy.json.ends_with('}')) << policy.arn;
    EXPECT_EQ(find_aws_managed_policy(policy.arn), &policy);
  }
  EXPECT_EQ(find_aws_managed_policy("arn:aws:iam::aws:policy/Nothing"), nullptr);
}

TEST(AwsManagedPolicies, mean_what_they_say) {
  constexpr std::string_view basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
  EXPECT_TRUE(allows(basic, "logs:PutLogEvents", "arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/f:*"));
  EXPECT_FALSE(allows(basic, "kinesis:PutRecord", orders));
  EXPECT_TRUE(allows("arn:aws:iam::aws:policy/AdministratorAccess", "kinesis:PutRecord", orders));
}

}  // namespace
}  // namespace penstock::policy
