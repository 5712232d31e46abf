#include "bench/signed_requests.h"

#include <fmt/format.h>

#include <chrono>
#include <random>

#include "base/base64.h"
#include "base/hash.h"
#include "base/hex.h"
#include "identity/sigv4.h"

namespace penstock::bench {
namespace {

std::string partition_key(std::size_t number) { return to_hex(md5(fmt::format("key-{}", number))); }

std::string put_record_body(const LoadTarget& target, const PutShape& shape, std::size_t number) {
  return fmt::format(R"({{"StreamName":"{}","Data":"{}","PartitionKey":"{}"}})", target.stream,
                     record_data(number % shape.payloads, shape.size), partition_key(number));
}

std::string put_records_body(const LoadTarget& target, const PutShape& shape, std::size_t first) {
  std::string body = fmt::format(R"({{"StreamName":"{}","Records":[)", target.stream);
  for (std::size_t n = first; n < first + shape.records; ++n) {
    fmt::format_to(std::back_inserter(body), R"({}{{"Data":"{}","PartitionKey":"{}"}})", n == first ? "" : ",",
                   record_data(n % shape.payloads, shape.size), partition_key(n));
  }
  return body + "]}";
}

}  // namespace

std::string record_data(std::size_t number, std::size_t size) {
  std::mt19937_64 random(number);
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return to_base64(bytes);
}

std::unordered_set<std::string> all_record_data(std::size_t records, std::size_t size) {
  std::unordered_set<std::string> all;
  for (std::size_t n = 0; n < records; ++n) all.insert(record_data(n, size));
  return all;
}

std::string signed_request(const LoadTarget& target, std::string_view operation, std::string_view body) {
  const std::string action = fmt::format("{}.{}", target.target_prefix, operation);
  const HeaderField headers[] = {
      {"content-type", target.content_type}, {"host", target.host}, {"x-amz-target", action}};
  const sigv4::Credentials credentials{target.access_key_id, target.secret};
  const auto added = sigv4::sign({credentials, target.region, target.service},
                                 {.method = "POST", .path = "/", .query = "", .headers = headers}, to_hex(sha256(body)),
                                 std::chrono::time_point_cast<TimePoint::duration>(std::chrono::system_clock::now()));
  std::string request = "POST / HTTP/1.1\r\n";
  for (const auto& field : headers) fmt::format_to(std::back_inserter(request), "{}: {}\r\n", field.name, field.value);
  for (const auto& [name, value] : added) fmt::format_to(std::back_inserter(request), "{}: {}\r\n", name, value);
  fmt::format_to(std::back_inserter(request), "content-length: {}\r\n\r\n", body.size());
  request += body;
  return request;
}

std::vector<std::string> put_requests(const LoadTarget& target, PutShape shape) {
  std::vector<std::string> requests;
  requests.reserve(shape.count);
  for (std::size_t n = 0; n < shape.count; ++n) {
    requests.push_back(shape.records == 1
                           ? signed_request(target, "PutRecord", put_record_body(target, shape, n))
                           : signed_request(target, "PutRecords", put_records_body(target, shape, n * shape.records)));
  }
  return requests;
}

}  // namespace penstock::bench
