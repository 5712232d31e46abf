// A bucket as it is stored: one record by name, since names are unique in a partition, and one entry per account for
// ListBuckets. docs/formats/blob.md has the layout.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "table/store.h"

namespace penstock::s3 {

struct BucketRecord {
  std::string name;
  std::string account;  // owner
  std::string region;
  TimePoint created;
};

std::string bucket_key(std::string_view name);
// Before every entry of the account's list of buckets; the name follows.
std::string account_buckets_prefix(std::string_view account);

std::string encode_bucket(const BucketRecord& bucket);
// Error: 500 InternalFailure when the record is not one of ours.
Result<BucketRecord> decode_bucket(std::string_view name, std::string_view bytes);

}  // namespace penstock::s3
