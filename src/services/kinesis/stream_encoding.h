// How streams lie in the store: keys and values, as docs/formats/kinesis.md has them. Reader and writer share this
// header.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/kinesis/stream.h"

namespace penstock::kinesis {

inline constexpr std::string_view streams_prefix = "kinesis/";
inline constexpr std::string_view token_key_key = "kinesis/token-key";

// "kinesis/<account>/<region>/stream/<name>"
std::string store_key(StreamKeyView key);
// Absent for a key of another kind.
std::optional<StreamKey> parse_store_key(std::string_view key);

std::string encode(const StreamRecord& record);
// Absent when the value is damaged or was written by a later version.
std::optional<StreamRecord> decode_stream(std::string_view value);

}  // namespace penstock::kinesis
