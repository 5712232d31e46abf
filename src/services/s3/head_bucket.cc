#include "services/s3/bucket_region.h"
#include "services/s3/service.h"

namespace penstock::s3 {

Task<Result<HeadBucketOutput>> S3Service::head_bucket(Caller caller, HeadBucketInput in) {
  auto bucket = co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  co_return HeadBucketOutput{.bucket_region = std::move(bucket.region), .access_point_alias = false};
}

Task<Result<GetBucketLocationOutput>> S3Service::get_bucket_location(Caller caller, GetBucketLocationInput in) {
  const auto bucket = co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  co_return GetBucketLocationOutput{.location_constraint = location_constraint_of(bucket.region)};
}

}  // namespace penstock::s3
