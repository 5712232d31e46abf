#include "services/s3/object_key.h"
#include "services/s3/s3_error.h"
#include "services/s3/service.h"

namespace penstock::s3 {

Task<Result<DeleteBucketOutput>> S3Service::delete_bucket(Caller caller, DeleteBucketInput in) {
  const auto turn = co_await turns_.alone(in.bucket);
  const auto bucket = co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  const auto objects = objects_prefix(in.bucket);
  if (!(co_await store_.scan(objects, prefix_end(objects), 1)).empty()) co_return errors::bucket_not_empty(in.bucket);

  WriteBatch batch;
  batch.erase(bucket_key(bucket.name));
  batch.erase(account_buckets_prefix(bucket.account) + bucket.name);
  co_await store_.write(std::move(batch));
  co_return DeleteBucketOutput{};
}

}  // namespace penstock::s3
