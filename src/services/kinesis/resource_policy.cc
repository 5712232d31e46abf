// PutResourcePolicy, GetResourcePolicy and DeleteResourcePolicy.
#include <algorithm>

#include "api/kinesis/errors.h"
#include "policy/resource_statement.h"
#include "policy/text.h"
#include "services/kinesis/service.h"
#include "services/kinesis/stream_name.h"

namespace penstock::kinesis {
namespace {

ApiError no_policy(const std::string& arn) {
  return errors::resource_not_found("No resource policy found for resource ARN " + arn + ".");
}

bool is_for_kinesis(std::string_view action) { return action == "*" || policy::lower(action).starts_with("kinesis:"); }

// As it may hang on a stream: about this stream, actions of Kinesis, and principals that there are.
Status check_policy(const std::string& text, std::string_view arn, const IsMissingPrincipal& is_missing) {
  const auto policy = policy::parse_resource_policy(text);
  if (!policy) return errors::invalid_argument(policy.error().message);
  if (!std::ranges::all_of((*policy)->actions, is_for_kinesis)) {
    return errors::invalid_argument("Policy has invalid action");
  }
  if (!(*policy)->is_about(arn, "/")) return errors::invalid_argument("Policy has invalid resource");
  for (const auto& statement : policy::resource_statements(text)) {
    if (is_missing && std::ranges::any_of(statement.principals, is_missing)) {
      return errors::invalid_argument("Invalid principal in policy");
    }
  }
  return ok();
}

}  // namespace

Task<Result<PutResourcePolicyOutput>> KinesisService::put_resource_policy(Caller caller, PutResourcePolicyInput in) {
  const auto key = co_await own_stream(caller, in.resource_arn);
  co_await change(key, [&](StreamRecord& record) {
    record.policy = std::move(in.policy);
    return check_policy(record.policy, stream_arn(key), options_.is_missing_principal);
  });
  co_return PutResourcePolicyOutput{};
}

Task<Result<GetResourcePolicyOutput>> KinesisService::get_resource_policy(Caller caller, GetResourcePolicyInput in) {
  const auto key = co_await own_stream(caller, in.resource_arn);
  const auto stream = co_await existing_stream(key);
  // A stream without a policy has an empty one.
  co_return GetResourcePolicyOutput{.policy = stream->record.policy.empty() ? "{}" : stream->record.policy};
}

Task<Result<DeleteResourcePolicyOutput>> KinesisService::delete_resource_policy(Caller caller,
                                                                                DeleteResourcePolicyInput in) {
  const auto key = co_await own_stream(caller, in.resource_arn);
  co_await change(key, [&](StreamRecord& record) -> Status {
    if (record.policy.empty()) return no_policy(in.resource_arn);
    record.policy.clear();
    return ok();
  });
  co_return DeleteResourcePolicyOutput{};
}

}  // namespace penstock::kinesis
