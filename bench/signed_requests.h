// Requests made and signed before the clock starts, so that the load generator only copies bytes to sockets.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace penstock::bench {

struct LoadTarget {
  std::string host;  // "127.0.0.1:4566": Host header and address
  std::string access_key_id;
  std::string secret;
  std::string region = "eu-north-1";
  std::string stream;
  // Which API is called.
  std::string service = "kinesis";
  std::string target_prefix = "Kinesis_20131202";
  std::string content_type = "application/x-amz-json-1.1";
};

// What one record holds: `size` bytes that differ from record to record, as base64.
std::string record_data(std::size_t number, std::size_t size);
std::unordered_set<std::string> all_record_data(std::size_t records, std::size_t size);

// A whole HTTP request with a signature that holds for the minutes a run takes.
std::string signed_request(const LoadTarget& target, std::string_view operation, std::string_view body);

// `count` different requests of `records` records each; record numbers start over for each request at a new place, all
// of them below `payloads`. One record makes PutRecord requests, more make PutRecords requests.
struct PutShape {
  std::size_t count;
  std::size_t records;
  std::size_t size;
  std::size_t payloads;
};
std::vector<std::string> put_requests(const LoadTarget& target, PutShape shape);

}  // namespace penstock::bench
