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
  co_await existing_bucket(caller, in.bucket, in.expected_bucket_owner);
  auto open = co_await open_object(in.bucket, in.key, &checked_part<GetObjectInput>, &in);
  auto out = describe<GetObjectOutput>(in, open.metadata, open.range);
  out.body = std::move(open.body);
  co_return out;
}

Task<Result<HeadObjectOutput>> S3Service::head_object(Caller caller, HeadObjectInput in) {
  co_await check_request(in);
  ignore_future(in.if_modified_since, clock_.now());
  co_await existing_bucket(caller, in.bucket, in.expected_bucket_owner);
  const auto object = co_await existing_object(in.bucket, in.key);
  const auto range = co_await checked_part<HeadObjectInput>(&in, object);
  co_return describe<HeadObjectOutput>(in, object, range);
}

}  // namespace penstock::s3
