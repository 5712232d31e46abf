// PutBucketPolicy, GetBucketPolicy, DeleteBucketPolicy and GetBucketPolicyStatus.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
#include <algorithm>

#include "services/s3/limits.h"
#include "services/s3/s3_error.h"
#include "services/s3/service.h"

namespace penstock::s3 {
namespace {

bool is_for_s3(std::string_view action) {
  return action == "*" || action.starts_with("s3:") || action.starts_with("S3:");
}

Result<policy::ResourcePolicyRef> checked_policy(const std::string& text, const std::string& bucket) {
  if (!text.starts_with('{')) {
    return errors::malformed_policy("Policies must be valid JSON and the first byte must be '{'");
  }
  if (text.size() > limits::policy_bytes_max)
    return errors::malformed_policy("Policy exceeds the maximum allowed document size.");
  auto policy = policy::parse_resource_policy(text);
  if (!policy) return errors::malformed_policy(std::move(policy.error().message));
  if (!std::ranges::all_of((*policy)->actions, is_for_s3)) return errors::malformed_policy("Policy has invalid action");
  if (!(*policy)->is_about("arn:aws:s3:::" + bucket, "/")) {
    return errors::malformed_policy("Policy has invalid resource");
  }
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
  const auto policy = co_await checked_policy(in.policy, in.bucket);
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
