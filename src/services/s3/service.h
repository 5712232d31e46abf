// Amazon S3. One instance per server; requests come from several event loops at once.
//
// Durable: everything that was answered. An object exists from the commit of its record in the store on; its bytes are
// in that record when they are few, otherwise in a file that was durable before (docs/formats/blob.md). start() comes
// before the first request and stop() after the last one, both on one executor.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "api/dispatch.h"
#include "api/s3/shapes.h"
#include "base/task.h"
#include "base/task_scope.h"
#include "blob/blob_store.h"
#include "identity/caller.h"
#include "identity/principal_lookup.h"
#include "io/blocking_pool.h"
#include "io/clock.h"
#include "policy/resource_policy.h"
#include "services/s3/bucket.h"
#include "services/s3/byte_range.h"
#include "services/s3/conditions.h"
#include "services/s3/object_metadata.h"
#include "services/s3/turns.h"
#include "table/store.h"

namespace penstock::s3 {

class S3Service {
 public:
  // Collaborators outlive the service.
  S3Service(Store& store, BlobStore& blobs, BlockingPool& pool, const Clock& clock,
            IsMissingPrincipal is_missing_principal);

  // Begins to remove, in the background, files that a crash left without an object.
  Task<Status> start();
  // The last request has been answered.
  Task<void> stop();
  // Deletes every bucket and object of every account. No request may be under way.
  Task<Status> reset();

  ServiceEntry entry();

  // Its operations, one per file.
#include "api/s3/service.inc"

 private:
  // What callers have to be allowed (access.cc).
  static std::span<const AccessRule> access_rules();
  // Whether a request has to be signed for the region of a bucket. What is copied from may lie in another.
  enum class Region : std::uint8_t { as_signed, any };
  Result<AccessNeed> bucket_need(const Caller& caller, std::string_view action, const std::string& bucket,
                                 Region region = Region::as_signed) const;
  Result<AccessNeed> object_need(const Caller& caller, std::string_view action, const std::string& bucket,
                                 std::string_view key, Region region = Region::as_signed) const;
  Result<AccessNeed> stored_object_need(const Caller& caller, std::string_view action, const std::string& bucket,
                                        const std::string& key, Region region = Region::as_signed) const;
  Result<AccessNeed> deletion_need(const Caller& caller, const std::string& bucket, const ObjectIdentifier& item) const;
  template <ActionName action, class Input>
  Result<AccessNeeds> on_bucket(const Caller& caller, const Input& in) const;
  template <class Input>
  Result<AccessNeeds> to_read_object(const Caller& caller, const Input& in) const;
  Result<AccessNeeds> to_copy_object(const Caller& caller, const CopyObjectInput& in) const;
  Result<AccessNeeds> to_create_bucket(const Caller& caller, const CreateBucketInput& in) const;
  Result<AccessNeeds> to_delete_object(const Caller& caller, const DeleteObjectInput& in) const;
  Result<AccessNeeds> to_delete_objects(const Caller& caller, const DeleteObjectsInput& in) const;
  Result<AccessNeeds> to_head_bucket(const Caller& caller, const HeadBucketInput& in) const;
  Result<AccessNeeds> to_list_buckets(const Caller& caller, const ListBucketsInput& in) const;
  Result<AccessNeeds> to_list_objects(const Caller& caller, const ListObjectsV2Input& in) const;
  Result<AccessNeeds> to_put_object(const Caller& caller, const PutObjectInput& in) const;

  // Errors: NoSuchBucket, InvalidBucketName; AccessDenied when it is not the expected owner's.
  Result<BucketRecord> existing_bucket(const std::string& name, const std::optional<std::string>& expected_owner) const;
  // The same for an operation on who may do what, which is the owner's. Error: also MethodNotAllowed.
  Result<BucketRecord> own_bucket(const Caller& caller, const std::string& name,
                                  const std::optional<std::string>& expected_owner, std::string_view method) const;
  Task<Status> write_bucket(BucketRecord bucket);
  // What those hear who read an object that is not there: only who may list knows of it.
  Status may_know_of_missing(const Caller& caller, const std::string& bucket, const std::string& key) const;
  Result<std::optional<ObjectMetadata>> find_object(std::string_view bucket, std::string_view key) const;
  // Error: NoSuchKey.
  Result<ObjectMetadata> existing_object(std::string_view bucket, std::string_view key) const;

  // An object with the part of its bytes that was asked for.
  struct OpenObject {
    ObjectMetadata metadata;
    std::optional<ByteRange> range;  // absent: all of it
    BodyStream body;
  };
  using ChooseRange = Result<std::optional<ByteRange>> (*)(const void* request, const ObjectMetadata& object);
  // Looks the object up, lets `choose` check it and name the part, and opens that; starts anew when the object changed
  // in between.
  Task<Result<OpenObject>> open_object(std::string bucket, std::string key, ChooseRange choose, const void* request);

  struct NewObject {
    std::string bucket;
    std::string key;
    ObjectMetadata metadata;
    WriteConditions conditions;
  };
  // Makes the object exist in one durable step, and frees what it replaces. Takes the file over also when it fails.
  Task<Status> commit_object(NewObject object);
  Task<Status> replace_object(NewObject& object, bool& tried);
  // What a batch changes besides the record when `old` goes.
  static void forget_file(WriteBatch& batch, const std::optional<ObjectMetadata>& old);
  // A file that no record names any more. What cannot be removed now is removed at the next start.
  Task<void> free_file(std::optional<BlobId> file);

  Task<void> sweep_files();
  // Whole seconds, as HTTP has them.
  TimePoint now() const;

  Store& store_;
  BlobStore& blobs_;
  BlockingPool& pool_;
  const Clock& clock_;
  const IsMissingPrincipal is_missing_principal_;
  policy::ResourcePolicies policies_;
  Turns turns_;  // "bucket" and "bucket\0key"
  TaskScope background_;
  std::atomic<bool> stopping_ = false;  // ends a sweep early
};

}  // namespace penstock::s3
