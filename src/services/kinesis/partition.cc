#include "services/kinesis/partition.h"

#include "api/kinesis/errors.h"
#include "services/kinesis/limits.h"

namespace penstock::kinesis {

Result<HashKey> hash_key_of(std::string_view partition_key, const std::optional<std::string>& explicit_hash_key) {
  if (!explicit_hash_key) return HashKey::of_partition_key(partition_key);
  if (const auto key = HashKey::parse(*explicit_hash_key)) return *key;
  return errors::invalid_argument(
      "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was " +
      *explicit_hash_key);
}

Status check_record_size(std::string_view data, std::string_view partition_key, std::string_view member) {
  if (data.size() + partition_key.size() <= limits::record_bytes_max) return ok();
  const auto size = std::to_string(data.size());
  return error::validation("1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=" + size +
                           " cap=" + size + "]' at '" + std::string(member) +
                           "' failed to satisfy constraint: Member must have length less than or equal to " +
                           std::to_string(limits::record_bytes_max));
}

}  // namespace penstock::kinesis
