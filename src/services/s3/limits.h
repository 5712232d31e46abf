// Quotas of S3: https://docs.aws.amazon.com/general/latest/gr/s3.html and the pages named beside them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace penstock::s3::limits {

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
inline constexpr std::size_t key_bytes_max = 1024;
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
inline constexpr std::size_t user_metadata_bytes_max = 2048;
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html: one PutObject, and one CopyObject
inline constexpr std::uint64_t object_bytes_max = 5ull << 30;
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
inline constexpr std::size_t object_tags_max = 10;
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
inline constexpr std::size_t policy_bytes_max = 20'480;
inline constexpr std::size_t tag_key_characters_max = 128;
inline constexpr std::size_t tag_value_characters_max = 256;
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
inline constexpr std::size_t listed_keys_max = 1000;
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
inline constexpr std::size_t deleted_keys_max = 1000;
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
inline constexpr std::size_t listed_buckets_max = 10'000;

// Our own: requests that wait for their turn at one key or bucket; over it S3's SlowDown.
inline constexpr std::size_t waiting_turns_max = 10'000;
// Our own: how often a read starts anew because the object changed under it.
inline constexpr int read_tries_max = 8;

}  // namespace penstock::s3::limits
