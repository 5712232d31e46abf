#include "services/dynamodb/update_charge.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "services/dynamodb/limits.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeValue;
using item::Expression;
using item::NodeIndex;
using item::Operator;
using item::PathView;
using item::Update;
using item::UpdateAction;

constexpr std::size_t update_bytes = 3;
constexpr std::size_t given_bytes = 19;  // of each SET and ADD
constexpr std::size_t taken_bytes = 1;   // of each REMOVE and DELETE
constexpr std::size_t target_step_bytes = 4;
constexpr std::size_t path_bytes = 1;
constexpr std::size_t path_step_bytes = 14;
constexpr std::size_t plus_bytes = 34;
constexpr std::size_t minus_bytes = 37;
constexpr std::size_t if_not_exists_bytes = 39;
constexpr std::size_t list_append_bytes = 37;

std::size_t size_of(const item::PathElement& step) {
  return step.is_index ? std::to_string(step.index).size() : step.name.size();
}

std::size_t target_size(PathView path) {
  std::size_t bytes = size_of(path.front());
  for (const auto& step : path.subspan(1)) bytes += target_step_bytes + size_of(step);
  return bytes;
}

std::size_t operand_size(const Expression& values, NodeIndex index) {
  const auto& node = values.node(index);
  if (node.op == Operator::value) return item::size_of(values.value(node));
  std::size_t bytes = 0;
  if (node.op == Operator::path) {
    bytes = path_bytes;
    for (const auto& step : values.path(node)) bytes += path_step_bytes + size_of(step);
    return bytes;
  }
  if (node.op == Operator::plus) bytes = plus_bytes;
  if (node.op == Operator::minus) bytes = minus_bytes;
  if (node.op == Operator::function) {
    bytes = node.function == item::Function::if_not_exists ? if_not_exists_bytes : list_append_bytes;
  }
  for (const auto child : values.children(node)) bytes += operand_size(values, child);
  return bytes;
}

template <class Set>
std::optional<std::size_t> bytes_of_new_members(const AttributeValue& added, const AttributeValue& known) {
  const auto* members = added.get<Set>();
  const auto* there = known.get<Set>();
  if (!members || !there) return std::nullopt;
  Set fresh;
  std::ranges::set_difference(*members, *there, std::back_inserter(fresh));
  return fresh.empty() ? 0 : item::size_of(AttributeValue(std::move(fresh)));
}

// Of a set, what is not there yet.
std::size_t added_size(const AttributeValue& added, const AttributeValue* known) {
  if (known) {
    if (const auto bytes = bytes_of_new_members<item::StringSet>(added, *known)) return *bytes;
    if (const auto bytes = bytes_of_new_members<item::NumberSet>(added, *known)) return *bytes;
    if (const auto bytes = bytes_of_new_members<item::BinarySet>(added, *known)) return *bytes;
  }
  return item::size_of(added);
}

}  // namespace

std::size_t charge_of(const Update& update, const std::optional<item::Item>& before) {
  const auto& values = update.values();
  std::size_t bytes = update_bytes;
  for (const auto& step : update.steps()) {
    bytes += target_size(step.path);
    switch (step.action) {
      case UpdateAction::set:
        bytes += given_bytes + operand_size(values, step.value);
        break;
      case UpdateAction::add:
        bytes += given_bytes +
                 added_size(values.value(values.node(step.value)), before ? item::find(*before, step.path) : nullptr);
        break;
      case UpdateAction::remove:
      case UpdateAction::delete_:
        bytes += taken_bytes;
        break;
    }
  }
  return bytes;
}

Status check_charge(const Update& update, const std::optional<item::Item>& before) {
  if (update.origin() != item::UpdateOrigin::expression || charge_of(update, before) <= limits::item_bytes_max) {
    return ok();
  }
  return error::validation("Item size to update has exceeded the maximum allowed size");
}

}  // namespace penstock::dynamodb
