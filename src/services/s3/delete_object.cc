#include "services/s3/object_answer.h"
#include "services/s3/object_key.h"
#include "services/s3/service.h"

namespace penstock::s3 {

Task<Result<DeleteObjectOutput>> S3Service::delete_object(Caller caller, DeleteObjectInput in) {
  co_await check_object_key(in.key);
  co_await check_version(in.version_id);
  co_await check_bypass(in.bypass_governance_retention);
  if (in.if_match_last_modified_time || in.if_match_size) {
    co_return errors::not_implemented("x-amz-if-match-size", "Only directory buckets take this condition");
  }
  const auto bucket_turn = co_await turns_.shared(in.bucket);
  co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  const auto entry_key = object_entry_key(in.bucket, in.key);
  const auto object_turn = co_await turns_.alone(entry_key);
  const auto current = co_await find_object(in.bucket, in.key);
  co_await check_write({.if_match = in.if_match}, current ? &*current : nullptr, in.key);
  if (!current) co_return DeleteObjectOutput{};

  WriteBatch batch;
  batch.erase(entry_key);
  forget_file(batch, current);
  co_await store_.write(std::move(batch));
  co_await free_file(current->file);
  co_return DeleteObjectOutput{};
}

}  // namespace penstock::s3
