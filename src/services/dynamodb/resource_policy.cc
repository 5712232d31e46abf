// PutResourcePolicy, GetResourcePolicy and DeleteResourcePolicy.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html
#include "services/dynamodb/resource_policy.h"

#include "api/dynamodb/errors.h"
#include "policy/resource_policy.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/resource_arn.h"
#include "services/dynamodb/service.h"

namespace penstock::dynamodb {
namespace {

constexpr std::string_view no_policy = "NO_POLICY";  // expected before the first one

ApiError invalid(std::string message) {
  return error::validation("One or more parameter values were invalid: " + std::move(message));
}

ApiError policy_not_found(std::string_view what) {
  return errors::policy_not_found("Resource-based policy not found for the provided ResourceArn: " + std::string(what));
}

Status check_revision(const std::optional<std::string>& expected, const Table& table) {
  const auto& policy = table.record.policy;
  if (!expected) return ok();
  if (*expected == no_policy) {
    if (!policy) return ok();
    return policy_not_found("Requested policy update expecting none to be present for table " + table.key.name +
                            ", but a policy exists with revision id " + policy->revision + ".");
  }
  if (!policy) return policy_not_found(table.key.arn());
  if (policy->revision == *expected) return ok();
  return policy_not_found("Requested update for policy with revision id " + *expected +
                          ", but the policy associated to target table " + table.key.name + " has revision id " +
                          policy->revision + ".");
}

Status check_settled(const Table& table, TimePoint now) {
  const auto state = table.record.state(now);
  if (state != TableState::creating && state != TableState::deleting) return ok();
  return errors::resource_in_use("Attempt to change a resource which is still in use: Table is being " +
                                 std::string(state == TableState::creating ? "created: " : "deleted: ") +
                                 table.key.name);
}

}  // namespace

Status check_resource_policy(const std::string& text, std::string_view table_arn) {
  if (text.size() > limits::resource_policy_bytes_max) {
    return invalid("Maximum policy size of " + std::to_string(limits::resource_policy_bytes_max) + " bytes exceeded");
  }
  const auto policy = policy::parse_resource_policy(text);
  if (!policy) return invalid("Invalid policy document: " + policy.error().message);
  // The table and its indexes.
  if (!(*policy)->is_about(table_arn, "/")) {
    return invalid("Invalid policy document: The policy is about another resource than " + std::string(table_arn));
  }
  return ok();
}

Task<Result<PutResourcePolicyOutput>> DynamodbService::put_resource_policy(Caller caller, PutResourcePolicyInput in) {
  const auto key = co_await own_table_of_resource(caller, in.resource_arn);
  co_await check_resource_policy(in.policy, in.resource_arn);
  const auto turn = co_await catalog_.turn();
  const auto table = co_await existing_table(key);
  co_await check_settled(*table, clock_.now());
  co_await check_revision(in.expected_revision_id, *table);
  if (table->record.policy && table->record.policy->text == in.policy) {
    co_return PutResourcePolicyOutput{.revision_id = table->record.policy->revision};
  }
  auto changed = table->record;
  changed.policy = ResourcePolicy{.text = std::move(in.policy), .revision = std::to_string(random_.next())};
  auto revision = changed.policy->revision;
  co_await catalog_.replace(table, std::move(changed));
  co_return PutResourcePolicyOutput{.revision_id = std::move(revision)};
}

Task<Result<GetResourcePolicyOutput>> DynamodbService::get_resource_policy(Caller caller, GetResourcePolicyInput in) {
  const auto table = co_await existing_table(co_await own_table_of_resource(caller, in.resource_arn));
  const auto& policy = table->record.policy;
  if (!policy) co_return policy_not_found(in.resource_arn);
  co_return GetResourcePolicyOutput{.policy = policy->text, .revision_id = policy->revision};
}

// Without an expected revision, one that is not there is as good as deleted.
Task<Result<DeleteResourcePolicyOutput>> DynamodbService::delete_resource_policy(Caller caller,
                                                                                 DeleteResourcePolicyInput in) {
  const auto key = co_await own_table_of_resource(caller, in.resource_arn);
  const auto turn = co_await catalog_.turn();
  const auto table = co_await existing_table(key);
  co_await check_settled(*table, clock_.now());
  if (in.expected_revision_id && !table->record.policy) co_return policy_not_found(in.resource_arn);
  co_await check_revision(in.expected_revision_id, *table);
  if (!table->record.policy) co_return DeleteResourcePolicyOutput{};
  auto changed = table->record;
  DeleteResourcePolicyOutput out{.revision_id = changed.policy->revision};
  changed.policy.reset();
  co_await catalog_.replace(table, std::move(changed));
  co_return out;
}

}  // namespace penstock::dynamodb
