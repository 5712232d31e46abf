// PutPublicAccessBlock, GetPublicAccessBlock and DeletePublicAccessBlock.
#include "services/s3/s3_error.h"
#include "services/s3/service.h"

namespace penstock::s3 {

Task<Result<PutPublicAccessBlockOutput>> S3Service::put_public_access_block(Caller, PutPublicAccessBlockInput in) {
  const auto turn = co_await turns_.alone(in.bucket);
  auto bucket = co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  const auto& wanted = in.public_access_block_configuration;
  bucket.public_access_block =
      PublicAccessBlock{.block_public_acls = wanted.block_public_acls.value_or(false),
                        .ignore_public_acls = wanted.ignore_public_acls.value_or(false),
                        .block_public_policy = wanted.block_public_policy.value_or(false),
                        .restrict_public_buckets = wanted.restrict_public_buckets.value_or(false)};
  co_await write_bucket(std::move(bucket));
  co_return PutPublicAccessBlockOutput{};
}

Task<Result<GetPublicAccessBlockOutput>> S3Service::get_public_access_block(Caller, GetPublicAccessBlockInput in) {
  const auto bucket = co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  if (!bucket.public_access_block) co_return errors::missing_public_access_block(in.bucket);
  const auto& block = *bucket.public_access_block;
  co_return GetPublicAccessBlockOutput{.public_access_block_configuration = PublicAccessBlockConfiguration{
                                           .block_public_acls = block.block_public_acls,
                                           .ignore_public_acls = block.ignore_public_acls,
                                           .block_public_policy = block.block_public_policy,
                                           .restrict_public_buckets = block.restrict_public_buckets}};
}

Task<Result<DeletePublicAccessBlockOutput>> S3Service::delete_public_access_block(Caller,
                                                                                  DeletePublicAccessBlockInput in) {
  const auto turn = co_await turns_.alone(in.bucket);
  auto bucket = co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  bucket.public_access_block.reset();
  co_await write_bucket(std::move(bucket));
  co_return DeletePublicAccessBlockOutput{};
}

}  // namespace penstock::s3
