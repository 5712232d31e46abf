#include "services/dynamodb/item_condition_keys.h"

#include <algorithm>

#include "base/base64.h"
#include "item/key_condition.h"
#include "item/partiql_plan.h"
#include "item/placeholders.h"
#include "item/projection.h"
#include "item/update.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeValue;
using item::ExpressionKind;

std::string text_of(const AttributeValue& value) {
  if (const auto* text = value.get<std::string>()) return *text;
  if (const auto* number = value.get<item::Number>()) return number->text();
  if (const auto* binary = value.get<item::Binary>()) return to_base64(binary->bytes);
  return {};
}

void add_once(std::vector<std::string>& values, std::string value) {
  if (std::ranges::find(values, value) == values.end()) values.push_back(std::move(value));
}

// Gathers the facts of one request.
class FactReader {
 public:
  explicit FactReader(std::string_view partition) : partition_(partition) {}

  void key(const item::Item& item) {
    if (const auto* value = item.find(partition_)) leading_key(*value);
    for (const auto& [name, value] : item) attribute(name);
  }
  void leading_key(const AttributeValue& value) { add_once(facts_.leading_keys, text_of(value)); }
  void attribute(std::string name) { add_once(facts_.attributes, std::move(name)); }
  void path(item::PathView path) {
    if (!path.empty()) attribute(path.front().name);
  }

  template <class Names>
  void names(const std::optional<Names>& names) {
    if (!names) return;
    for (const auto& name : *names) attribute(name);
  }
  template <class ByName>
  void names_in(const std::optional<ByName>& by_name) {
    if (!by_name) return;
    for (const auto& [name, asked] : *by_name) attribute(name);
  }

  template <class Input>
  static Result<item::Placeholders> placeholders(const Input& in) {
    if constexpr (requires { in.expression_attribute_values; }) {
      return item::Placeholders::make(in.expression_attribute_names, in.expression_attribute_values);
    } else {
      return item::Placeholders::make(in.expression_attribute_names, std::nullopt);
    }
  }
  template <class Input>
  std::optional<item::Condition> condition(ExpressionKind kind, const std::optional<std::string>& text,
                                           const Input& in) {
    if (!text) return std::nullopt;
    auto given = placeholders(in);
    if (!given) return std::nullopt;
    auto parsed = item::parse_condition(kind, *text, *given);
    if (!parsed) return std::nullopt;
    paths(parsed->expression());
    return *std::move(parsed);
  }
  template <class Input>
  void projection(const Input& in) {
    if (!in.projection_expression) return;
    auto given = placeholders(in);
    if (!given) return;
    const auto parsed = item::parse_projection(*in.projection_expression, *given);
    if (!parsed) return;
    for (const auto& path : parsed->paths()) this->path(path);
  }
  template <class Input>
  void update(const std::optional<std::string>& text, const Input& in) {
    if (!text) return;
    auto given = placeholders(in);
    if (!given) return;
    if (const auto parsed = item::parse_update(*text, *given)) steps(*parsed);
  }
  void steps(const item::Update& update) {
    for (const auto& step : update.steps()) path(step.path);
    paths(update.values());
  }
  void paths(const item::Expression& expression) {
    expression.for_each_path([&](item::PathView path) { this->path(path); });
  }

  ItemFacts& facts() { return facts_; }
  ItemFacts take() { return std::move(facts_); }

 private:
  const std::string_view partition_;
  ItemFacts facts_;
};

// A read that does not say which attributes it wants, wants all.
template <class Input>
std::string select_of(const Input& in) {
  if (in.projection_expression) return "SPECIFIC_ATTRIBUTES";
  if constexpr (requires { in.attributes_to_get; }) {
    if (in.attributes_to_get) return "SPECIFIC_ATTRIBUTES";
  }
  if constexpr (requires { in.index_name; }) {
    if (in.index_name) return "ALL_PROJECTED_ATTRIBUTES";
  }
  return "ALL_ATTRIBUTES";
}

