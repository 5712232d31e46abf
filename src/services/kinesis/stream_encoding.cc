#include "services/kinesis/stream_encoding.h"

#include "services/kinesis/bytes.h"

namespace penstock::kinesis {
namespace {

constexpr std::uint8_t stream_version = 3;
constexpr std::uint8_t version_without_record_size = 2;
constexpr std::uint8_t version_without_policy = 1;

void write(ByteWriter& out, HashKey key) {
  out.number(static_cast<std::uint64_t>(key.value()));
  out.number(static_cast<std::uint64_t>(key.value() >> 64));
}

HashKey read_hash_key(ByteReader& in) {
  const HashKey::Value low = in.number<std::uint64_t>();
  const HashKey::Value high = in.number<std::uint64_t>();
  return HashKey(high << 64 | low);
}

// Ordered, without gaps, from 0 to 2^128-1: what shard_owning() stands on.
bool own_every_key(const std::vector<StreamShard>& shards) {
  if (shards.empty() || shards.front().hash_keys.first != HashKey()) return false;
  for (std::size_t i = 0; i < shards.size(); ++i) {
    const auto& keys = shards[i].hash_keys;
    if (keys.first > keys.last) return false;
    if (i + 1 < shards.size() && shards[i + 1].hash_keys.first.value() != keys.last.value() + 1) return false;
  }
  return shards.back().hash_keys.last == HashKey::last();
}

}  // namespace

std::string store_key(StreamKeyView key) {
  std::string text(streams_prefix);
  text.append(key.account).append("/").append(key.region).append("/stream/").append(key.name);
  return text;
}

std::optional<StreamKey> parse_store_key(std::string_view key) {
  if (!key.starts_with(streams_prefix)) return std::nullopt;
  key.remove_prefix(streams_prefix.size());
  const auto account_end = key.find('/');
  if (account_end == std::string_view::npos) return std::nullopt;
  const auto region_end = key.find('/', account_end + 1);
  if (region_end == std::string_view::npos) return std::nullopt;
  constexpr std::string_view kind = "/stream/";
  if (!key.substr(region_end).starts_with(kind)) return std::nullopt;
  return StreamKey{.account = std::string(key.substr(0, account_end)),
                   .region = std::string(key.substr(account_end + 1, region_end - account_end - 1)),
                   .name = std::string(key.substr(region_end + kind.size()))};
}

std::string encode(const StreamRecord& record) {
  ByteWriter out;
  out.number(stream_version);
  out.number(record.id);
  out.number(static_cast<std::uint8_t>(record.mode));
  out.number(record.retention_hours);
  out.number(to_millis(record.created));
  out.number(to_millis(record.active_from));
  out.number(to_millis(record.hidden_before));
  out.number(static_cast<std::uint8_t>(record.gone_from.has_value()));
  out.number(record.gone_from ? to_millis(*record.gone_from) : std::int64_t{0});
  out.number(static_cast<std::uint32_t>(record.shards.size()));
  for (const auto& shard : record.shards) {
    out.number(shard.number);
    write(out, shard.hash_keys.first);
    write(out, shard.hash_keys.last);
    out.number(shard.created_s);
  }
  out.number(static_cast<std::uint32_t>(record.tags.size()));
  for (const auto& [key, value] : record.tags) {
    out.text(key);
    out.text(value);
  }
  out.text(record.policy);
  out.number(record.record_kib_max);
  return out.take();
}

std::optional<StreamRecord> decode_stream(std::string_view value) {
  ByteReader in(value);
  const auto version = in.number<std::uint8_t>();
  if (version < version_without_policy || version > stream_version) return std::nullopt;
  StreamRecord record;
  record.id = in.number<StreamId>();
  const auto mode = in.number<std::uint8_t>();
  if (mode > static_cast<std::uint8_t>(CapacityMode::on_demand)) return std::nullopt;
  record.mode = static_cast<CapacityMode>(mode);
  record.retention_hours = in.number<std::int32_t>();
  record.created = from_millis(in.number<std::int64_t>());
  record.active_from = from_millis(in.number<std::int64_t>());
  record.hidden_before = from_millis(in.number<std::int64_t>());
  const bool deleting = in.number<std::uint8_t>() != 0;
  const auto gone_from = from_millis(in.number<std::int64_t>());
  if (deleting) record.gone_from = gone_from;
  for (auto left = in.number<std::uint32_t>(); left > 0 && in.sound(); --left) {
    StreamShard shard;
    shard.number = in.number<std::uint32_t>();
    shard.hash_keys.first = read_hash_key(in);
    shard.hash_keys.last = read_hash_key(in);
    shard.created_s = in.number<std::int64_t>();
    record.shards.push_back(shard);
  }
  for (auto left = in.number<std::uint32_t>(); left > 0 && in.sound(); --left) {
    auto key = in.text();
    record.tags.insert_or_assign(std::move(key), in.text());
  }
  if (version > version_without_policy) record.policy = in.text();
  if (version > version_without_record_size) record.record_kib_max = in.number<std::int32_t>();
  if (!in.sound() || !in.at_end() || !own_every_key(record.shards)) return std::nullopt;
  return record;
}

}  // namespace penstock::kinesis
