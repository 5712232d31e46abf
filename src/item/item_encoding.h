// An item as bytes: what tables, indexes and change records store. docs/formats/dynamodb.md describes it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "item/attribute_value.h"

namespace penstock::item {

// Appends the item, its version byte first. No faults inside.
void append_item(std::string& out, const Item& item);
std::string encode_item(const Item& item);

// Nothing when the bytes are damaged or of a later version.
std::optional<Item> decode_item(std::string_view bytes);
// size_of() of the item that decode_item() would give, without making it; nothing where it gives nothing.
std::optional<std::size_t> size_of_encoded(std::string_view bytes);

}  // namespace penstock::item