template <class Input>
void read_page_parts(FactReader& reader, const Input& in) {
  reader.condition(ExpressionKind::filter, in.filter_expression, in);
  reader.projection(in);
  reader.names(in.attributes_to_get);
  reader.facts().select = in.select ? *in.select : select_of(in);
  reader.facts().return_consumed_capacity = in.return_consumed_capacity;
}

template <class Input>
ItemFacts facts_of_write(FactReader reader, const Input& in) {
  reader.condition(ExpressionKind::condition, in.condition_expression, in);
  reader.names_in(in.expected);
  reader.facts().return_values = in.return_values;
  reader.facts().return_consumed_capacity = in.return_consumed_capacity;
  return reader.take();
}

template <class Action>
ItemFacts facts_of_action(FactReader reader, const Action& in) {
  reader.condition(ExpressionKind::condition, in.condition_expression, in);
  reader.facts().enclosing_operation = "TransactWriteItems";
  return reader.take();
}

// RETURNING as the ReturnValues of an UpdateItem or a DeleteItem.
std::optional<std::string> return_values_of(item::partiql::Returning returning) {
  switch (returning) {
    case item::partiql::Returning::nothing:
      break;
    case item::partiql::Returning::all_old:
      return std::string(return_value::all_old);
    case item::partiql::Returning::modified_old:
      return std::string(return_value::updated_old);
    case item::partiql::Returning::all_new:
      return std::string(return_value::all_new);
    case item::partiql::Returning::modified_new:
      return std::string(return_value::updated_new);
  }
  return std::nullopt;
}

FactReader reader_of(std::string_view partition, const item::Item& key) {
  FactReader reader(partition);
  reader.key(key);
  return reader;
}

class ItemConditionKeys final : public policy::Context {
 public:
  ItemConditionKeys(std::function<ItemFacts()> read, std::shared_ptr<const policy::Context> others)
      : read_(std::move(read)), others_(std::move(others)) {}

  bool find(std::string_view key, std::vector<std::string>& values) const override {
    constexpr std::string_view service = "dynamodb:";
    if (key.starts_with(service)) return find_fact(key.substr(service.size()), values);
    return others_ && others_->find(key, values);
  }

 private:
  bool find_fact(std::string_view name, std::vector<std::string>& values) const {
    if (!facts_) facts_ = read_();
    if (name == "leadingkeys") return add_all(facts_->leading_keys, values);
    if (name == "attributes") return add_all(facts_->attributes, values);
    if (name == "select") return add(facts_->select, values);
    if (name == "returnvalues") return add(facts_->return_values, values);
    if (name == "returnconsumedcapacity") return add(facts_->return_consumed_capacity, values);
    if (name == "enclosingoperation") return add(facts_->enclosing_operation, values);
    return false;
  }
  static bool add_all(const std::vector<std::string>& from, std::vector<std::string>& values) {
    values.insert(values.end(), from.begin(), from.end());
    return !from.empty();
  }
  static bool add(const std::optional<std::string>& value, std::vector<std::string>& values) {
    if (value) values.push_back(*value);
    return value.has_value();
  }

  const std::function<ItemFacts()> read_;
  const std::shared_ptr<const policy::Context> others_;
  mutable std::optional<ItemFacts> facts_;  // one request on one thread
};

}  // namespace

ItemFacts facts_of(const GetItemInput& in, std::string_view partition) {
  auto reader = reader_of(partition, in.key);
  reader.projection(in);
  reader.names(in.attributes_to_get);
  reader.facts().select = select_of(in);
  reader.facts().return_consumed_capacity = in.return_consumed_capacity;
  return reader.take();
}

ItemFacts facts_of(const PutItemInput& in, std::string_view partition) {
  return facts_of_write(reader_of(partition, in.item), in);
}

ItemFacts facts_of(const DeleteItemInput& in, std::string_view partition) {
  return facts_of_write(reader_of(partition, in.key), in);
}

