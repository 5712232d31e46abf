#include "services/kinesis/partition.h"

#include "api/kinesis/errors.h"

namespace penstock::kinesis {

Result<HashKey> hash_key_of(std::string_view partition_key, const std::optional<std::string>& explicit_hash_key) {
  if (!explicit_hash_key) return HashKey::of_partition_key(partition_key);
  if (const auto key = HashKey::parse(*explicit_hash_key)) return *key;
  return errors::invalid_argument(
      "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was " +
      *explicit_hash_key);
}

Status check_record_size(std::string_view data, std::string_view partition_key, std::size_t bytes_max,
                         std::string_view member) {
  if (data.size() + partition_key.size() <= bytes_max) return ok();
  return error::validation("1 validation error detected: Value at '" + std::string(member) +
                           "' failed to satisfy constraint: Member must have length less than or equal to " +
                           std::to_string(bytes_max));
}

}  // namespace penstock::kinesis
