#include "services/s3/service.h"

#include "api/s3/dispatch.h"
#include "services/s3/bucket_name.h"
#include "services/s3/limits.h"
#include "services/s3/object_key.h"
#include "services/s3/s3_error.h"

namespace penstock::s3 {

S3Service::S3Service(Store& store, BlobStore& blobs, BlockingPool& pool, const Clock& clock,
                     IsMissingPrincipal is_missing_principal)
    : store_(store),
      blobs_(blobs),
      pool_(pool),
      clock_(clock),
      is_missing_principal_(std::move(is_missing_principal)) {}

ServiceEntry S3Service::entry() {
  return {.model = &model, .service = this, .rows = operation_rows<S3Service>, .access = access_rules()};
}

Task<Status> S3Service::start() {
  background_.spawn(sweep_files());
  co_return ok();
}

Task<void> S3Service::stop() {
  stopping_ = true;
  co_await background_.drain();
}

TimePoint S3Service::now() const { return std::chrono::floor<std::chrono::seconds>(clock_.now()); }

Result<BucketRecord> S3Service::existing_bucket(const std::string& name,
                                                const std::optional<std::string>& expected_owner) const {
  if (!is_bucket_name(name)) return errors::invalid_bucket_name(name);
  const auto record = store_.get(bucket_key(name));
  if (!record) return record.error();
  if (!*record) return errors::missing_bucket(name);
  auto bucket = decode_bucket(name, **record);
  if (!bucket) return bucket;
  if (expected_owner && *expected_owner != bucket->account) return errors::access_denied();
  return bucket;
}

Result<std::optional<ObjectMetadata>> S3Service::find_object(std::string_view bucket, std::string_view key) const {
  const auto record = store_.get(object_entry_key(bucket, key));
  if (!record) return record.error();
  if (!*record) return std::optional<ObjectMetadata>{};
  auto object = decode_object(**record);
  if (!object) return std::move(object.error());
  return std::optional(std::move(*object));
}

Result<ObjectMetadata> S3Service::existing_object(std::string_view bucket, std::string_view key) const {
  auto object = find_object(bucket, key);
  if (!object) return std::move(object.error());
  if (!*object) return errors::missing_key(key);
  return std::move(**object);
}

Task<Result<S3Service::OpenObject>> S3Service::open_object(std::string bucket, std::string key, ChooseRange choose,
                                                           const void* request) {
  for (int tries = 0; tries < limits::read_tries_max; ++tries) {
    OpenObject open{.metadata = co_await existing_object(bucket, key)};
    open.range = co_await choose(request, open.metadata);
    const auto part = open.range.value_or(ByteRange{0, open.metadata.size});
    if (!open.metadata.file) {
      open.body = {.source = std::make_unique<StringBody>(open.metadata.inline_bytes.substr(part.first, part.length)),
                   .length = part.length};
      co_return open;
    }
    auto body = co_await as_result(blobs_.read(*open.metadata.file, part.first, part.length));
    if (body) {
      open.body = std::move(*body);
      co_return open;
    }
    // The object may have been replaced, and its file freed, since its record was read.
    if (!is_not_found(body.error())) co_return body.error();
  }
  co_return error::internal("The object's bytes are missing. Run `penstock doctor`.");
}

Task<Status> S3Service::commit_object(NewObject object) {
  bool tried = false;
  auto status = co_await as_result(replace_object(object, tried));
  // After a write that failed the disk may hold the new record or the old one: which, and so which file goes, is known
  // at the next start.
  if (!status && !tried) co_await free_file(object.metadata.file);
  co_return status;
}

Task<Status> S3Service::replace_object(NewObject& object, bool& tried) {
  const auto bucket_turn = co_await turns_.shared(object.bucket);
  if (!co_await store_.get(bucket_key(object.bucket))) co_return errors::missing_bucket(object.bucket);
  const auto entry_key = object_entry_key(object.bucket, object.key);
  const auto object_turn = co_await turns_.alone(entry_key);
  const auto current = co_await find_object(object.bucket, object.key);
  co_await check_write(object.conditions, current ? &*current : nullptr, object.key);

  WriteBatch batch;
  batch.put(entry_key, encode_object(object.metadata));
  if (object.metadata.file) batch.put(file_entry_key(*object.metadata.file), entry_key);
  forget_file(batch, current);
  tried = true;
  co_await store_.write(std::move(batch));
  if (current) co_await free_file(current->file);
  co_return ok();
}

void S3Service::forget_file(WriteBatch& batch, const std::optional<ObjectMetadata>& old) {
  if (old && old->file) batch.erase(file_entry_key(*old->file));
}

Task<void> S3Service::free_file(std::optional<BlobId> file) {
  if (file) (void)co_await blobs_.remove(*file);
}

}  // namespace penstock::s3
