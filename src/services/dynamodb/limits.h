// Quotas and bounds of DynamoDB, each with the page that it comes from. The quotas page is
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html and the API reference
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time.h"

namespace penstock::dynamodb::limits {

// ServiceQuotas.html
inline constexpr std::size_t item_bytes_max = 400 << 10;
inline constexpr std::size_t partition_key_bytes_max = 2048;
inline constexpr std::size_t sort_key_bytes_max = 1024;
inline constexpr std::size_t local_indexes_max = 5;
inline constexpr std::size_t global_indexes_max = 20;
inline constexpr std::int64_t collection_gigabytes_max = 10;  // of a table with local indexes
inline constexpr std::size_t projected_attributes_max = 100;  // of all indexes of a table together
inline constexpr std::size_t tables_max = 2'500;              // per account and region
inline constexpr std::size_t tags_max = 50;                   // per table
inline constexpr std::int64_t tag_key_characters_max = 128;
inline constexpr std::int64_t tag_value_characters_max = 256;
inline constexpr std::int64_t capacity_units_max = 1'000'000'000'000;
inline constexpr std::size_t table_name_max = 255;
inline constexpr std::int64_t account_units = 80'000;  // of each kind, in a region
inline constexpr std::int64_t table_units = 40'000;
inline constexpr std::size_t resource_policy_bytes_max = 20'480;

// API_DescribeEndpoints.html
inline constexpr std::int64_t endpoint_cache_minutes = 1'440;

// API_Query.html, API_Scan.html: "Query processes up to 1 MB of data."
inline constexpr std::size_t page_bytes_max = 1 << 20;

// API_BatchGetItem.html, API_BatchWriteItem.html
inline constexpr std::size_t batch_get_items_max = 100;
inline constexpr std::size_t batch_get_bytes_max = 16 << 20;
inline constexpr std::size_t batch_write_items_max = 25;
inline constexpr std::size_t batch_write_bytes_max = 16 << 20;

// API_TransactWriteItems.html
inline constexpr std::size_t transaction_bytes_max = 4 << 20;
inline constexpr Millis idempotency_token_life{600'000};

// API_ListTables.html, API_ListTagsOfResource.html
inline constexpr std::int32_t list_tables_default = 100;
inline constexpr std::size_t list_tags_page = 10;

// HowItWorks.ReadWriteCapacityMode.html
inline constexpr std::size_t read_unit_bytes = 4096;
inline constexpr std::size_t write_unit_bytes = 1024;

// Ours: destinations that could not be enabled and are still described.
inline constexpr std::size_t failed_destinations_max = 20;

// ServiceQuotas.html, "Decreasing provisioned throughput": so many on a UTC day, and then one an hour.
inline constexpr std::int64_t decreases_at_once_max = 4;
inline constexpr std::chrono::hours decrease_pause{1};

// API_UpdateTimeToLive.html says an hour; AWS has been recorded to take 31 minutes. API_PutResourcePolicy.html: 15
// seconds.
inline constexpr std::chrono::minutes time_to_live_pause{31};
inline constexpr std::chrono::seconds policy_pause{15};

// Streams.html: records are there for 24 hours.
inline constexpr std::chrono::hours stream_retention{24};

// API_streams_GetRecords.html, API_streams_GetShardIterator.html, API_streams_DescribeStream.html,
// API_streams_ListStreams.html
inline constexpr std::int32_t get_records_max = 1'000;
inline constexpr std::size_t get_records_bytes_max = 1 << 20;
inline constexpr std::chrono::minutes stream_iterator_life{15};
inline constexpr std::int32_t describe_stream_default = 100;
inline constexpr std::int32_t list_streams_default = 100;

// Ours: over it, writers of one item and changes of tables get a throttling error.
inline constexpr std::size_t waiting_writes_max = 1'000;
inline constexpr std::size_t waiting_changes_max = 100;

}  // namespace penstock::dynamodb::limits
