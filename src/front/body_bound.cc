#include "front/body_bound.h"

#include <string_view>

namespace penstock {
namespace {

constexpr std::size_t mebibyte = 1 << 20;

struct Bound {
  std::string_view service;
  std::size_t bytes;
};

// The service's own limit on content, plus what its encoding adds.
constexpr Bound bounds[] = {
    // PutRecords: 10 MiB of data and keys
    // (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html),
    // data in base64, names and keys around it.
    {"kinesis", 16 * mebibyte},
    // BatchWriteItem: 16 MB over the network
    // (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html). AWS refuses 17 MiB, as
    // Alternator's tests found.
    {"dynamodb", 17 * mebibyte},
    // DeleteObjects: 1,000 keys of 1,024 bytes with their elements; bucket settings are smaller.
    {"s3", 4 * mebibyte},
};
constexpr std::size_t other_bytes = 8 * mebibyte;

}  // namespace

std::size_t body_bytes_max(const ServiceModel& model) {
  for (const auto& bound : bounds) {
    if (bound.service == model.id) return bound.bytes;
  }
  return other_bytes;
}

ApiError body_too_large(const ServiceModel& model) {
  if (model.id == "s3") {
    return {400,
            "MaxMessageLengthExceeded",
            "Your request was too big.",
            {{"MaxMessageLengthBytes", std::to_string(body_bytes_max(model))}}};
  }
  return {413, "RequestEntityTooLargeException",
          "The request body is larger than " + std::to_string(body_bytes_max(model)) + " bytes."};
}

}  // namespace penstock
