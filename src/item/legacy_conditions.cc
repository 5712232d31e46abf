#include "item/legacy_conditions.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace penstock::item {
namespace {

enum class Comparison : std::uint8_t {
  eq,
  ne,
  le,
  lt,
  ge,
  gt,
  in,
  between,
  begins_with,
  contains,
  not_contains,
  null,
  not_null,
};

enum class Takes : std::uint8_t { anything, no_documents_or_sets, scalars, text };

struct Rule {
  std::string_view name;
  Comparison comparison;
  std::size_t least;  // arguments
  std::size_t most;
  Takes takes;
};

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Condition.html
constexpr auto any_number = std::numeric_limits<std::size_t>::max();
constexpr std::array<Rule, 13> rules = {{
    {"EQ", Comparison::eq, 1, 1, Takes::anything},
    {"NE", Comparison::ne, 1, 1, Takes::anything},
    {"LE", Comparison::le, 1, 1, Takes::scalars},
    {"LT", Comparison::lt, 1, 1, Takes::scalars},
    {"GE", Comparison::ge, 1, 1, Takes::scalars},
    {"GT", Comparison::gt, 1, 1, Takes::scalars},
    {"IN", Comparison::in, 1, any_number, Takes::scalars},
    {"BETWEEN", Comparison::between, 2, 2, Takes::scalars},
    {"BEGINS_WITH", Comparison::begins_with, 1, 1, Takes::text},
    {"CONTAINS", Comparison::contains, 1, 1, Takes::no_documents_or_sets},
    {"NOT_CONTAINS", Comparison::not_contains, 1, 1, Takes::no_documents_or_sets},
    {"NULL", Comparison::null, 0, 0, Takes::anything},
    {"NOT_NULL", Comparison::not_null, 0, 0, Takes::anything},
}};

ApiError invalid(const std::string& what) {
  return error::validation("One or more parameter values were invalid: " + what);
}

Result<const Rule*> rule_of(const std::string& name) {
  const auto* rule = std::ranges::find(rules, name, &Rule::name);
  if (rule != rules.end()) return rule;
  return invalid("Unknown ComparisonOperator: " + name);
}

bool accepts(Takes takes, Type type) {
  switch (takes) {
    case Takes::anything:
      return true;
    case Takes::no_documents_or_sets:
      return type < Type::string_set;
    case Takes::scalars:
      return type == Type::string || type == Type::number || type == Type::binary;
    case Takes::text:
      return type == Type::string || type == Type::binary;
  }
  return false;
}

// A condition whose arguments are right.
struct Checked {
  const std::string* name = nullptr;
  Comparison comparison = Comparison::eq;
  std::span<const AttributeValue> arguments;
};

Status check_count(const Rule& rule, std::size_t count) {
  if (count >= rule.least && count <= rule.most) return ok();
  return invalid("Invalid number of argument(s) for the " + std::string(rule.name) + " ComparisonOperator");
}

Status check_no_fault(std::span<const AttributeValue> values, ValueCheck check = ValueCheck::newer) {
  for (const auto& value : values) {
    if (const auto* fault = value.get<Fault>()) return error::validation(std::string(fault->words(check)));
  }
  return ok();
}

Status check_types(const Rule& rule, std::span<const AttributeValue> arguments) {
  for (const auto& argument : arguments) {
    if (!argument.is(arguments.front().type())) {
      return invalid("AttributeValues inside AttributeValueList must be of same type");
    }
  }
  for (const auto& argument : arguments) {
    if (!accepts(rule.takes, argument.type())) {
      return invalid("ComparisonOperator " + std::string(rule.name) + " is not valid for " +
                     std::string(type_name(argument.type())) + " AttributeValue type");
    }
  }
  if (rule.comparison == Comparison::between && compare(arguments[0], arguments[1]) > 0) {
    return error::validation(
        "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound");
  }
  return ok();
}

Result<Checked> check_filter(const std::string& name, const LegacyCondition& condition, ValueCheck check) {
  const auto rule = rule_of(condition.comparison_operator.value_or("EQ"));
  if (!rule) return rule.error();
  std::span<const AttributeValue> arguments;
  if (condition.attribute_value_list) arguments = *condition.attribute_value_list;
  for (const auto& status : {check_no_fault(arguments, check), check_count(**rule, arguments.size())}) {
    if (!status) return status.error();
  }
  if (const auto status = check_types(**rule, arguments); !status) return status.error();
  return Checked{&name, (*rule)->comparison, arguments};
}

Result<Checked> check_compared(const std::string& name, const LegacyCondition& condition,
                               std::span<const AttributeValue> value) {
  const auto rule = rule_of(*condition.comparison_operator);
  if (!rule) return rule.error();
  if (condition.exists) {
    return invalid("Exists and ComparisonOperator cannot be used together for Attribute: " + name);
  }
  const auto arguments =
      condition.attribute_value_list ? std::span<const AttributeValue>(*condition.attribute_value_list) : value;
  if ((*rule)->most > 0 && !condition.attribute_value_list && value.empty()) {
    return invalid("Value or AttributeValueList must be used with ComparisonOperator: " + std::string((*rule)->name) +
                   " for Attribute: " + name);
  }
  for (const auto& status : {check_count(**rule, arguments.size()), check_no_fault(arguments)}) {
    if (!status) return status.error();
  }
  if (const auto status = check_types(**rule, arguments); !status) return status.error();
  return Checked{&name, (*rule)->comparison, arguments};
}

Result<Checked> check_expected(const std::string& name, const LegacyCondition& condition) {
  const auto value =
      condition.value ? std::span<const AttributeValue>(&*condition.value, 1) : std::span<const AttributeValue>();
  if (condition.attribute_value_list && condition.value) {
    return invalid("Value and AttributeValueList cannot be used together for Attribute: " + name);
  }
  if (condition.comparison_operator) return check_compared(name, condition, value);
  if (condition.attribute_value_list) {
    return invalid("AttributeValueList can only be used with a ComparisonOperator for Attribute: " + name);
  }
  const bool must_exist = condition.exists.value_or(true);
  if (must_exist && value.empty()) {
    return invalid(std::string("Value must be provided when Exists is ") + (condition.exists ? "true" : "null") +
                   " for Attribute: " + name);
  }
  if (!must_exist && !value.empty()) {
    return invalid("Value cannot be used when Exists is false for Attribute: " + name);
  }
  if (const auto status = check_no_fault(value); !status) return status.error();
  return Checked{&name, must_exist ? Comparison::eq : Comparison::null, value};
}

// Adds the condition to the expression; its node.
class Lowering {
 public:
  explicit Lowering(Expression& expression) : expression_(expression) {}

