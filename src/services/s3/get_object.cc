#include "services/s3/object_answer.h"
#include "services/s3/object_key.h"
#include "services/s3/service.h"

namespace penstock::s3 {
namespace {

template <class Input>
Status check_request(const Input& in) {
  if (auto fits = check_object_key(in.key); !fits) return fits;
  if (auto known = check_version(in.version_id); !known) return known;
  if (in.sse_customer_algorithm) {
    return errors::invalid_request("The encryption parameters are not applicable to this object.");
  }
  return ok();
}

}  // namespace

Task<Result<GetObjectOutput>> S3Service::get_object(Caller caller, GetObjectInput in) {
  co_await check_request(in);
  ignore_future(in.if_modified_since, clock_.now());
  co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  auto opened = co_await as_result(open_object(in.bucket, in.key, &checked_part<GetObjectInput>, &in));
  if (!opened) {
    if (opened.error().code == "NoSuchKey") co_await may_know_of_missing(caller, in.bucket, in.key);
    co_return std::move(opened.error());
  }
  auto& open = *opened;
  auto out = describe<GetObjectOutput>(in, open.metadata, open.range);
  out.body = std::move(open.body);
  co_return out;
}

Task<Result<HeadObjectOutput>> S3Service::head_object(Caller caller, HeadObjectInput in) {
  co_await check_request(in);
  ignore_future(in.if_modified_since, clock_.now());
  co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  const auto found = co_await find_object(in.bucket, in.key);
  if (!found) {
    co_await may_know_of_missing(caller, in.bucket, in.key);
    co_return errors::missing_key(in.key);
  }
  const auto& object = *found;
  const auto range = co_await checked_part<HeadObjectInput>(&in, object);
  co_return describe<HeadObjectOutput>(in, object, range);
}

}  // namespace penstock::s3