ItemFacts facts_of(const UpdateItemInput& in, std::string_view partition) {
  auto reader = reader_of(partition, in.key);
  reader.update(in.update_expression, in);
  reader.names_in(in.attribute_updates);
  return facts_of_write(std::move(reader), in);
}

ItemFacts facts_of(const QueryInput& in, std::string_view partition) {
  FactReader reader(partition);
  if (const auto asked = reader.condition(ExpressionKind::key_condition, in.key_condition_expression, in)) {
    const auto conditions = item::key_conditions_of(*asked);
    for (const auto& condition : conditions ? *conditions : item::KeyConditions()) {
      if (condition.name == partition && condition.op == item::KeyOperator::equal) reader.leading_key(condition.value);
    }
  }
  reader.names_in(in.key_conditions);
  reader.names_in(in.query_filter);
  if (in.key_conditions) {
    const auto found = in.key_conditions->find(std::string(partition));
    if (found != in.key_conditions->end() && found->second.attribute_value_list) {
      for (const auto& value : *found->second.attribute_value_list) reader.leading_key(value);
    }
  }
  read_page_parts(reader, in);
  return reader.take();
}

ItemFacts facts_of(const ScanInput& in, std::string_view partition) {
  FactReader reader(partition);
  reader.names_in(in.scan_filter);
  read_page_parts(reader, in);
  return reader.take();
}

ItemFacts facts_of(const KeysAndAttributes& in, std::string_view partition) {
  FactReader reader(partition);
  for (const auto& key : in.keys) reader.key(key);
  reader.projection(in);
  reader.names(in.attributes_to_get);
  reader.facts().select = select_of(in);
  return reader.take();
}

ItemFacts facts_of(const std::vector<WriteRequest>& in, std::string_view partition) {
  FactReader reader(partition);
  for (const auto& request : in) {
    if (request.put_request) reader.key(request.put_request->item);
    if (request.delete_request) reader.key(request.delete_request->key);
  }
  return reader.take();
}

ItemFacts facts_of(const ConditionCheck& in, std::string_view partition) {
  return facts_of_action(reader_of(partition, in.key), in);
}

ItemFacts facts_of(const Put& in, std::string_view partition) {
  return facts_of_action(reader_of(partition, in.item), in);
}

ItemFacts facts_of(const Delete& in, std::string_view partition) {
  return facts_of_action(reader_of(partition, in.key), in);
}

ItemFacts facts_of(const Update& in, std::string_view partition) {
  auto reader = reader_of(partition, in.key);
  reader.update(in.update_expression, in);
  return facts_of_action(std::move(reader), in);
}

ItemFacts facts_of(const Get& in, std::string_view partition) {
  auto reader = reader_of(partition, in.key);
  reader.projection(in);
  reader.facts().select = select_of(in);
  reader.facts().enclosing_operation = "TransactGetItems";
  return reader.take();
}

ItemFacts facts_of(const item::partiql::Statement& statement, std::string_view partition) {
  FactReader reader(partition);
  reader.key(statement.item);
  reader.steps(statement.update);
  if (statement.columns) {
    for (const auto& column : *statement.columns) reader.path(column.path);
  }
  if (statement.where) {
    reader.paths(statement.where->expression());
    for (const auto type : {item::Type::string, item::Type::number, item::Type::binary}) {
      const auto plan = item::partiql::plan_select(statement, {.partition = {.name = partition, .type = type}});
      if (!plan) continue;
      for (const auto& read : plan->reads) reader.leading_key(read.partition);
    }
  }
  reader.facts().return_values = return_values_of(statement.returning);
  if (statement.is_read()) reader.facts().select = statement.columns ? "SPECIFIC_ATTRIBUTES" : "ALL_ATTRIBUTES";
  return reader.take();
}

void add_item_keys(AccessNeed& need, std::function<ItemFacts()> read) {
  need.resource_keys = std::make_shared<const ItemConditionKeys>(std::move(read), std::move(need.resource_keys));
}

}  // namespace penstock::dynamodb
