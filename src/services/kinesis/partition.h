// What a record's partition key says, and how large a record may be: shared by PutRecord and PutRecords.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "services/kinesis/hash_key.h"

namespace penstock::kinesis {

// The explicit hash key where there is one. Error: InvalidArgumentException when it is over 2^128-1.
Result<HashKey> hash_key_of(std::string_view partition_key, const std::optional<std::string>& explicit_hash_key);

// Error: ValidationException, as for data that is over the model's limit. `member` is AWS's path to the data.
Status check_record_size(std::string_view data, std::string_view partition_key, std::size_t bytes_max,
                         std::string_view member = "data");

}  // namespace penstock::kinesis
