// The parameters from before there were expressions: Expected, QueryFilter, ScanFilter, KeyConditions, AttributeUpdates
// and AttributesToGet, checked in AWS's words and turned into what expressions become. Pure.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "item/condition.h"
#include "item/key_condition.h"
#include "item/update.h"

namespace penstock::item {

// A Condition or an ExpectedAttributeValue of the API.
struct LegacyCondition {
  std::optional<std::string> comparison_operator = {};
  std::optional<std::vector<AttributeValue>> attribute_value_list = {};
  std::optional<AttributeValue> value = {};  // of Expected alone, as is exists
  std::optional<bool> exists = {};
};
using LegacyConditions = std::map<std::string, LegacyCondition>;

struct LegacyUpdate {
  std::optional<std::string> action = {};
  std::optional<AttributeValue> value = {};
};
using LegacyUpdates = std::map<std::string, LegacyUpdate>;

// From the generated maps of an API; the members have the same names there.
template <class ExpectedMap>
LegacyConditions expected_of(ExpectedMap&& given) {
  LegacyConditions conditions;
  for (auto& [name, c] : given) {
    conditions[name] = {std::move(c.comparison_operator), std::move(c.attribute_value_list), std::move(c.value),
                        std::move(c.exists)};
  }
  return conditions;
}
template <class ConditionMap>
LegacyConditions conditions_of(ConditionMap&& given) {
  LegacyConditions conditions;
  for (auto& [name, c] : given) {
    conditions[name] = {.comparison_operator = std::move(c.comparison_operator),
                        .attribute_value_list = std::move(c.attribute_value_list)};
  }
  return conditions;
}
template <class UpdateMap>
LegacyUpdates updates_of(UpdateMap&& given) {
  LegacyUpdates updates;
  for (auto& [name, update] : given) updates[name] = {std::move(update.action), std::move(update.value)};
  return updates;
}

enum class ConditionalOperator : std::uint8_t { and_, or_ };
// Of the parameter's text; AND when it is not given.
ConditionalOperator conditional_operator(const std::optional<std::string>& text);

// Errors of all: ValidationException. Operators and actions are the API's, or are refused as nothing that is known.
Result<Condition> condition_from_expected(LegacyConditions expected, ConditionalOperator op);
Result<Condition> condition_from_filter(LegacyConditions filter, ConditionalOperator op,
                                        ValueCheck check = ValueCheck::newer);
Result<KeyConditions> key_conditions_from(LegacyConditions conditions);
Result<Update> update_from(LegacyUpdates updates);
Result<Projection> projection_from(std::vector<std::string> attributes_to_get);

}  // namespace penstock::item
