// What the caller of each operation has to be allowed.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
#include <optional>

#include "api/s3/model.h"
#include "identity/sigv4a.h"
#include "policy/text.h"
#include "services/s3/bucket_name.h"
#include "services/s3/copy_source.h"
#include "services/s3/object_tags.h"
#include "services/s3/s3_error.h"
#include "services/s3/service.h"

namespace penstock::s3 {
namespace {

std::string bucket_arn(std::string_view bucket) { return "arn:aws:s3:::" + std::string(bucket); }

void add(AccessNeed& need, std::string_view key, const std::optional<std::string>& value) {
  if (value) need.context.emplace_back(key, *value);
}

// s3:ExistingObjectTag/… of an object.
class ObjectTags final : public policy::Context {
 public:
  using Read = std::function<std::vector<ObjectTag>()>;
  explicit ObjectTags(Read read) : read_(std::move(read)) {}
  bool find(std::string_view key, std::vector<std::string>& values) const override {
    constexpr std::string_view prefix = "s3:existingobjecttag/";
    if (!key.starts_with(prefix)) return false;
    key.remove_prefix(prefix.size());
    for (const auto& tag : read_()) {
      if (policy::lower(tag.key) != key) continue;
      values.push_back(tag.value);
      return true;
    }
    return false;
  }

