#include "services/s3/bucket_name.h"
#include "services/s3/bucket_region.h"
#include "services/s3/s3_error.h"
#include "services/s3/service.h"

namespace penstock::s3 {
namespace {

Status check_settings(const CreateBucketInput& in) {
  if (in.grant_full_control || in.grant_read || in.grant_read_acp || in.grant_write || in.grant_write_acp ||
      (in.acl && *in.acl != "private")) {
    return ApiError{400, "InvalidBucketAclWithObjectOwnership",
                    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"};
  }
  if (in.object_ownership && *in.object_ownership != "BucketOwnerEnforced") {
    return errors::not_implemented("x-amz-object-ownership", "Buckets with ACLs are not implemented");
  }
  if (in.object_lock_enabled_for_bucket.value_or(false)) {
    return errors::not_implemented("x-amz-bucket-object-lock-enabled", "Object lock is not implemented");
  }
  if (in.bucket_namespace && *in.bucket_namespace != "global") {
    return errors::not_implemented("x-amz-bucket-namespace", "Namespaces of buckets are not implemented");
  }
  const auto& configuration = in.create_bucket_configuration;
  if (configuration && (configuration->location || configuration->bucket)) {
    return errors::not_implemented("CreateBucketConfiguration", "Directory buckets are not implemented");
  }
  if (configuration && configuration->tags) {
    return errors::not_implemented("CreateBucketConfiguration", "Tags of buckets are not implemented");
  }
  return ok();
}

// us-east-1 lets an owner create a bucket twice, as it always has.
Status answer_existing(const BucketRecord& bucket, const Caller& caller) {
  if (bucket.account != caller.account) return errors::bucket_exists_elsewhere(bucket.name);
  if (bucket.region == "us-east-1" && caller.region == "us-east-1") return ok();
  return errors::bucket_exists_here(bucket.name);
}

// As S3 writes it: a path in us-east-1, the bucket's own address elsewhere.
std::string location_of(std::string_view bucket, std::string_view region) {
  if (region == "us-east-1") return "/" + std::string(bucket);
  return "http://" + std::string(bucket) + ".s3.amazonaws.com/";
}

}  // namespace

Task<Result<CreateBucketOutput>> S3Service::create_bucket(Caller caller, CreateBucketInput in) {
  if (!is_new_bucket_name(in.bucket)) co_return errors::invalid_bucket_name(in.bucket);
  const auto constraint = in.create_bucket_configuration ? in.create_bucket_configuration->location_constraint
                                                         : std::optional<std::string>{};
  auto region = co_await region_of_new_bucket(caller.region, constraint);
  co_await check_settings(in);

  CreateBucketOutput out{.location = location_of(in.bucket, region)};
  const auto turn = co_await turns_.alone(in.bucket);
  if (const auto record = co_await store_.get(bucket_key(in.bucket))) {
    co_await answer_existing(co_await decode_bucket(in.bucket, *record), caller);
    co_return out;
  }
  // New buckets block public access since April 2023.
  const BucketRecord bucket{.name = in.bucket,
                            .account = caller.account,
                            .region = std::move(region),
                            .created = clock_.now(),
                            .public_access_block = PublicAccessBlock{true, true, true, true}};
  WriteBatch batch;
  batch.put(bucket_key(bucket.name), encode_bucket(bucket));
  batch.put(account_buckets_prefix(bucket.account) + bucket.name, {});
  co_await store_.write(std::move(batch));
  co_return out;
}

}  // namespace penstock::s3
