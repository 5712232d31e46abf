// A bucket as it is stored: one record by name, since names are unique in a partition, and one entry per account for
// ListBuckets. docs/formats/blob.md has the layout.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "table/store.h"

namespace penstock::s3 {

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
struct PublicAccessBlock {
  bool block_public_acls = false;
  bool ignore_public_acls = false;
  bool block_public_policy = false;
  bool restrict_public_buckets = false;
  bool operator==(const PublicAccessBlock&) const = default;
};

struct BucketRecord {
  std::string name;
  std::string account;  // owner
  std::string region;
  TimePoint created;
  std::string policy = {};                                    // as it was put; empty: there is none
  std::optional<PublicAccessBlock> public_access_block = {};  // absent: nothing is blocked
  bool operator==(const BucketRecord&) const = default;
};

std::string bucket_key(std::string_view name);
// Before every entry of the account's list of buckets; the name follows.
std::string account_buckets_prefix(std::string_view account);

std::string encode_bucket(const BucketRecord& bucket);
// Error: 500 InternalFailure when the record is not one of ours.
Result<BucketRecord> decode_bucket(std::string_view name, std::string_view bytes);

}  // namespace penstock::s3
