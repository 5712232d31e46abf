// Which attributes a read gives back: ProjectionExpression, or AttributesToGet from before there were expressions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "item/projection.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

// Of a request whose only expression it is. Nothing: all attributes. Errors: ValidationException.
Result<std::optional<item::Projection>> asked_projection(std::optional<std::vector<std::string>> attributes_to_get,
                                                         const std::optional<std::string>& expression,
                                                         std::optional<item::AttributeNames> names);

// Keys are scalars: a path into one is refused. Errors: ValidationException.
Status check_paths(const Table& table, const item::Projection& projection);
Status check_path(const Table& table, item::PathView path);
// That error. `kind` of the attribute: Key, or IndexKey.
ApiError path_into_key(std::string_view kind, std::string_view attribute);

}  // namespace penstock::dynamodb
