#include <algorithm>

#include "services/s3/limits.h"
#include "services/s3/object_answer.h"
#include "services/s3/object_key.h"
#include "services/s3/service.h"

namespace penstock::s3 {
namespace {

Status check_item(const ObjectIdentifier& item) {
  if (auto fits = check_object_key(item.key); !fits) return fits;
  if (!check_version(item.version_id)) return errors::missing_version(item.key, *item.version_id);
  if (item.last_modified_time || item.size) {
    return errors::not_implemented("Delete", "Only directory buckets take this condition");
  }
  return ok();
}

Error refusal(const ObjectIdentifier& item, const ApiError& error) {
  return {.key = item.key, .version_id = item.version_id, .code = error.code, .message = error.message};
}

// Each key once, in order: whoever takes several turns takes them in the same order.
std::vector<std::string> keys_in_order(const std::vector<ObjectIdentifier>& objects) {
  std::vector<std::string> keys;
  for (const auto& object : objects) keys.push_back(object.key);
  std::ranges::sort(keys);
  const auto repeated = std::ranges::unique(keys);
  keys.erase(repeated.begin(), repeated.end());
  return keys;
}

}  // namespace

Task<Result<DeleteObjectsOutput>> S3Service::delete_objects(Caller caller, DeleteObjectsInput in) {
  auto& items = in.delete_.objects;
  if (items.empty() || items.size() > limits::deleted_keys_max) co_return errors::malformed_xml();
  co_await check_bypass(in.bypass_governance_retention);
  const auto bucket_turn = co_await turns_.shared(in.bucket);
  co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  std::vector<Turns::Hold> object_turns;
  for (const auto& key : keys_in_order(items)) {
    object_turns.push_back(co_await turns_.alone(object_entry_key(in.bucket, key)));
  }

  DeleteObjectsOutput out;
  std::vector<Error> refused;
  std::vector<DeletedObject> deleted;
  std::vector<BlobId> files;
  WriteBatch batch;
  for (const auto& item : items) {
    if (auto good = check_item(item); !good) {
      refused.push_back(refusal(item, good.error()));
      continue;
    }
    if (auto allowed = may(caller, co_await deletion_need(caller, in.bucket, item)); !allowed) {
      refused.push_back(refusal(item, allowed.error()));
      continue;
    }
    const auto current = co_await find_object(in.bucket, item.key);
    if (auto held = check_write({.if_match = item.e_tag}, current ? &*current : nullptr, item.key); !held) {
      refused.push_back(refusal(item, held.error()));
      continue;
    }
    deleted.push_back({.key = item.key, .version_id = item.version_id});
    if (!current) continue;
    batch.erase(object_entry_key(in.bucket, item.key));
    forget_file(batch, current);
    if (current->file) files.push_back(*current->file);
  }
  if (!batch.empty()) co_await store_.write(std::move(batch));
  for (const auto file : files) co_await free_file(file);

  if (!refused.empty()) out.errors = std::move(refused);
  if (!deleted.empty() && !in.delete_.quiet.value_or(false)) out.deleted = std::move(deleted);
  co_return out;
}

}  // namespace penstock::s3
