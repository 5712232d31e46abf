#include "services/dynamodb/stream_shards.h"

#include <fmt/format.h>

#include <charconv>

#include "base/crc32c.h"
#include "base/ids.h"

namespace penstock::dynamodb {
namespace {

constexpr char sequence_head = '3';
constexpr std::size_t position_digits = 20;

template <class T>
bool parse_digits(std::string_view text, T& value) {
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  return parsed.ec == std::errc() && parsed.ptr == end;
}

}  // namespace

std::string sequence_number(StreamPosition position) { return fmt::format("{}{:020}", sequence_head, position); }

std::optional<StreamPosition> parse_sequence_number(std::string_view text) {
  StreamPosition position = 0;
  if (text.size() != 1 + position_digits || text.front() != sequence_head) return std::nullopt;
  if (!parse_digits(text.substr(1), position)) return std::nullopt;
  return position;
}

std::string stream_shard_id(std::string_view stream_arn, const StreamRecord& stream, std::uint64_t shard) {
  const auto own = fmt::format("{}/{}", stream_arn, shard);
  return fmt::format("shardId-{:020}-{:08x}", to_millis(stream.begin_of(shard)), crc32c(0, own));
}

std::optional<std::uint64_t> parse_stream_shard_id(std::string_view text, std::string_view stream_arn,
                                                   const StreamRecord& stream) {
  constexpr std::string_view head = "shardId-";
  constexpr std::size_t time_digits = 20;
  std::int64_t millis = 0;
  if (text.size() < head.size() + time_digits || !parse_digits(text.substr(head.size(), time_digits), millis)) {
    return std::nullopt;
  }
  const auto shard = stream.shard_at(from_millis(millis));
  if (stream_shard_id(stream_arn, stream, shard) != text) return std::nullopt;
  return shard;
}

std::optional<StreamArnParts> parse_stream_arn(std::string_view arn) {
  constexpr std::string_view table = "table/";
  constexpr std::string_view stream = "/stream/";
  ArnParts parts;
  if (!parse_arn(arn, parts) || parts.service != "dynamodb" || !parts.resource.starts_with(table)) return std::nullopt;
  const auto rest = parts.resource.substr(table.size());
  const auto at = rest.find(stream);
  if (at == std::string_view::npos || at == 0 || at + stream.size() == rest.size()) return std::nullopt;
  return StreamArnParts{.account = parts.account,
                        .region = parts.region,
                        .table = rest.substr(0, at),
                        .label = rest.substr(at + stream.size())};
}

}  // namespace penstock::dynamodb
