#include "item/key_condition.h"

#include <algorithm>

namespace penstock::item {
namespace {

ApiError invalid_condition(const std::string& what) {
  return error::validation("Invalid condition in KeyConditionExpression: " + what);
}

// value < attribute is attribute > value.
KeyOperator mirrored(KeyOperator op) {
  switch (op) {
    case KeyOperator::less:
      return KeyOperator::greater;
    case KeyOperator::less_or_equal:
      return KeyOperator::greater_or_equal;
    case KeyOperator::greater:
      return KeyOperator::less;
    case KeyOperator::greater_or_equal:
      return KeyOperator::less_or_equal;
    default:
      return op;
  }
}

class KeyConditionReader {
 public:
  explicit KeyConditionReader(const Expression& expression) : expression_(expression) {}

  Result<KeyConditions> read() {
    if (const auto status = read(expression_.root()); !status) return status.error();
    return std::move(conditions_);
  }

 private:
  // Recursion is as deep as the expression, which is bounded.
  Status read(NodeIndex index) {
    const auto& node = expression_.node(index);
    if (node.op == Operator::and_) {
      for (const auto child : expression_.children(node)) {
        if (auto status = read(child); !status) return status;
      }
      return ok();
    }
    if (auto status = check_operator(node); !status) return status;
    return read_condition(node);
  }

  Status check_operator(const ExpressionNode& node) const {
    const bool is_function = node.op == Operator::function;
    const auto name = std::string(is_function ? name_of(node.function) : name_of(node.op));
    if (key_operator(node.op) == KeyOperator::other || (is_function && node.function != Function::begins_with)) {
      return error::validation("Invalid operator used in KeyConditionExpression: " + name);
    }
    const auto& first = expression_.node(expression_.child(node, 0));
    if ((is_function || node.op == Operator::between) && first.op != Operator::path) {
      return invalid_condition(name + " operator must have the key attribute as its first operand");
    }
    return ok();
  }

  Status read_condition(const ExpressionNode& node) {
    KeyCondition condition{.op = key_operator(node.op)};
    std::vector<const AttributeValue*> values;
    bool has_name = false;
    for (std::size_t i = 0; i < node.count; ++i) {
      const auto& operand = expression_.node(expression_.child(node, i));
      if (operand.op == Operator::function) {
        return error::validation("KeyConditionExpressions cannot contain nested operations");
      }
      if (operand.op == Operator::value) {
        values.push_back(&expression_.value(operand));
        continue;
      }
      if (has_name) return invalid_condition("Multiple attribute names used in one condition");
      const auto path = expression_.path(operand);
      if (path.size() > 1) {
        return error::validation("KeyConditionExpressions cannot have conditions on nested attributes");
      }
      has_name = true;
      condition.name = path.front().name;
      if (i > 0) condition.op = mirrored(condition.op);
    }
    if (!has_name) return invalid_condition("No key attribute specified");
    if (std::ranges::find(conditions_, condition.name, &KeyCondition::name) != conditions_.end()) {
      return error::validation(
          "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key");
    }
    condition.value = *values.front();
    if (values.size() > 1) condition.upper = *values.back();
    conditions_.push_back(std::move(condition));
    return ok();
  }

  const Expression& expression_;
  KeyConditions conditions_;
};

bool is_empty(const AttributeValue& value) {
  const auto* text = value.get<std::string>();
  const auto* binary = value.get<Binary>();
  return (text != nullptr && text->empty()) || (binary != nullptr && binary->bytes.empty());
}

// What AWS checks of the condition on one key attribute.
Status check_condition(const KeyCondition& condition, const KeyAttribute& key) {
  if (condition.op == KeyOperator::other) {
    return error::validation("Attempted conditional constraint is not an indexable operation");
  }
  if (!condition.value.is(key.type) || (condition.op == KeyOperator::between && !condition.upper.is(key.type))) {
    return error::validation(
        "One or more parameter values were invalid: Condition parameter type does not match schema type");
  }
  if (is_empty(condition.value)) {
    return error::validation(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty " +
        std::string(key.type == Type::string ? "string" : "binary") + " value. Key: " + std::string(key.name));
  }
  return ok();
}

ApiError missed(const KeyAttribute& key) {
  return error::validation("Query condition missed key schema element: " + std::string(key.name));
}

}  // namespace

KeyOperator key_operator(Operator op) {
  switch (op) {
    case Operator::equal:
      return KeyOperator::equal;
    case Operator::less:
      return KeyOperator::less;
    case Operator::less_or_equal:
      return KeyOperator::less_or_equal;
    case Operator::greater:
      return KeyOperator::greater;
    case Operator::greater_or_equal:
      return KeyOperator::greater_or_equal;
    case Operator::between:
      return KeyOperator::between;
    case Operator::function:
      return KeyOperator::begins_with;
    default:
      return KeyOperator::other;
  }
}

Result<KeyConditions> key_conditions_of(const Condition& condition) {
  return KeyConditionReader(condition.expression()).read();
}

bool SortRange::contains(const AttributeValue& sort_key) const {
  const auto order = compare(sort_key, value);
  switch (op) {
    case KeyOperator::equal:
      return order == 0;
    case KeyOperator::less:
      return order < 0;
    case KeyOperator::less_or_equal:
      return order <= 0;
    case KeyOperator::greater:
      return order > 0;
    case KeyOperator::greater_or_equal:
      return order >= 0;
    case KeyOperator::between:
      return order >= 0 && compare(sort_key, upper) <= 0;
    case KeyOperator::begins_with:
      return begins_with(sort_key, value);
    case KeyOperator::other:
      break;
  }
  return false;
}

Result<KeyRange> resolve(const KeyConditions& conditions, const KeySchema& schema) {
  const auto condition_on = [&](const KeyAttribute& key) {
    const auto at = std::ranges::find(conditions, key.name, &KeyCondition::name);
    return at == conditions.end() ? nullptr : &*at;
  };
  if (const std::size_t keys = schema.sort ? 2 : 1; conditions.size() > keys) {
    return error::validation("The number of query conditions (" + std::to_string(conditions.size()) +
                             ") exceeds the number of key attributes defined in the schema (" + std::to_string(keys) +
                             ")");
  }
  const auto* partition = condition_on(schema.partition);
  if (partition == nullptr) return missed(schema.partition);
  if (const auto status = check_condition(*partition, schema.partition); !status) return status.error();
  if (partition->op != KeyOperator::equal) return error::validation("Query key condition not supported");
  KeyRange range{.partition = partition->value};
  if (conditions.size() == 1) return range;
  const auto* sort = condition_on(*schema.sort);
  if (sort == nullptr) return missed(*schema.sort);
  if (const auto status = check_condition(*sort, *schema.sort); !status) return status.error();
  range.sort = SortRange{sort->op, sort->value, sort->upper};
  return range;
}

}  // namespace penstock::item
