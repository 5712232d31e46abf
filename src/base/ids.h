// Names that AWS gives to things: request ids, ARNs, account and region names. Pure; any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace penstock {

// Makes request ids that do not repeat within a process, nor between two whose seeds differ. Any thread; no lock.
class RequestIds {
 public:
  explicit RequestIds(std::uint64_t seed);
  RequestIds(const RequestIds&) = delete;
  RequestIds& operator=(const RequestIds&) = delete;

  // "1f2e3d4c-5b6a-4978-8695-a4b3c2d1e0f1": x-amzn-RequestId.
  std::string next();
  // "4442587FB7D0A2F9": S3's x-amz-request-id.
  std::string next_s3();

 private:
  std::uint64_t draw();

  const std::uint64_t seed_;
  const std::uint64_t maker_;  // tells one maker's counts from another's, within the process
  std::atomic<std::uint64_t> count_ = 0;
};

// S3's x-amz-id-2, which belongs to a request id: 64 bytes in base64.
std::string extended_request_id(std::string_view request_id);

// "arn:aws:kinesis:us-east-1:000000000000:stream/orders"
std::string arn(std::string_view service, std::string_view region, std::string_view account, std::string_view resource);
// The same where the resource is of a kind and has a name: "stream/", "orders".
std::string arn(std::string_view service, std::string_view region, std::string_view account, std::string_view kind,
                std::string_view name);

// The parts of an ARN; views into it.
struct ArnParts {
  std::string_view partition, service, region, account, resource;
};
// False for text that is not "arn:partition:service:region:account:resource".
bool parse_arn(std::string_view text, ArnParts& parts);

// Twelve digits.
bool is_account(std::string_view text);
// The canonical user that S3 shows as an owner: 64 hexadecimal digits that belong to the account.
std::string canonical_user(std::string_view account);
// Letters, digits and dashes, as every region has them: "eu-north-1". Regions are not looked up in a list.
bool is_region(std::string_view text);

}  // namespace penstock
