// For tests: expressions with their placeholders in one line.
#pragma once

#include <optional>
#include <string>

#include "item/condition.h"
#include "item/placeholders.h"
#include "item/update.h"

namespace penstock::item {

struct Substitutes {
  AttributeNames names = {};
  AttributeMap values = {};

  Placeholders placeholders() const {
    auto made = Placeholders::make(names.empty() ? std::nullopt : std::optional(names),
                                   values.empty() ? std::nullopt : std::optional(values));
    return made ? *std::move(made) : Placeholders();
  }
};

template <class T>
std::string error_of(const Result<T>& result) {
  return result ? "" : result.error().message;
}

// The error of an update, without its "Invalid UpdateExpression: "; empty when there is none.
inline std::string update_error(std::string_view text, const Substitutes& with = {}) {
  auto placeholders = with.placeholders();
  const auto error = error_of(parse_update(text, placeholders));
  constexpr std::string_view prefix = "Invalid UpdateExpression: ";
  return error.starts_with(prefix) ? error.substr(prefix.size()) : error;
}

// The error of a condition, without its "Invalid FilterExpression: "; empty when there is none.
inline std::string condition_error(std::string_view text, const Substitutes& with = {}) {
  auto placeholders = with.placeholders();
  const auto error = error_of(parse_condition(ExpressionKind::filter, text, placeholders));
  constexpr std::string_view prefix = "Invalid FilterExpression: ";
  return error.starts_with(prefix) ? error.substr(prefix.size()) : error;
}

}  // namespace penstock::item
