// CreateServiceLinkedRole, DeleteServiceLinkedRole and GetServiceLinkedRoleDeletionStatus.
#include <fmt/format.h>

#include <array>

#include "api/iam/errors.h"
#include "base/hash.h"
#include "base/hex.h"
#include "services/iam/description.h"
#include "services/iam/policy_text.h"
#include "services/iam/service.h"
#include "services/iam/service_linked_role.h"

namespace penstock::iam {
namespace {

struct ServiceName {
  std::string_view service, name;
};

// Services that pipelines use and whose roles are not called after the first part of their host.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
constexpr std::array names = {
    ServiceName{"autoscaling.amazonaws.com", "AutoScaling"},
    ServiceName{"batch.amazonaws.com", "Batch"},
    ServiceName{"cks.kms.amazonaws.com", "KeyManagementServiceCustomKeyStores"},
    ServiceName{"connect.amazonaws.com", "AmazonConnect"},
    ServiceName{"dax.amazonaws.com", "DAX"},
    ServiceName{"dynamodb.application-autoscaling.amazonaws.com", "ApplicationAutoScaling_DynamoDBTable"},
    ServiceName{"ecs.amazonaws.com", "ECS"},
    ServiceName{"ecs.application-autoscaling.amazonaws.com", "ApplicationAutoScaling_ECSService"},
    ServiceName{"eks.amazonaws.com", "AmazonEKS"},
    ServiceName{"elasticache.amazonaws.com", "ElastiCache"},
    ServiceName{"elasticloadbalancing.amazonaws.com", "ElasticLoadBalancing"},
    ServiceName{"es.amazonaws.com", "AmazonElasticsearchService"},
    ServiceName{"events.amazonaws.com", "CloudWatchEvents"},
    ServiceName{"kafka.amazonaws.com", "Kafka"},
    ServiceName{"kinesis.application-autoscaling.amazonaws.com", "ApplicationAutoScaling_KinesisStream"},
    ServiceName{"lambda.application-autoscaling.amazonaws.com", "ApplicationAutoScaling_LambdaConcurrency"},
    ServiceName{"opensearchservice.amazonaws.com", "AmazonOpenSearchService"},
    ServiceName{"ops.apigateway.amazonaws.com", "APIGateway"},
    ServiceName{"rds.amazonaws.com", "RDS"},
    ServiceName{"redshift.amazonaws.com", "Redshift"},
    ServiceName{"replication.dynamodb.amazonaws.com", "DynamoDBReplication"},
    ServiceName{"spot.amazonaws.com", "EC2Spot"},
    ServiceName{"transitgateway.amazonaws.com", "VPCTransitGateway"},
};

constexpr std::string_view host_suffix = ".amazonaws.com";
constexpr std::string_view task_prefix = "task/aws-service-role/";

}  // namespace

Result<std::string> service_linked_role_name(std::string_view service, const std::optional<std::string>& suffix) {
  if (!service.ends_with(host_suffix) || service.size() == host_suffix.size()) {
    return errors::invalid_input(fmt::format("Service name {} is not a valid AWS service name.", service));
  }
  std::string name;
  for (const auto& known : names) {
    if (known.service == service) name = known.name;
  }
  if (name.empty()) {
    name = service.substr(0, service.find('.'));
    if (name.front() >= 'a' && name.front() <= 'z') name.front() = static_cast<char>(name.front() - 'a' + 'A');
  }
  name.insert(0, "AWSServiceRoleFor");
  if (suffix) name.append("_").append(*suffix);
  return name;
}

std::string service_linked_role_path(std::string_view service) { return fmt::format("/aws-service-role/{}/", service); }

// The end of a task's id: nobody but this server makes one.
std::string IamService::deletion_seal(std::string_view task) const {
  const auto key = vault_.derive_key("iam/deletion-task");
  const auto digest = hmac_sha256(key.reveal(), task);
  const auto digits = to_hex(digest);
  return fmt::format("{}-{}-{}-{}-{}", digits.substr(0, 8), digits.substr(8, 4), digits.substr(12, 4),
                     digits.substr(16, 4), digits.substr(20, 12));
}

Task<Result<CreateServiceLinkedRoleOutput>> IamService::create_service_linked_role(Caller caller,
                                                                                   CreateServiceLinkedRoleInput in) {
  const auto name = co_await service_linked_role_name(in.aws_service_name, in.custom_suffix);
  auto trust = co_await read_trust(fmt::format(
      R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{}"}},"Action":"sts:AssumeRole"}}]}})",
      in.aws_service_name));
  auto change = co_await begin(caller.account);
  if (change.account().roles.find(name)) {
    co_return errors::invalid_input(
        fmt::format("Service role name {} has been taken in this account, please try a different suffix.", name));
  }
  auto role = co_await fresh<RoleRecord>(change.account(), name, service_linked_role_path(in.aws_service_name));
  role.trust = std::move(trust);
  role.description = std::move(in.description);
  CreateServiceLinkedRoleOutput out{.role = described(change.account(), role, directory_, Detail::created)};
  change.add(std::move(role));
  co_await change.commit();
  co_return out;
}

// The role is gone with the answer: no service here still needs it.
Task<Result<DeleteServiceLinkedRoleOutput>> IamService::delete_service_linked_role(Caller caller,
                                                                                   DeleteServiceLinkedRoleInput in) {
  std::string task;
  co_await remove<RoleRecord>(caller.account, in.role_name, [&](const RoleRecord& role, const Account&) -> Status {
    if (!role.is_service_linked()) {
      return errors::no_such_entity(fmt::format("The role with name {} is not a service-linked role.", role.name));
    }
    task = fmt::format("task{}{}/", role.path, role.name);
    return ok();
  });
  co_return DeleteServiceLinkedRoleOutput{.deletion_task_id = task + deletion_seal(task)};
}

Task<Result<GetServiceLinkedRoleDeletionStatusOutput>> IamService::get_service_linked_role_deletion_status(
    Caller, GetServiceLinkedRoleDeletionStatusInput in) {
  const std::string_view id = in.deletion_task_id;
  const auto task = id.substr(0, id.rfind('/') + 1);
  if (!id.starts_with(task_prefix) || id.substr(task.size()) != deletion_seal(task)) {
    co_return errors::no_such_entity(fmt::format("Deletion task {} cannot be found.", id));
  }
  co_return GetServiceLinkedRoleDeletionStatusOutput{.status = std::string(deletion_task_status_type::succeeded)};
}

}  // namespace penstock::iam
