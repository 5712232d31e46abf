#include "app/resource_side.h"

#include "api/dynamodb/client.h"
#include "api/dynamodb/model.h"
#include "api/iam/client.h"
#include "api/kinesis/client.h"
#include "api/kinesis/model.h"
#include "api/s3/client.h"
#include "api/s3/model.h"
#include "base/ids.h"
#include "base/percent.h"
#include "policy/text.h"

namespace penstock::app {
namespace {

constexpr std::string_view role_prefix = "role/";

std::string_view name_in(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// Those that ask a role's trust policy.
bool assumes(std::string_view action) {
  const auto name = policy::lower(action);
  return name.starts_with("sts:assumerole") || name == "sts:tagsession" || name == "sts:setsourceidentity";
}

bool is_about_bucket_policy(std::string_view action) {
  const auto name = policy::lower(action);
  return name == "s3:putbucketpolicy" || name == "s3:getbucketpolicy" || name == "s3:deletebucketpolicy";
}

// "…:table/orders" of "…:table/orders/index/by-day".
std::string table_arn(const std::string& arn, const ArnParts& parts) {
  const auto slash = parts.resource.find('/');
  const auto end = slash == parts.resource.npos ? slash : parts.resource.find('/', slash + 1);
  return end == parts.resource.npos ? arn : arn.substr(0, arn.size() - (parts.resource.size() - end));
}

}  // namespace

template <class Input>
Result<AccessNeed> ResourceSide::ask(const ServiceModel& model, const Operation& operation, const Caller& caller,
                                     const Input& in) const {
  for (const auto& entry : services_) {
    const auto* rule = entry.model == &model ? entry.rule_of(operation) : nullptr;
    if (!rule) continue;
    auto needs = rule->needs(entry.service, caller, &in);
    if (!needs) return needs.error();
    if (!needs->empty()) return std::move(needs->front());
  }
  return error::not_implemented("no such service");
}

AccessNeed ResourceSide::trust_need(std::string_view role_arn) const {
  ArnParts parts;
  parse_arn(role_arn, parts);
  AccessNeed need{.action = {}, .resource = std::string(role_arn), .resource_policy_must_allow = true};
  const auto role = iam_.directory().find_role(parts.account, name_in(parts.resource));
  if (!role || role->arn != role_arn) return need;
  need.resource_account = role->account;
  need.resource_policy = role->trust;
  for (const auto& [key, value] : role->tags) {
    need.context.emplace_back(policy::lower("aws:resourcetag/" + key), value);
    need.context.emplace_back(policy::lower("iam:resourcetag/" + key), value);
  }
  return need;
}

Result<AccessNeed> ResourceSide::found(const Caller& caller, std::string_view action,
                                       const std::string& resource) const {
  ArnParts parts;
  if (!parse_arn(resource, parts)) return AccessNeed{};
  if (parts.service == "kinesis") {
    return ask(kinesis::model, kinesis::operations::get_resource_policy, caller,
               kinesis::GetResourcePolicyInput{.resource_arn = resource});
  }
  if (parts.service == "dynamodb") {
    return ask(dynamodb::model, dynamodb::operations::describe_table, caller,
               dynamodb::DescribeTableInput{.table_name = table_arn(resource, parts)});
  }
  if (parts.service == "s3") {
    const std::string bucket(parts.resource.substr(0, parts.resource.find('/')));
    if (bucket.size() < parts.resource.size()) {
      s3::HeadObjectInput in{.bucket = bucket};
      in.key = parts.resource.substr(bucket.size() + 1);
      return ask(s3::model, s3::operations::head_object, caller, in);
    }
    if (is_about_bucket_policy(action)) {
      return ask(s3::model, s3::operations::get_bucket_policy, caller, s3::GetBucketPolicyInput{.bucket = bucket});
    }
    return ask(s3::model, s3::operations::get_bucket_location, caller, s3::GetBucketLocationInput{.bucket = bucket});
  }
  if (parts.service == "iam" && parts.resource.starts_with(role_prefix) && assumes(action)) return trust_need(resource);
  return AccessNeed{};
}

AccessNeed ResourceSide::need(const Caller& caller, std::string_view action, const std::string& resource) const {
  auto need = found(caller, action, resource).value_or(AccessNeed{});
  need.action = action;
  need.resource = resource;
  return need;
}

Task<Result<std::string>> ResourceSide::policy_text(Transport& transport, std::string resource) const {
  ArnParts parts;
  parse_arn(resource, parts);
  if (parts.service == "kinesis") {
    kinesis::KinesisClient kinesis(transport);
    co_return (co_await kinesis.get_resource_policy({.resource_arn = resource})).policy;
  }
  if (parts.service == "dynamodb") {
    dynamodb::DynamoDBClient dynamodb(transport);
    co_return (co_await dynamodb.get_resource_policy({.resource_arn = table_arn(resource, parts)})).policy.value_or("");
  }
  if (parts.service == "s3") {
    s3::S3Client s3(transport);
    const std::string bucket(parts.resource.substr(0, parts.resource.find('/')));
    co_return (co_await s3.get_bucket_policy({.bucket = bucket})).policy.value_or("");
  }
  if (parts.service == "iam") {
    iam::IAMClient iam(transport);
    const auto role = co_await iam.get_role({.role_name = std::string(name_in(parts.resource))});
    co_return percent_decode(role.role.assume_role_policy_document.value_or("")).value_or("");
  }
  co_return error::not_implemented("The resource's policy cannot be read here.");
}

}  // namespace penstock::app
