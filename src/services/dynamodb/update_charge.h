// What UpdateItem counts towards the 400 KB apart from the item: the update itself. Pure.
//
// The rules are those that the dynamodb-conformance suite has measured on AWS, to the byte, in most regions; AWS says
// nothing of them. An update in a transaction, one of PartiQL and AttributeUpdates count the item alone.
#pragma once

#include <cstddef>
#include <optional>

#include "item/update.h"

namespace penstock::dynamodb {

// What an update of an UpdateExpression writes to the item that is there (nothing: there is none).
std::size_t charge_of(const item::Update& update, const std::optional<item::Item>& before);

// Error: ValidationException over 400 KB.
Status check_charge(const item::Update& update, const std::optional<item::Item>& before);

}  // namespace penstock::dynamodb
