// What the caller of each operation has to be allowed.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
#include "api/s3/model.h"
#include "services/s3/bucket_name.h"
#include "services/s3/copy_source.h"
#include "services/s3/s3_error.h"
#include "services/s3/service.h"

namespace penstock::s3 {
namespace {

std::string bucket_arn(std::string_view bucket) { return "arn:aws:s3:::" + std::string(bucket); }

}  // namespace

// Whether a bucket exists is no secret: S3 says NoSuchBucket to everyone.
Result<AccessNeed> S3Service::bucket_need(std::string_view action, const std::string& bucket) const {
  if (!is_bucket_name(bucket)) return errors::invalid_bucket_name(bucket);
  const auto record = store_.get(bucket_key(bucket));
  if (!record) return record.error();
  if (!*record) return errors::missing_bucket(bucket);
  auto found = decode_bucket(bucket, **record);
  if (!found) return std::move(found.error());
  return AccessNeed{.action = action, .resource = bucket_arn(bucket), .resource_account = std::move(found->account)};
}

Result<AccessNeed> S3Service::object_need(std::string_view action, const std::string& bucket,
                                          std::string_view key) const {
  auto need = bucket_need(action, bucket);
  if (need) need->resource.append("/").append(key);
  return need;
}

template <ActionName action, class Input>
Result<AccessNeeds> S3Service::on_bucket(const Caller&, const Input& in) const {
  auto need = bucket_need(action, in.bucket);
  if (!need) return std::move(need.error());
  return AccessNeeds{std::move(*need)};
}

template <ActionName action, class Input>
Result<AccessNeeds> S3Service::on_object(const Caller&, const Input& in) const {
  auto need = object_need(action, in.bucket, in.key);
  if (!need) return std::move(need.error());
  return AccessNeeds{std::move(*need)};
}

Result<AccessNeeds> S3Service::to_copy_object(const Caller&, const CopyObjectInput& in) const {
  auto source = parse_copy_source(in.copy_source);
  if (!source) return std::move(source.error());
  auto destination = object_need("s3:PutObject", in.bucket, in.key);
  if (!destination) return std::move(destination.error());
  auto origin = object_need("s3:GetObject", source->bucket, source->key);
  if (!origin) return std::move(origin.error());
  return AccessNeeds{std::move(*destination), std::move(*origin)};
}

Result<AccessNeeds> S3Service::to_create_bucket(const Caller&, const CreateBucketInput& in) const {
  return AccessNeeds{{.action = "s3:CreateBucket", .resource = bucket_arn(in.bucket)}};
}

Result<AccessNeeds> S3Service::to_delete_objects(const Caller&, const DeleteObjectsInput& in) const {
  AccessNeeds needs;
  for (const auto& item : in.delete_.objects) {
    auto need = object_need("s3:DeleteObject", in.bucket, item.key);
    if (!need) return std::move(need.error());
    needs.push_back(std::move(*need));
  }
  return needs;
}

Result<AccessNeeds> S3Service::to_list_buckets(const Caller&, const ListBucketsInput&) const {
  return AccessNeeds{{.action = "s3:ListAllMyBuckets"}};
}

std::span<const AccessRule> S3Service::access_rules() {
  using Service = S3Service;
  namespace op = operations;
  static constexpr AccessRule rules[] = {
      access_rule<op::copy_object, &Service::to_copy_object>(),
      access_rule<op::create_bucket, &Service::to_create_bucket>(),
      access_rule<op::delete_bucket, &Service::on_bucket<"s3:DeleteBucket", DeleteBucketInput>>(),
      access_rule<op::delete_object, &Service::on_object<"s3:DeleteObject", DeleteObjectInput>>(),
      access_rule<op::delete_objects, &Service::to_delete_objects>(),
      access_rule<op::get_bucket_location, &Service::on_bucket<"s3:GetBucketLocation", GetBucketLocationInput>>(),
      access_rule<op::get_object, &Service::on_object<"s3:GetObject", GetObjectInput>>(),
      access_rule<op::head_bucket, &Service::on_bucket<"s3:ListBucket", HeadBucketInput>>(),
      access_rule<op::head_object, &Service::on_object<"s3:GetObject", HeadObjectInput>>(),
      access_rule<op::list_buckets, &Service::to_list_buckets>(),
      access_rule<op::list_objects_v2, &Service::on_bucket<"s3:ListBucket", ListObjectsV2Input>>(),
      access_rule<op::put_object, &Service::on_object<"s3:PutObject", PutObjectInput>>(),
  };
  return rules;
}

}  // namespace penstock::s3
