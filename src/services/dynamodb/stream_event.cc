#include "services/dynamodb/stream_event.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/hex.h"

namespace penstock::dynamodb {

std::string_view event_name(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::insert:
      return "INSERT";
    case ChangeKind::modify:
      return "MODIFY";
    case ChangeKind::remove:
      return "REMOVE";
  }
  return {};
}

std::string event_id(const TableRecord& table, const StreamRecord& stream, StreamPosition position) {
  const auto digits = hex_of(md5(fmt::format("{}/{}/{}", table.id, stream.ordinal, position)));
  return {digits.data(), digits.size()};
}

std::size_t size_of(const ChangeRecord& change) {
  return item::size_of(change.keys) + (change.old_image ? item::size_of(*change.old_image) : 0) +
         (change.new_image ? item::size_of(*change.new_image) : 0);
}

}  // namespace penstock::dynamodb
