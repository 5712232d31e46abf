// Which parameters of one request go together: expressions, and the legacy ones from before there were expressions.
// Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::item {

struct GivenParameter {
  std::string_view name;  // of the API: "KeyConditions"
  bool is_given = false;
};

struct ExpressionParameters {
  std::span<const GivenParameter> legacy;  // all that the operation has, in AWS's order
  std::span<const GivenParameter> expressions;
  bool has_names = false;  // ExpressionAttributeNames
  bool has_values = false;
  bool of_one_item = false;  // PutItem, UpdateItem and DeleteItem do not say which expressions are missing
};

// Errors: ValidationException for legacy parameters beside expressions (KeyConditions may stand beside any but its
// own), and for names or values without an expression.
Status check_together(const ExpressionParameters& parameters);

// ConditionalOperator wants two or more conditions in Expected or in the filter. Error: ValidationException.
Status check_conditional_operator(bool is_given, std::size_t conditions);

}  // namespace penstock::item
