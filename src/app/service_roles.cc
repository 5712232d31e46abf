#include "app/service_roles.h"

#include <fmt/format.h>

#include "base/check.h"

namespace penstock::app {
namespace {

constexpr std::string_view replication_policy = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",
  "Action":["kinesis:DescribeStream","kinesis:DescribeStreamSummary","kinesis:PutRecord","kinesis:PutRecords"],
  "Resource":"*"}]})";

}  // namespace

std::shared_ptr<const policy::Principal> kinesis_replication_role(std::string_view account) {
  constexpr std::string_view name = "AWSServiceRoleForDynamoDBKinesisDataStreamsReplication";
  auto document = policy::parse_document(replication_policy, policy::DocumentKind::identity);
  CHECK(document.has_value());
  auto role = std::make_shared<policy::Principal>();
  role->kind = policy::PrincipalKind::role_session;
  role->account = account;
  role->arn = fmt::format("arn:aws:sts::{}:assumed-role/{}/dynamodb", account, name);
  role->id = fmt::format("{}:dynamodb", name);
  role->role_arn =
      fmt::format("arn:aws:iam::{}:role/aws-service-role/kinesisreplication.dynamodb.amazonaws.com/{}", account, name);
  role->policies = {{"DynamoDBKinesisReplicationServiceRolePolicy", *std::move(document)}};
  return role;
}

}  // namespace penstock::app