  NodeIndex add(const Checked& checked) {
    const auto function = [&](Function function) { return call(checked, function); };
    switch (checked.comparison) {
      case Comparison::eq:
        return compared(checked, Operator::equal);
      case Comparison::ne:
        return compared(checked, Operator::not_equal);
      case Comparison::le:
        return compared(checked, Operator::less_or_equal);
      case Comparison::lt:
        return compared(checked, Operator::less);
      case Comparison::ge:
        return compared(checked, Operator::greater_or_equal);
      case Comparison::gt:
        return compared(checked, Operator::greater);
      case Comparison::in:
        return compared(checked, Operator::in);
      case Comparison::between:
        return compared(checked, Operator::between);
      case Comparison::begins_with:
        return function(Function::begins_with);
      case Comparison::contains:
        return function(Function::contains);
      case Comparison::null:
        return function(Function::attribute_not_exists);
      case Comparison::not_null:
        return function(Function::attribute_exists);
      case Comparison::not_contains:
        break;
    }
    // What is not there contains nothing, and does not pass for all that.
    const Checked there{checked.name, Comparison::not_null, {}};
    const auto exists = call(there, Function::attribute_exists);
    const std::array<NodeIndex, 1> containing = {function(Function::contains)};
    const std::array<NodeIndex, 2> both = {exists, expression_.add(Operator::not_, containing)};
    return expression_.add(Operator::and_, both);
  }

 private:
  std::vector<NodeIndex> operands(const Checked& checked) {
    std::vector<NodeIndex> all = {expression_.add_path({step(*checked.name)})};
    for (const auto& argument : checked.arguments) all.push_back(expression_.add_value(argument));
    return all;
  }
  NodeIndex compared(const Checked& checked, Operator op) { return expression_.add(op, operands(checked)); }
  NodeIndex call(const Checked& checked, Function function) {
    return expression_.add(Operator::function, operands(checked), function);
  }