 private:
  const Read read_;
};

// What PutObject and CopyObject say about the new object.
template <class Input>
void add_write_keys(AccessNeed& need, const Input& in) {
  add(need, "s3:x-amz-acl", in.acl);
  add(need, "s3:x-amz-grant-full-control", in.grant_full_control);
  add(need, "s3:x-amz-grant-read", in.grant_read);
  add(need, "s3:x-amz-server-side-encryption", in.server_side_encryption);
  add(need, "s3:x-amz-server-side-encryption-aws-kms-key-id", in.ssekms_key_id);
  add(need, "s3:x-amz-storage-class", in.storage_class);
  add(need, "s3:x-amz-website-redirect-location", in.website_redirect_location);
  add(need, "s3:if-match", in.if_match);
  add(need, "s3:if-none-match", in.if_none_match);
  const auto tags = parse_tags(in.tagging.value_or(""));
  if (!tags) return;
  for (const auto& tag : *tags) {
    need.context.emplace_back(policy::lower("s3:requestobjecttag/" + tag.key), tag.value);
    need.context.emplace_back("s3:requestobjecttagkeys", tag.key);
  }
}

AccessNeed with_action(AccessNeed need, std::string_view action) {
  need.action = action;
  return need;
}

// Who sets tags or an ACL along with an object has to be allowed that, too.
template <class Input>
void add_side_needs(AccessNeeds& needs, const Input& in) {
  const auto put = needs.front();
  if (in.tagging && !in.tagging->empty()) needs.push_back(with_action(put, "s3:PutObjectTagging"));
  if (in.acl || in.grant_full_control || in.grant_read || in.grant_read_acp || in.grant_write_acp) {
    needs.push_back(with_action(put, "s3:PutObjectAcl"));
  }
}

bool is_about_policy(std::string_view action) {
  return action == "s3:PutBucketPolicy" || action == "s3:GetBucketPolicy" || action == "s3:DeleteBucketPolicy";
}

// Whatever nobody has signed is an anonymous principal's, whom a bucket's policy may allow it.
template <const Operation& operation, auto function>
constexpr AccessRule rule() {
  return access_rule<operation, function>(Unsigned::taken);
}

// Whether the signature of a request is good for the region of the bucket that it is for. S3 tells the right region to
// everyone who has a key, before it asks what they may do.
Status check_region(const Caller& caller, std::string_view region) {
  if (!caller.access) return ok();
  const auto& request = caller.access->request;
  if (request.signed_regions.empty() || sigv4a::covers(request.signed_regions, region)) return ok();
  return auth_error::wrong_region(request.signed_in, request.signed_regions, region);
}

}  // namespace

// Whether a bucket exists is no secret: S3 says NoSuchBucket to everyone. Where it lies may be asked from anywhere.
Result<AccessNeed> S3Service::bucket_need(const Caller& caller, std::string_view action, const std::string& bucket,
                                          Region region) const {
  if (!is_bucket_name(bucket)) return errors::invalid_bucket_name(bucket);
  const auto record = store_.get(bucket_key(bucket));
  if (!record) return record.error();
  if (!*record) return errors::missing_bucket(bucket);
  auto found = decode_bucket(bucket, **record);
  if (!found) return std::move(found.error());
  if (region == Region::as_signed && action != "s3:GetBucketLocation") {
    if (auto right = check_region(caller, found->region); !right) return right.error();
  }
  const bool is_owner = found->account == caller.account;
  AccessNeed need{.action = action, .resource = bucket_arn(bucket), .resource_account = std::move(found->account)};
  if (found->policy.empty()) return need;
  // A policy that shuts everybody out can always be replaced by the root of the account.
  const bool is_root = caller.principal && caller.principal->kind == policy::PrincipalKind::root;
  if (is_root && is_owner && is_about_policy(action)) return need;
  const auto policy = policies_.read(found->policy);
  if (!policy) return policy.error();
  const bool restricts = found->public_access_block && found->public_access_block->restrict_public_buckets;
  const bool is_service = caller.principal && caller.principal->kind == policy::PrincipalKind::service;
  if (restricts && (*policy)->is_public && !is_owner && !is_service) return need;
  need.resource_policy = (*policy)->document;
  return need;
}

Result<AccessNeed> S3Service::object_need(const Caller& caller, std::string_view action, const std::string& bucket,
                                          std::string_view key, Region region) const {
  auto need = bucket_need(caller, action, bucket, region);
  if (need) need->resource.append("/").append(key);
  return need;
}

// Of an object that may be there: policies may ask for its tags.
Result<AccessNeed> S3Service::stored_object_need(const Caller& caller, std::string_view action,
                                                 const std::string& bucket, const std::string& key,
                                                 Region region) const {
  auto need = object_need(caller, action, bucket, key, region);
  if (!need) return need;
  need->resource_keys = std::make_shared<const ObjectTags>([this, bucket, key] {
    auto object = find_object(bucket, key);
    return object && *object ? std::move((*object)->tags) : std::vector<ObjectTag>{};
  });
  return need;
}

template <ActionName action, class Input>
Result<AccessNeeds> S3Service::on_bucket(const Caller& caller, const Input& in) const {
  auto need = bucket_need(caller, action, in.bucket);
  if (!need) return std::move(need.error());
  return AccessNeeds{std::move(*need)};
}

template <class Input>
Result<AccessNeeds> S3Service::to_read_object(const Caller& caller, const Input& in) const {
  const std::string_view action = in.version_id ? "s3:GetObjectVersion" : "s3:GetObject";
  auto need = stored_object_need(caller, action, in.bucket, in.key);
  if (!need) return std::move(need.error());
  add(*need, "s3:versionid", in.version_id);
  return AccessNeeds{std::move(*need)};
}

Status S3Service::may_know_of_missing(const Caller& caller, const std::string& bucket, const std::string& key) const {
  auto need = bucket_need(caller, "s3:ListBucket", bucket);
  if (!need) return std::move(need.error());
  need->context.emplace_back("s3:prefix", key);
  return may(caller, *need);
}

Result<AccessNeeds> S3Service::to_put_object(const Caller& caller, const PutObjectInput& in) const {
  auto need = object_need(caller, "s3:PutObject", in.bucket, in.key);
  if (!need) return std::move(need.error());
  add_write_keys(*need, in);
  AccessNeeds needs{std::move(*need)};
  add_side_needs(needs, in);
  return needs;
}

Result<AccessNeeds> S3Service::to_copy_object(const Caller& caller, const CopyObjectInput& in) const {
  const auto source = parse_copy_source(in.copy_source);
  if (!source) return source.error();
  auto put = object_need(caller, "s3:PutObject", in.bucket, in.key);
  if (!put) return std::move(put.error());
  add_write_keys(*put, in);
  put->context.emplace_back("s3:x-amz-copy-source", source->bucket + "/" + source->key);
  add(*put, "s3:x-amz-metadata-directive", in.metadata_directive);
  AccessNeeds needs{std::move(*put)};
  add_side_needs(needs, in);

  const std::string_view action = source->version_id ? "s3:GetObjectVersion" : "s3:GetObject";
  auto get = stored_object_need(caller, action, source->bucket, source->key, Region::any);
  if (!get) return std::move(get.error());
  add(*get, "s3:versionid", source->version_id);
  needs.push_back(*get);
  // Tags go along unless the request brings others.
  if (in.tagging_directive == "REPLACE") return needs;
  const auto object = find_object(source->bucket, source->key);
  if (object && *object && !(*object)->tags.empty()) {
    needs.push_back(with_action(std::move(*get), "s3:GetObjectTagging"));
    needs.push_back(with_action(needs.front(), "s3:PutObjectTagging"));
  }
  return needs;
}

Result<AccessNeeds> S3Service::to_create_bucket(const Caller&, const CreateBucketInput& in) const {
  AccessNeed need{.action = "s3:CreateBucket", .resource = bucket_arn(in.bucket)};
  add(need, "s3:x-amz-acl", in.acl);
  add(need, "s3:x-amz-object-ownership", in.object_ownership);
  if (in.create_bucket_configuration) {
    add(need, "s3:locationconstraint", in.create_bucket_configuration->location_constraint);
  }
  AccessNeeds needs{std::move(need)};
  if (in.acl) needs.push_back(with_action(needs.front(), "s3:PutBucketAcl"));
  if (in.object_ownership) needs.push_back(with_action(needs.front(), "s3:PutBucketOwnershipControls"));
  return needs;
}

Result<AccessNeed> S3Service::deletion_need(const Caller& caller, const std::string& bucket,
                                            const ObjectIdentifier& item) const {
  const std::string_view action = item.version_id ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
  auto need = stored_object_need(caller, action, bucket, item.key);
  if (need) add(*need, "s3:versionid", item.version_id);
  return need;
}

Result<AccessNeeds> S3Service::to_delete_object(const Caller& caller, const DeleteObjectInput& in) const {
  auto need = deletion_need(caller, in.bucket, {.key = in.key, .version_id = in.version_id});
  if (!need) return std::move(need.error());
  return AccessNeeds{std::move(*need)};
}

// Each key is asked for by the operation, and refused by itself.
Result<AccessNeeds> S3Service::to_delete_objects(const Caller& caller, const DeleteObjectsInput& in) const {
  const auto bucket = bucket_need(caller, "s3:DeleteObject", in.bucket);
  if (!bucket) return bucket.error();
  return AccessNeeds{};
}

// Who may not see a bucket is still told where it lies, which clients ask HeadBucket for.
Result<AccessNeeds> S3Service::to_head_bucket(const Caller& caller, const HeadBucketInput& in) const {
  auto need = bucket_need(caller, "s3:ListBucket", in.bucket);
  if (!need) return std::move(need.error());
  if (!caller.access) return AccessNeeds{std::move(*need)};
  auto allowed = may(caller, *need);
  if (allowed) return AccessNeeds{};
  auto refusal = std::move(allowed.error());
  if (auto bucket = existing_bucket(in.bucket, std::nullopt)) {
    refusal.headers.emplace_back("x-amz-bucket-region", std::move(bucket->region));
  }
  return refusal;
}

Result<AccessNeeds> S3Service::to_list_buckets(const Caller&, const ListBucketsInput&) const {
  return AccessNeeds{{.action = "s3:ListAllMyBuckets"}};
}

Result<AccessNeeds> S3Service::to_list_objects(const Caller& caller, const ListObjectsV2Input& in) const {
  auto need = bucket_need(caller, "s3:ListBucket", in.bucket);
  if (!need) return std::move(need.error());
  add(*need, "s3:prefix", in.prefix);
  add(*need, "s3:delimiter", in.delimiter);
  if (in.max_keys) need->context.emplace_back("s3:max-keys", std::to_string(*in.max_keys));
  return AccessNeeds{std::move(*need)};
}

std::span<const AccessRule> S3Service::access_rules() {
  using Service = S3Service;
  namespace op = operations;
  static constexpr AccessRule rules[] = {
      rule<op::copy_object, &Service::to_copy_object>(),
      rule<op::create_bucket, &Service::to_create_bucket>(),
      rule<op::delete_bucket, &Service::on_bucket<"s3:DeleteBucket", DeleteBucketInput>>(),
      rule<op::delete_bucket_policy, &Service::on_bucket<"s3:DeleteBucketPolicy", DeleteBucketPolicyInput>>(),
      rule<op::delete_object, &Service::to_delete_object>(),
      rule<op::delete_objects, &Service::to_delete_objects>(),
      rule<op::delete_public_access_block,
           &Service::on_bucket<"s3:PutBucketPublicAccessBlock", DeletePublicAccessBlockInput>>(),
      rule<op::get_bucket_location, &Service::on_bucket<"s3:GetBucketLocation", GetBucketLocationInput>>(),
      rule<op::get_bucket_policy, &Service::on_bucket<"s3:GetBucketPolicy", GetBucketPolicyInput>>(),
      rule<op::get_bucket_policy_status, &Service::on_bucket<"s3:GetBucketPolicyStatus", GetBucketPolicyStatusInput>>(),
      rule<op::get_object, &Service::to_read_object<GetObjectInput>>(),
      rule<op::get_public_access_block,
           &Service::on_bucket<"s3:GetBucketPublicAccessBlock", GetPublicAccessBlockInput>>(),
      rule<op::head_bucket, &Service::to_head_bucket>(),
      rule<op::head_object, &Service::to_read_object<HeadObjectInput>>(),
      rule<op::list_buckets, &Service::to_list_buckets>(),
      rule<op::list_objects_v2, &Service::to_list_objects>(),
      rule<op::put_bucket_policy, &Service::on_bucket<"s3:PutBucketPolicy", PutBucketPolicyInput>>(),
      rule<op::put_object, &Service::to_put_object>(),
      rule<op::put_public_access_block,
           &Service::on_bucket<"s3:PutBucketPublicAccessBlock", PutPublicAccessBlockInput>>(),
  };
  return rules;
}

}  // namespace penstock::s3
