#include "services/dynamodb/kinesis_event.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/hex.h"
#include "item/item_encoding.h"
#include "services/dynamodb/derived_uuid.h"
#include "services/dynamodb/stream_event.h"
#include "wire/attribute_writer.h"
#include "wire/json_writer.h"

namespace penstock::dynamodb {
namespace {

// The time tells apart positions that a restart gives again.
std::string uuid_of(const Table& table, const KinesisDestination& destination, StreamPosition position,
                    TimePoint time) {
  return derived_uuid(fmt::format("{}/{}/{}/{}", table.record.id, destination.feed.ordinal, position, to_millis(time)));
}

}  // namespace

std::string kinesis_event(const Table& table, const KinesisDestination& destination, StreamPosition position,
                          const ChangeRecord& change) {
  std::string out = R"({"awsRegion":)";
  append_json_string(out, table.key.region);
  out += fmt::format(R"(,"eventID":"{}","eventName":"{}","userIdentity":)",
                     uuid_of(table, destination, position, change.time), event_name(change.kind));
  if (change.by == ChangedBy::time_to_live) {
    out += fmt::format(R"({{"principalId":"{}","type":"{}"}})", time_to_live_principal, time_to_live_type);
  } else {
    out += "null";
  }
  out += R"(,"recordFormat":"application/json","tableName":)";
  append_json_string(out, table.key.name);
  const bool micros = destination.precision == TimePrecision::microseconds;
  out += fmt::format(R"(,"dynamodb":{{"ApproximateCreationDateTime":{},"Keys":)",
                     to_millis(change.time) * (micros ? 1'000 : 1));
  append_attribute_map(out, change.keys);
  if (change.new_image) {
    out += R"(,"NewImage":)";
    append_attribute_map(out, *change.new_image);
  }
  if (change.old_image) {
    out += R"(,"OldImage":)";
    append_attribute_map(out, *change.old_image);
  }
  out += fmt::format(R"(,"SizeBytes":{})", size_of(change));
  if (micros) out += R"(,"ApproximateCreationDateTimePrecision":"MICROSECOND")";
  out += R"(},"eventSource":"aws:dynamodb"})";
  return out;
}

std::string kinesis_partition_key(const ChangeRecord& change) {
  const auto digits = hex_of(md5(item::encode_item(change.keys)));
  return {digits.data(), digits.size()};
}

}  // namespace penstock::dynamodb