  Expression& expression_;
};

template <class Check>
Result<Condition> condition_from(LegacyConditions given, ConditionalOperator op, Check&& check) {
  const auto conditions = std::make_shared<const LegacyConditions>(std::move(given));
  Expression expression;
  expression.keep(conditions);
  std::vector<NodeIndex> all;
  for (const auto& [name, condition] : *conditions) {
    const auto checked = check(name, condition);
    if (!checked) return checked.error();
    all.push_back(Lowering(expression).add(*checked));
  }
  if (all.size() > 1) expression.add(op == ConditionalOperator::or_ ? Operator::or_ : Operator::and_, all);
  return Condition(std::move(expression));
}

KeyOperator key_operator(Comparison comparison) {
  switch (comparison) {
    case Comparison::eq:
      return KeyOperator::equal;
    case Comparison::le:
      return KeyOperator::less_or_equal;
    case Comparison::lt:
      return KeyOperator::less;
    case Comparison::ge:
      return KeyOperator::greater_or_equal;
    case Comparison::gt:
      return KeyOperator::greater;
    case Comparison::between:
      return KeyOperator::between;
    case Comparison::begins_with:
      return KeyOperator::begins_with;
    default:
      return KeyOperator::other;
  }
}

Result<UpdateAction> action_of(const LegacyUpdate& update) {
  const auto action = update.action.value_or("PUT");
  if (update.value) {
    if (const auto* fault = update.value->get<Fault>())
      return error::validation(std::string(fault->words(ValueCheck::newer)));
  } else if (action != "DELETE") {
    return invalid("Only DELETE action is allowed when no attribute value is specified");
  } else {
    return UpdateAction::remove;
  }
  const auto type = update.value->type();
  const bool is_set = type == Type::string_set || type == Type::number_set || type == Type::binary_set;
  if (action == "DELETE") {
    if (is_set) return UpdateAction::delete_;
    return invalid("DELETE action with value is not supported for the type " + std::string(type_name(type)));
  }
  if (action != "ADD") return UpdateAction::set;
  if (is_set || type == Type::number || type == Type::list) return UpdateAction::add;
  return invalid("ADD action is not supported for the type " + std::string(type_name(type)));
}

}  // namespace

ConditionalOperator conditional_operator(const std::optional<std::string>& text) {
  return text == "OR" ? ConditionalOperator::or_ : ConditionalOperator::and_;
}

Result<Condition> condition_from_expected(LegacyConditions expected, ConditionalOperator op) {
  return condition_from(std::move(expected), op, check_expected);
}

Result<Condition> condition_from_filter(LegacyConditions filter, ConditionalOperator op, ValueCheck check) {
  return condition_from(std::move(filter), op, [check](const std::string& name, const LegacyCondition& condition) {
    return check_filter(name, condition, check);
  });
}

Result<KeyConditions> key_conditions_from(LegacyConditions conditions) {
  KeyConditions all;
  for (const auto& [name, condition] : conditions) {
    const auto checked = check_filter(name, condition, ValueCheck::newer);
    if (!checked) return checked.error();
    const auto& arguments = checked->arguments;
    all.push_back({.name = name, .op = key_operator(checked->comparison)});
    if (!arguments.empty()) all.back().value = arguments.front();
    if (arguments.size() > 1) all.back().upper = arguments.back();
  }
  if (all.size() == 1 || all.size() == 2) return all;
  return error::validation("Conditions can be of length 1 or 2 only");
}

Result<Update> update_from(LegacyUpdates given) {
  const auto updates = std::make_shared<const LegacyUpdates>(std::move(given));
  Expression values;
  values.keep(updates);
  std::vector<UpdateStep> steps;
  for (const auto& [name, update] : *updates) {
    const auto action = action_of(update);
    if (!action) return action.error();
    if (const auto why = fault_of_name(name); !why.empty()) return error::validation(std::string(why));
    steps.push_back({*action, {step(name)}, update.value ? values.add_value(*update.value) : 0});
  }
  return Update(std::move(values), std::move(steps), UpdateOrigin::attribute_updates);
}

Result<Projection> projection_from(std::vector<std::string> attributes_to_get) {
  std::set<std::string_view> seen;
  std::vector<DocumentPath> paths;
  for (const auto& name : attributes_to_get) {
    if (!seen.insert(name).second) return invalid("Duplicate value in attribute name: " + name);
    paths.push_back({step(name)});
  }
  return Projection(std::move(paths));
}

}  // namespace penstock::item
