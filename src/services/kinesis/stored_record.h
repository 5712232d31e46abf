// How a record lies in the stream's log: docs/formats/kinesis.md. Reader and writer share this header. Neither
// allocates.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace penstock::kinesis {

struct StoredRecord {
  std::string_view partition_key;
  std::string_view data;

  static constexpr unsigned char version = 1;
  static constexpr std::size_t head_bytes = 3;

  // What stands before the partition key: the version and the key's length, low byte first. A key has 1,024 bytes at
  // most (256 characters).
  static std::array<char, head_bytes> head(std::string_view partition_key) {
    const auto size = partition_key.size();
    return {static_cast<char>(version), static_cast<char>(size & 0xff), static_cast<char>(size >> 8 & 0xff)};
  }

  // Views into `payload`; absent when it is damaged or was written by a later version.
  static std::optional<StoredRecord> parse(std::string_view payload) {
    if (payload.size() < head_bytes || static_cast<unsigned char>(payload[0]) != version) return std::nullopt;
    const std::size_t key_bytes =
        static_cast<unsigned char>(payload[1]) | static_cast<std::size_t>(static_cast<unsigned char>(payload[2])) << 8;
    payload.remove_prefix(head_bytes);
    if (key_bytes > payload.size()) return std::nullopt;
    return StoredRecord{payload.substr(0, key_bytes), payload.substr(key_bytes)};
  }
};

}  // namespace penstock::kinesis
