#include "services/dynamodb/item_update.h"

#include <algorithm>

#include "services/dynamodb/item_check.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/projection.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeValue;
using item::Item;
using item::Update;
using item::UpdateAction;
using item::UpdateStep;

bool gives(const UpdateStep& step) { return step.action == UpdateAction::set || step.action == UpdateAction::add; }

enum class Role : std::uint8_t { hash, range };

// Calls visit(index, attribute, role) for the keys of all indexes until it answers an error.
template <class Visit>
Status each_index_key(const TableRecord& table, Visit visit) {
  for (const auto& index : table.indexes) {
    if (!index.is_kept()) continue;
    for (const auto& attribute : index.keys.hash) {
      if (auto status = visit(index, attribute, Role::hash); !status) return status;
    }
    for (const auto& attribute : index.keys.range) {
      if (auto status = visit(index, attribute, Role::range); !status) return status;
    }
  }
  return ok();
}

// The step that gives a top-level attribute its value; null when none does.
const UpdateStep* step_giving(const Update& update, std::string_view attribute) {
  const auto step = std::ranges::find_if(update.steps(), [&](const UpdateStep& one) {
    return gives(one) && one.path.size() == 1 && one.path.front().name == attribute;
  });
  return step == update.steps().end() ? nullptr : &*step;
}

// What it gives, where the request has it; null otherwise.
const AttributeValue* given_value(const Update& update, std::string_view attribute) {
  const auto* step = step_giving(update, attribute);
  if (!step) return nullptr;
  const auto& node = update.values().node(step->value);
  return node.op == item::Operator::value ? &update.values().value(node) : nullptr;
}

bool is_touched(const Update& update, std::string_view attribute) {
  return std::ranges::any_of(update.steps(),
                             [&](const UpdateStep& step) { return step.path.front().name == attribute; });
}

std::size_t bytes_of(const AttributeValue& value) {
  if (const auto* text = value.get<std::string>()) return text->size();
  if (const auto* binary = value.get<item::Binary>()) return binary->bytes.size();
  return 1;
}

Status check_not_empty(const KeyAttribute& attribute, const AttributeValue& value) {
  if (!is_of_type(value, attribute.type) || bytes_of(value) > 0) return ok();
  return error::validation(
      "One or more parameter values are not valid. The update expression attempted to update a secondary index key to "
      "a value that is not supported. The AttributeValue for a key attribute cannot contain an empty " +
      std::string(attribute.type == ScalarType::binary ? "binary" : "string") + " value.");
}

Status check_length(Role role, const AttributeValue& value) {
  const auto most = role == Role::hash ? limits::partition_key_bytes_max : limits::sort_key_bytes_max;
  if (bytes_of(value) <= most) return ok();
  return error::validation(
      "One or more parameter values were invalid: The update expression attempted to update the secondary index key "
      "beyond allowed size limits");
}

Status check_new_index_key(const IndexRecord& index, const KeyAttribute& attribute, Role role, const Update& update) {
  const auto* step = step_giving(update, attribute.name);
  if (!step) return ok();
  const auto type = update.values().static_type(step->value);
  if (type && type_name(*type) != name_of(attribute.type)) {
    return error::validation("One or more parameter values were invalid: Type mismatch for Index Key " +
                             attribute.name + " Expected: " + std::string(name_of(attribute.type)) +
                             " Actual: " + std::string(type_name(*type)) + " IndexName: " + index.name);
  }
  const auto* value = given_value(update, attribute.name);
  return value ? check_length(role, *value) : ok();
}

// Paths into keys, of steps and of their operands.
Status check_paths(const TableRecord& table, const Update& update) {
  std::vector<std::string_view> entered;  // attributes
  const auto enter = [&](item::PathView path) {
    if (path.size() > 1) entered.push_back(path.front().name);
  };
  for (const auto& step : update.steps()) enter(step.path);
  update.values().for_each_path(enter);
  if (entered.empty()) return ok();

  const auto check = [&](const KeyAttribute& attribute, std::string_view kind) -> Status {
    if (std::ranges::find(entered, attribute.name) == entered.end()) return ok();
    return path_into_key(kind, attribute.name);
  };
  Status status = ok();
  table.keys.for_each([&](const KeyAttribute& attribute) {
    if (status) status = check(attribute, "Key");
  });
  if (!status) return status;
  return each_index_key(
      table, [&](const IndexRecord&, const KeyAttribute& attribute, Role) { return check(attribute, "IndexKey"); });
}

// Attributes that the update leaves alone are as they were.
Status check_touched_index_keys(const TableRecord& table, const Update& update, const Item& item) {
  return each_index_key(table, [&](const IndexRecord&, const KeyAttribute& attribute, Role role) -> Status {
    const auto* value = item.find(attribute.name);
    if (!value || !is_touched(update, attribute.name)) return ok();
    if (!is_of_type(*value, attribute.type)) {
      return error::validation("The update expression attempted to update the secondary index key to unsupported type");
    }
    if (auto status = check_not_empty(attribute, *value); !status) return status;
    return check_length(role, *value);
  });
}

}  // namespace

Status read_expressions(UpdateExpressions given, item::ValueCheck check, AskedUpdate& asked) {
  auto placeholders = item::Placeholders::make(std::move(given.names), std::move(given.values), check);
  if (!placeholders) return placeholders.error();
  if (given.update) {
    auto update = item::parse_update(*given.update, *placeholders);
    if (!update) return update.error();
    asked.update = *std::move(update);
  }
  if (given.condition) {
    auto condition = item::parse_condition(item::ExpressionKind::condition, *given.condition, *placeholders);
    if (!condition) return condition.error();
    asked.condition = *std::move(condition);
  }
  return placeholders->check_all_used();
}

Status check_new_index_keys(const TableRecord& table, const Update& update) {
  return each_index_key(table, [&](const IndexRecord&, const KeyAttribute& attribute, Role) -> Status {
    const auto* value = given_value(update, attribute.name);
    return value ? check_not_empty(attribute, *value) : ok();
  });
}

Status check_new_attributes(const TableRecord& table, const Update& update) {
  Status status = ok();
  table.keys.for_each([&](const KeyAttribute& attribute) {
    if (!status || !is_touched(update, attribute.name)) return;
    status = error::validation("One or more parameter values were invalid: Cannot update attribute " + attribute.name +
                               ". This attribute is part of the key");
  });
  if (!status) return status;
  status = each_index_key(table, [&](const IndexRecord& index, const KeyAttribute& attribute, Role role) {
    return check_new_index_key(index, attribute, role, update);
  });
  return status ? check_paths(table, update) : status;
}

Result<std::optional<Item>> updated_item(const TableRecord& table, const Update& update,
                                         const std::optional<Item>& before, const Item& key) {
  if (!before && !update.creates_item()) return std::optional<Item>();
  auto item = before ? *before : key;
  if (auto status = update.apply(item, before ? item::ItemWas::there : item::ItemWas::absent); !status) {
    return status.error();
  }
  if (auto status = check_touched_index_keys(table, update, item); !status) return status.error();
  if (item::size_of(item) > limits::item_bytes_max) {
    return error::validation("Item size to update has exceeded the maximum allowed size");
  }
  return std::optional(std::move(item));
}

}  // namespace penstock::dynamodb
