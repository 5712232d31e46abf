// PutBucketPolicy, GetBucketPolicy, DeleteBucketPolicy and GetBucketPolicyStatus.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
#include <algorithm>

#include "policy/resource_statement.h"
#include "services/s3/limits.h"
#include "services/s3/policy_vocabulary.h"
#include "services/s3/s3_error.h"
#include "services/s3/service.h"

namespace penstock::s3 {
namespace {

bool is_for_s3(std::string_view action) {
  return action == "*" || action.starts_with("s3:") || action.starts_with("S3:");
}

// What a resource covers: the bucket, its objects, or either, when a wildcard follows the bucket's name.
ActionLevels resource_levels(std::string_view resource, std::string_view bucket_arn) {
  const auto rest = resource.substr(bucket_arn.size());
  if (rest.empty()) return {.bucket = true};
  if (rest.starts_with('/')) return {.object = true};
  return {.bucket = true, .object = true};
}

// Whether each action is done to something that the statement is about. Actions of no bucket and no object, and what
// NotAction and NotResource leave, are not looked into.
bool each_action_applies(const policy::ResourceStatement& statement, std::string_view bucket_arn) {
  if (statement.resources.empty()) return true;
  ActionLevels covered;
  for (const auto& resource : statement.resources) {
    const auto levels = resource_levels(resource, bucket_arn);
    covered.bucket = covered.bucket || levels.bucket;
    covered.object = covered.object || levels.object;
  }
  return std::ranges::all_of(statement.actions, [&](const std::string& action) {
    const auto levels = action_levels(action);
    const bool is_known = levels.bucket || levels.object;
    return !is_known || (levels.bucket && covered.bucket) || (levels.object && covered.object);
  });
}

Status check_names(const std::string& policy, std::string_view bucket_arn, const IsMissingPrincipal& is_missing) {
  for (const auto& statement : policy::resource_statements(policy)) {
    if (is_missing && std::ranges::any_of(statement.principals, is_missing)) {
      return errors::malformed_policy("Invalid principal in policy");
    }
    if (!std::ranges::all_of(statement.condition_keys, is_condition_key)) {
      return errors::malformed_policy("Policy has an invalid condition key");
    }
    if (!each_action_applies(statement, bucket_arn)) {
      return errors::malformed_policy("Action does not apply to any resource(s) in statement");
    }
  }
  return ok();
}

Result<policy::ResourcePolicyRef> checked_policy(const std::string& text, const std::string& bucket,
                                                 const IsMissingPrincipal& is_missing) {
  if (!text.starts_with('{')) {
    return errors::malformed_policy("Policies must be valid JSON and the first byte must be '{'");
  }
  if (text.size() > limits::policy_bytes_max)
    return errors::malformed_policy("Policy exceeds the maximum allowed document size.");
  auto policy = policy::parse_resource_policy(text);
  if (!policy) return errors::malformed_policy(std::move(policy.error().message));
  if (!std::ranges::all_of((*policy)->actions, is_for_s3)) return errors::malformed_policy("Policy has invalid action");
  const auto bucket_arn = "arn:aws:s3:::" + bucket;
  if (!(*policy)->is_about(bucket_arn, "/")) return errors::malformed_policy("Policy has invalid resource");
  if (auto status = check_names(text, bucket_arn, is_missing); !status) return std::move(status.error());
  return policy;
}

}  // namespace

Result<BucketRecord> S3Service::own_bucket(const Caller& caller, const std::string& name,
                                           const std::optional<std::string>& expected_owner,
                                           std::string_view method) const {
  auto bucket = existing_bucket(name, expected_owner);
  if (bucket && bucket->account != caller.account) return errors::method_not_allowed(method, "BUCKETPOLICY");
  return bucket;
}

Task<Status> S3Service::write_bucket(BucketRecord bucket) {
  WriteBatch batch;
  batch.put(bucket_key(bucket.name), encode_bucket(bucket));
  co_return co_await as_result(store_.write(std::move(batch)));
}

Task<Result<PutBucketPolicyOutput>> S3Service::put_bucket_policy(Caller caller, PutBucketPolicyInput in) {
  const auto turn = co_await turns_.alone(in.bucket);
  auto bucket = co_await own_bucket(caller, in.bucket, in.expected_bucket_owner, "PUT");
  const auto policy = co_await checked_policy(in.policy, in.bucket, is_missing_principal_);
  const bool blocks = bucket.public_access_block && bucket.public_access_block->block_public_policy;
  if (blocks && policy->is_public) {
    co_return errors::public_policy_blocked(caller.principal ? caller.principal->arn : "", in.bucket);
  }
  bucket.policy = std::move(in.policy);
  co_await write_bucket(std::move(bucket));
  co_return PutBucketPolicyOutput{};
}

Task<Result<GetBucketPolicyOutput>> S3Service::get_bucket_policy(Caller caller, GetBucketPolicyInput in) {
  auto bucket = co_await own_bucket(caller, in.bucket, in.expected_bucket_owner, "GET");
  if (bucket.policy.empty()) co_return errors::missing_bucket_policy(in.bucket);
  co_return GetBucketPolicyOutput{.policy = std::move(bucket.policy)};
}

Task<Result<DeleteBucketPolicyOutput>> S3Service::delete_bucket_policy(Caller caller, DeleteBucketPolicyInput in) {
  const auto turn = co_await turns_.alone(in.bucket);
  auto bucket = co_await own_bucket(caller, in.bucket, in.expected_bucket_owner, "DELETE");
  if (bucket.policy.empty()) co_return DeleteBucketPolicyOutput{};
  bucket.policy.clear();
  co_await write_bucket(std::move(bucket));
  co_return DeleteBucketPolicyOutput{};
}

Task<Result<GetBucketPolicyStatusOutput>> S3Service::get_bucket_policy_status(Caller, GetBucketPolicyStatusInput in) {
  const auto bucket = co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  if (bucket.policy.empty()) co_return errors::missing_bucket_policy(in.bucket);
  const auto policy = co_await policies_.read(bucket.policy);
  co_return GetBucketPolicyStatusOutput{.policy_status = PolicyStatus{.is_public = policy->is_public}};
}

}  // namespace penstock::s3
