// One change of one item, as the table's stream keeps it. docs/formats/dynamodb.md describes the bytes. Values; pure
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "item/attribute_value.h"
#include "services/dynamodb/change_stream.h"

namespace penstock::dynamodb {

// Stored: never renumber.
enum class ChangeKind : std::uint8_t { insert = 0, modify = 1, remove = 2 };
// Who changed it: a request, or the service itself when an item's time to live ran out.
enum class ChangedBy : std::uint8_t { request = 0, time_to_live = 1 };

struct ChangeRecord {
  ChangeKind kind = ChangeKind::insert;
  ChangedBy by = ChangedBy::request;
  TimePoint time;
  item::Item keys;
  std::optional<item::Item> old_image;  // as far as the stream's view has it
  std::optional<item::Item> new_image;
  bool operator==(const ChangeRecord&) const = default;
};

// The bytes of a change from one image to another (as encode_item() writes them; empty: no item), with what the view
// keeps of it.
struct Change {
  ChangedBy by = ChangedBy::request;
  TimePoint time;
  std::string_view old_image = {};
  std::string_view new_image = {};
};
std::string encode_change(StreamView view, const item::Item& keys, const Change& change);

// Nothing when the bytes are damaged or of a later version.
std::optional<ChangeRecord> decode_change(std::string_view bytes);

}  // namespace penstock::dynamodb
