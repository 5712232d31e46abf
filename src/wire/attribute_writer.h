// Writes DynamoDB's values as JSON: {"S": "text"} and the like. Pure.
#pragma once

#include <string>

#include "item/attribute_value.h"

namespace penstock {

void append_attribute_value(std::string& out, const item::AttributeValue& value);
void append_attribute_map(std::string& out, const item::AttributeMap& map);

// About how many bytes that appends.
std::size_t attribute_json_size(const item::AttributeMap& map);

}  // namespace penstock
