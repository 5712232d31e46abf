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

TEST(AwsManagedPolicies, have_the_policies_that_pipelines_attach) {
  for (const std::string_view name : {"AmazonKinesisFullAccess",
                                      "AmazonKinesisReadOnlyAccess",
                                      "AmazonKinesisFirehoseFullAccess",
                                      "AmazonKinesisFirehoseReadOnlyAccess",
                                      "AmazonDynamoDBFullAccess",
                                      "AmazonDynamoDBReadOnlyAccess",
                                      "AmazonS3FullAccess",
                                      "AmazonS3ReadOnlyAccess",
                                      "AmazonSESFullAccess",
                                      "AmazonSNSFullAccess",
                                      "AmazonSQSFullAccess",
                                      "service-role/AWSLambdaBasicExecutionRole",
                                      "service-role/AWSLambdaKinesisExecutionRole",
                                      "service-role/AWSLambdaDynamoDBExecutionRole",
                                      "service-role/AWSLambdaSQSQueueExecutionRole",
                                      "AWSLambda_FullAccess",
                                      "AWSLambda_ReadOnlyAccess",
                                      "CloudWatchLogsFullAccess",
                                      "CloudWatchFullAccess",
                                      "service-role/AWSGlueServiceRole",
                                      "AmazonAthenaFullAccess",
                                      "AmazonEventBridgeFullAccess",
                                      "AmazonEventBridgePipesFullAccess",
                                      "AmazonAPIGatewayAdministrator",
                                      "AmazonAPIGatewayInvokeFullAccess",
                                      "AmazonRedshiftFullAccess",
                                      "AWSCloudFormationFullAccess",
                                      "IAMFullAccess",
                                      "IAMReadOnlyAccess",
                                      "PowerUserAccess",
                                      "AdministratorAccess",
                                      "ReadOnlyAccess",
                                      "SecurityAudit",
                                      "job-function/ViewOnlyAccess"}) {
    EXPECT_NE(find_aws_managed_policy("arn:aws:iam::aws:policy/" + std::string(name)), nullptr) << name;
  }
}

TEST(AwsManagedPolicies, mean_what_they_say) {
  constexpr std::string_view log_stream = "arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/f:log-stream:x";
  constexpr std::string_view table = "arn:aws:dynamodb:us-east-1:111111111111:table/items";
  constexpr std::string_view role = "arn:aws:iam::111111111111:role/loader";
  const auto aws = [](std::string_view name) { return "arn:aws:iam::aws:policy/" + std::string(name); };
  EXPECT_TRUE(allows(aws("service-role/AWSLambdaBasicExecutionRole"), "logs:PutLogEvents", log_stream));
  EXPECT_FALSE(allows(aws("service-role/AWSLambdaBasicExecutionRole"), "kinesis:GetRecords", orders));
  EXPECT_TRUE(allows(aws("service-role/AWSLambdaKinesisExecutionRole"), "kinesis:GetRecords", orders));
  EXPECT_FALSE(allows(aws("service-role/AWSLambdaKinesisExecutionRole"), "kinesis:PutRecord", orders));
  EXPECT_TRUE(allows(aws("AdministratorAccess"), "iam:CreateUser", role));
  EXPECT_TRUE(allows(aws("AmazonKinesisFullAccess"), "kinesis:PutRecord", orders));
  EXPECT_FALSE(allows(aws("AmazonKinesisFullAccess"), "dynamodb:PutItem", table));
  EXPECT_TRUE(allows(aws("AmazonKinesisReadOnlyAccess"), "kinesis:DescribeStream", orders));
  EXPECT_FALSE(allows(aws("AmazonKinesisReadOnlyAccess"), "kinesis:PutRecord", orders));
  EXPECT_TRUE(allows(aws("ReadOnlyAccess"), "dynamodb:Query", table));
  EXPECT_FALSE(allows(aws("ReadOnlyAccess"), "dynamodb:PutItem", table));
  EXPECT_FALSE(allows(aws("job-function/ViewOnlyAccess"), "dynamodb:GetItem", table));
  EXPECT_TRUE(allows(aws("PowerUserAccess"), "dynamodb:PutItem", table));
  EXPECT_FALSE(allows(aws("PowerUserAccess"), "iam:CreateUser", role));
  EXPECT_TRUE(allows(aws("PowerUserAccess"), "iam:ListRoles", role));
  EXPECT_TRUE(allows(aws("AmazonEventBridgePipesFullAccess"), "pipes:CreatePipe", "*"));
  EXPECT_FALSE(allows(aws("AmazonEventBridgePipesFullAccess"), "iam:PassRole", role));  // only to pipes
}

}  // namespace
}  // namespace penstock::policy
