// Quotas and bounds of Kinesis Data Streams, each with the page that it comes from. The API reference is
// https://docs.aws.amazon.com/kinesis/latest/APIReference/ and the quotas page is
// https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time.h"

namespace penstock::kinesis::limits {

// large-records.html: "The default maximum record size for existing, and newly created streams is set to 1 MiB." Data
// and partition key together; a stream may allow up to 10 MiB.
inline constexpr std::int32_t record_kib_default = 1024;
// API_PutRecords.html: all data and partition keys of one request
inline constexpr std::size_t put_records_bytes_max = 10 << 20;
inline constexpr std::size_t put_records_max = 500;

// API_GetRecords.html
inline constexpr std::size_t get_records_max = 10'000;
inline constexpr std::size_t get_records_bytes_max = 10 << 20;

// API_GetShardIterator.html: "A shard iterator expires 5 minutes after it is returned to the requester."
inline constexpr Millis iterator_life{300'000};
// API_ListShards.html: "Tokens expire after 300 seconds."
inline constexpr Millis page_token_life{300'000};

// API_IncreaseStreamRetentionPeriod.html
inline constexpr std::int32_t retention_hours_default = 24;
inline constexpr std::int32_t retention_hours_min = 24;
inline constexpr std::int32_t retention_hours_max = 8760;

// API_DescribeStream.html, API_ListShards.html, API_ListStreams.html
inline constexpr std::int32_t describe_shards_max = 100;
inline constexpr std::int32_t list_shards_default = 1000;
inline constexpr std::int32_t list_streams_default = 100;

// API_AddTagsToStream.html: "A tag ... up to 50 tags" per stream.
inline constexpr std::size_t tags_per_stream_max = 50;

// https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html: on-demand streams begin with four shards.
inline constexpr std::int32_t on_demand_shards = 4;
// A shard's number is a 31-bit integer on AWS.
inline constexpr std::uint32_t shard_number_max = 2'147'483'647;

// Open shards of one account in one region. AWS: quotas page (20,000 in some regions, 1,000 or 6,000 in others). Ours
// bounds the memory and the size of a stream's stored description.
inline constexpr std::int64_t shards_per_account_aws = 1'000;
inline constexpr std::int64_t shards_per_account_own = 10'000;
// Quotas page: "By default, you can create up to 50 data streams with the on-demand capacity mode."
inline constexpr std::size_t on_demand_streams_aws = 50;
// Streams of one account in one region, a bound of ours.
inline constexpr std::size_t streams_per_account_max = 10'000;
// Metadata changes that wait for their turn, a bound of ours.
inline constexpr std::size_t waiting_changes_max = 1'024;

// With --limits aws. Quotas page: "Each shard can support up to 1 MB/sec or 1,000 records/sec write throughput or up to
// 2 MB/sec read throughput"; "Each shard can support up to five read transactions per second".
inline constexpr double write_bytes_per_second = 1 << 20;
inline constexpr double write_records_per_second = 1'000;
inline constexpr double read_bytes_per_second = 2 << 20;
inline constexpr double reads_per_second = 5;
// large-records.html: "Your stream accommodates large records by temporarily bursting beyond its sustained write
// throughput, then returning to its baseline rate over time." An earlier edition: "bursts up to 10 MiBs, while
// averaging out to 1 MiB per second".
inline constexpr double write_burst_bytes = 10 << 20;

}  // namespace penstock::kinesis::limits
