#include "services/s3/bucket.h"

#include "table/tagged_fields.h"

namespace penstock::s3 {
namespace {

constexpr std::uint8_t version = 1;
enum FieldTag : std::uint8_t { account = 1, region = 2, created = 3, policy = 4, public_access_block = 5 };

// Bits in the order of AWS's list.
std::uint64_t bits_of(const PublicAccessBlock& block) {
  return (block.block_public_acls ? 1u : 0u) | (block.ignore_public_acls ? 2u : 0u) |
         (block.block_public_policy ? 4u : 0u) | (block.restrict_public_buckets ? 8u : 0u);
}

PublicAccessBlock block_of(std::uint64_t bits) {
  return {.block_public_acls = (bits & 1) != 0,
          .ignore_public_acls = (bits & 2) != 0,
          .block_public_policy = (bits & 4) != 0,
          .restrict_public_buckets = (bits & 8) != 0};
}

}  // namespace

std::string bucket_key(std::string_view name) { return "s3/bucket/" + std::string(name); }

std::string account_buckets_prefix(std::string_view account_id) {
  return "s3/account/" + std::string(account_id) + "/";
}

std::string encode_bucket(const BucketRecord& bucket) {
  FieldWriter fields(version);
  fields.text(FieldTag::account, bucket.account);
  fields.text(FieldTag::region, bucket.region);
  fields.number(FieldTag::created, static_cast<std::uint64_t>(to_millis(bucket.created)));
  if (!bucket.policy.empty()) fields.text(FieldTag::policy, bucket.policy);
  if (bucket.public_access_block) fields.number(FieldTag::public_access_block, bits_of(*bucket.public_access_block));
  return fields.take();
}

Result<BucketRecord> decode_bucket(std::string_view name, std::string_view bytes) {
  BucketRecord bucket{.name = std::string(name)};
  FieldReader fields(bytes, version);
  while (const auto field = fields.next()) {
    switch (field->tag) {
      case FieldTag::account:
        bucket.account = field->value;
        break;
      case FieldTag::region:
        bucket.region = field->value;
        break;
      case FieldTag::created:
        bucket.created = from_millis(static_cast<std::int64_t>(fields.number(*field)));
        break;
      case FieldTag::policy:
        bucket.policy = field->value;
        break;
      case FieldTag::public_access_block:
        bucket.public_access_block = block_of(fields.number(*field));
        break;
      default:
        break;
    }
  }
  if (!fields.valid()) return error::internal("The record of a bucket cannot be read.");
  return bucket;
}

}  // namespace penstock::s3
