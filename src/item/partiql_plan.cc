#include "item/partiql_plan.h"

#include <algorithm>

#include "item/java_hash_order.h"

namespace penstock::item::partiql {
namespace {

bool is_key(const Expression& expression, const ExpressionNode& node, std::string_view name) {
  if (node.op != Operator::path) return false;
  const auto path = expression.path(node);
  return path.size() == 1 && path.front().name == name;
}

// The value that a key attribute is compared with by that node, which is a comparison of two operands.
struct Comparison {
  Operator op = Operator::equal;
  const AttributeValue* value = nullptr;
};

Operator mirrored(Operator op) {
  switch (op) {
    case Operator::less:
      return Operator::greater;
    case Operator::less_or_equal:
      return Operator::greater_or_equal;
    case Operator::greater:
      return Operator::less;
    case Operator::greater_or_equal:
      return Operator::less_or_equal;
    default:
      return op;
  }
}

std::optional<Comparison> comparison_of(const Expression& expression, const ExpressionNode& node,
                                        std::string_view key) {
  if (!is_comparison(node.op) || node.op == Operator::not_equal) return std::nullopt;
  const auto& left = expression.node(expression.child(node, 0));
  const auto& right = expression.node(expression.child(node, 1));
  if (is_key(expression, left, key) && right.op == Operator::value)
    return Comparison{node.op, &expression.value(right)};
  if (is_key(expression, right, key) && left.op == Operator::value) {
    return Comparison{mirrored(node.op), &expression.value(left)};
  }
  return std::nullopt;
}

// The values of `key IN [literals]`.
std::vector<const AttributeValue*> candidates_of(const Expression& expression, const ExpressionNode& node,
                                                 std::string_view key) {
  std::vector<const AttributeValue*> values;
  if (node.op != Operator::in || !is_key(expression, expression.node(expression.child(node, 0)), key)) return values;
  for (const auto child : expression.children(node).subspan(1)) {
    const auto& candidate = expression.node(child);
    if (candidate.op != Operator::value) return {};
    values.push_back(&expression.value(candidate));
  }
  return values;
}

// One alternative of a condition: what it says of the keys.
struct Branch {
  std::vector<const AttributeValue*> partitions;  // different values; more than one never hold at once
  std::vector<SortRange> sorts;                   // all of them hold
  bool excludes_sorts = false;                    // by NOT or <>, which is no range

  bool is_neutral() const { return partitions.empty() && sorts.empty(); }
};

Branch both(const Branch& a, const Branch& b) {
  auto branch = a;
  for (const auto* value : b.partitions) {
    const auto same = [&](const AttributeValue* other) { return *other == *value; };
    if (std::ranges::none_of(branch.partitions, same)) branch.partitions.push_back(value);
  }
  branch.sorts.insert(branch.sorts.end(), b.sorts.begin(), b.sorts.end());
  branch.excludes_sorts = a.excludes_sorts || b.excludes_sorts;
  return branch;
}

// Takes a condition apart into alternatives. Alternatives that say nothing of the keys are one.
class Decomposition {
 public:
  Decomposition(const Expression& expression, const KeySchema& schema) : expression_(expression), schema_(schema) {}

  using Branches = std::vector<Branch>;
  // More than that are never read, whatever they are.
  static constexpr std::size_t branches_max = 4096;

  // Nothing when there are more than branches_max. Recursion is as deep as the condition, which is bounded.
  std::optional<Branches> branches_of(NodeIndex index) const {
    const auto& node = expression_.node(index);
    if (node.op == Operator::and_) return all_of(node);
    if (node.op == Operator::or_) return any_of(node);
    return leaf(node);
  }

 private:
  std::optional<Branches> all_of(const ExpressionNode& node) const {
    Branches product(1);
    for (const auto child : expression_.children(node)) {
      const auto branches = branches_of(child);
      if (!branches) return std::nullopt;
      if (product.size() * branches->size() > branches_max) return std::nullopt;
      Branches next;
      for (const auto& a : product) {
        for (const auto& b : *branches) next.push_back(both(a, b));
      }
      product = std::move(next);
    }
    return product;
  }

  std::optional<Branches> any_of(const ExpressionNode& node) const {
    Branches sum;
    for (const auto child : expression_.children(node)) {
      auto branches = branches_of(child);
      if (!branches || sum.size() + branches->size() > branches_max) return std::nullopt;
      std::ranges::move(*branches, std::back_inserter(sum));
    }
    if (std::ranges::all_of(sum, &Branch::is_neutral)) return Branches(1);
    return sum;
  }

  Branches leaf(const ExpressionNode& node) const {
    Branches branches;
    const auto partition = comparison_of(expression_, node, schema_.partition.name);
    if (partition && partition->op == Operator::equal) branches.push_back({.partitions = {partition->value}});
    for (const auto* value : candidates_of(expression_, node, schema_.partition.name)) {
      branches.push_back({.partitions = {value}});
    }
    if (branches.empty() && schema_.sort) {
      for (auto& range : sort_ranges_of(node)) branches.push_back({.sorts = {std::move(range)}});
    }
    if (branches.empty()) branches.push_back({.excludes_sorts = excludes_sorts(node)});
    return branches;
  }

  bool excludes_sorts(const ExpressionNode& node) const {
    if (!schema_.sort || (node.op != Operator::not_ && node.op != Operator::not_equal)) return false;
    const auto& inner = node.op == Operator::not_ ? expression_.node(expression_.child(node, 0)) : node;
    return std::ranges::any_of(expression_.children(inner), [&](NodeIndex operand) {
      return is_key(expression_, expression_.node(operand), schema_.sort->name);
    });
  }

  std::vector<SortRange> sort_ranges_of(const ExpressionNode& node) const {
    const auto& key = schema_.sort->name;
    if (const auto comparison = comparison_of(expression_, node, key)) {
      return {{key_operator(comparison->op), *comparison->value, {}}};
    }
    std::vector<SortRange> ranges;
    for (const auto* value : candidates_of(expression_, node, key)) ranges.push_back({KeyOperator::equal, *value, {}});
    const bool is_prefix = node.op == Operator::function && node.function == Function::begins_with;
    if (node.op != Operator::between && !is_prefix) return ranges;
    if (!is_key(expression_, expression_.node(expression_.child(node, 0)), key)) return ranges;
    const auto& lower = expression_.node(expression_.child(node, 1));
    if (lower.op != Operator::value) return ranges;
    if (is_prefix) return {{KeyOperator::begins_with, expression_.value(lower), {}}};
    const auto& upper = expression_.node(expression_.child(node, 2));
    if (upper.op == Operator::value) {
      ranges.push_back({KeyOperator::between, expression_.value(lower), expression_.value(upper)});
    }
    return ranges;
  }

  const Expression& expression_;
  const KeySchema& schema_;
};

bool is_lower(KeyOperator op) { return op == KeyOperator::greater || op == KeyOperator::greater_or_equal; }
bool is_upper(KeyOperator op) { return op == KeyOperator::less || op == KeyOperator::less_or_equal; }

// One range that holds whatever all of them hold: an equality, or the first one, narrowed by a bound on its other side.
std::optional<SortRange> narrowed(const std::vector<SortRange>& sorts) {
  if (sorts.empty()) return std::nullopt;
  const auto equality = std::ranges::find(sorts, KeyOperator::equal, &SortRange::op);
  if (equality != sorts.end()) return *equality;
  const auto& first = sorts.front();
  for (const auto& other : sorts) {
    const auto* lower = is_lower(first.op) ? &first : is_lower(other.op) ? &other : nullptr;
    const auto* upper = is_upper(first.op) ? &first : is_upper(other.op) ? &other : nullptr;
    if (lower != nullptr && upper != nullptr && compare(lower->value, upper->value) <= 0) {
      return SortRange{KeyOperator::between, lower->value, upper->value};
    }
  }
  return first;
}

// The end of what begins with a prefix: the first value behind all of it; nothing when there is none.
std::optional<AttributeValue> behind_prefix(const AttributeValue& prefix) {
  const auto* text = prefix.get<std::string>();
  const auto* binary = prefix.get<Binary>();
  std::string bytes = text != nullptr ? *text : binary != nullptr ? binary->bytes : "";
  while (!bytes.empty() && bytes.back() == '\xff') bytes.pop_back();
  if (bytes.empty()) return std::nullopt;
  bytes.back() = static_cast<char>(bytes.back() + 1);
  return text != nullptr ? AttributeValue(std::move(bytes)) : AttributeValue(Binary{std::move(bytes)});
}

// The ends of a range; without a value it is open to that side.
struct Interval {
  std::optional<AttributeValue> from;
  std::optional<AttributeValue> to;
  bool has_from = true;  // the end itself belongs to it
  bool has_to = true;
};

Interval interval_of(const std::optional<SortRange>& range) {
  if (!range) return {};
  const auto& value = range->value;
  switch (range->op) {
    case KeyOperator::less:
      return {{}, value, true, false};
    case KeyOperator::less_or_equal:
      return {{}, value, true, true};
    case KeyOperator::greater:
      return {value, {}, false, true};
    case KeyOperator::greater_or_equal:
      return {value, {}, true, true};
    case KeyOperator::between:
      return {value, range->upper, true, true};
    case KeyOperator::begins_with:
      return {value, behind_prefix(value), true, false};
    default:
      return {value, value, true, true};
  }
}

bool lies_before(const Interval& a, const Interval& b) {
  if (!a.to || !b.from) return false;
  const auto order = compare(*a.to, *b.from);
  return order < 0 || (order == 0 && !(a.has_to && b.has_from));
}

bool overlap(const KeyRange& a, const KeyRange& b) {
  if (a.partition != b.partition) return false;
  const auto x = interval_of(a.sort);
  const auto y = interval_of(b.sort);
  return !lies_before(x, y) && !lies_before(y, x);
}

Status check_type(const AttributeValue& value, const KeyAttribute& key) {
  if (value.is(key.type)) return ok();
  return error::validation("Key attribute's data type should match its data type in table's schema: Key " +
                           std::string(key.name));
}

Status check_types(const KeyRange& range, const KeySchema& schema) {
  if (auto status = check_type(range.partition, schema.partition); !status || !range.sort) return status;
  if (auto status = check_type(range.sort->value, *schema.sort); !status) return status;
  return range.sort->op == KeyOperator::between ? check_type(range.sort->upper, *schema.sort) : ok();
}

// What is read of a partition must not overlap, unless one of both excludes sort keys: then all of it is read.
Status take_overlaps_apart(std::vector<KeyRange>& reads, std::vector<bool> excludes) {
  for (std::size_t i = 1; i < reads.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!overlap(reads[j], reads[i])) continue;
      if (!excludes[j] && !excludes[i]) {
        return error::validation("Overlapping conditions with range keys are not supported in where clause");
      }
      reads[j].sort.reset();
      excludes[j] = true;
      reads.erase(reads.begin() + static_cast<std::ptrdiff_t>(i));
      excludes.erase(excludes.begin() + static_cast<std::ptrdiff_t>(i));
      i = 0;  // what is wider now may overlap others
      break;
    }
  }
  return ok();
}

// The queries that a SELECT comes to; none when it has to look at everything.
Result<std::vector<KeyRange>> reads_of(const Condition& where, const KeySchema& schema) {
  const auto too_many = error::validation("Too many decomposed read operations for a given query.");
  const auto& expression = where.expression();
  const auto branches = Decomposition(expression, schema).branches_of(expression.root());
  if (!branches) return too_many;
  std::vector<KeyRange> reads;
  std::vector<bool> excludes;
  for (const auto& branch : *branches) {
    if (branch.partitions.size() != 1) return std::vector<KeyRange>();
    excludes.push_back(branch.excludes_sorts);
    reads.push_back({*branch.partitions.front(), narrowed(branch.sorts)});
  }
  if (reads.size() > reads_max) return too_many;
  for (const auto& read : reads) {
    if (const auto status = check_types(read, schema); !status) return status.error();
  }
  if (const auto status = take_overlaps_apart(reads, std::move(excludes)); !status) return status.error();
  return reads;
}

// The attributes that the alternative of the first read names beside the keys.
void collect_filtered(const Expression& expression, NodeIndex index, const KeySchema& schema,
                      std::vector<std::string>& names) {
  const auto& node = expression.node(index);
  if (node.op == Operator::path) {
    const auto& name = expression.path(node).front().name;
    const bool is_key = name == schema.partition.name || (schema.sort && name == schema.sort->name);
    if (!is_key && std::ranges::find(names, name) == names.end()) names.push_back(name);
    return;
  }
  if (node.op == Operator::value) return;
  const bool is_keyed_choice =
      node.op == Operator::or_ &&
      !std::ranges::all_of(*Decomposition(expression, schema).branches_of(index), &Branch::is_neutral);
  const auto children = is_keyed_choice ? expression.children(node).first(1) : expression.children(node);
  for (const auto child : children) collect_filtered(expression, child, schema, names);
}

Status check_order(const Statement& statement, const KeySchema& schema, const std::vector<KeyRange>& reads) {
  for (const auto& term : statement.order) {
    if (term.name != schema.partition.name && (!schema.sort || term.name != schema.sort->name)) {
      return error::validation("Attribute " + term.name + " in ORDER BY clause must be part of the primary key");
    }
  }
  if (reads.empty()) {
    return error::validation(
        "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.");
  }
  const bool has_partition =
      std::ranges::find(statement.order, schema.partition.name, &OrderTerm::name) != statement.order.end();
  const auto other = [&](const KeyRange& read) { return read.partition != reads.front().partition; };
  if (has_partition || std::ranges::none_of(reads, other)) return ok();
  return error::validation(
      "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.");
}

// Sorts the reads as ORDER BY says. Without a term of its own the sort key descends, as on AWS.
void put_in_order(const Statement& statement, const KeySchema& schema, SelectPlan& plan) {
  bool partitions_descend = false;
  plan.is_descending = true;
  for (const auto& term : statement.order) {
    (term.name == schema.partition.name ? partitions_descend : plan.is_descending) = term.is_descending;
  }
  // Reads do not overlap: two of one partition lie before one another.
  std::ranges::sort(plan.reads, [&](const KeyRange& a, const KeyRange& b) {
    const auto by_partition = compare(a.partition, b.partition);
    if (by_partition != 0) return partitions_descend ? by_partition > 0 : by_partition < 0;
    const auto x = interval_of(a.sort);
    const auto y = interval_of(b.sort);
    return plan.is_descending ? lies_before(y, x) : lies_before(x, y);
  });
}

// The equalities of a condition that hold whatever else does: those that AND alone joins.
class FixedKeyReader {
 public:
  FixedKeyReader(const Expression& expression, const KeySchema& schema) : expression_(expression), schema_(schema) {}

  // With `one_in` an IN of one value is an equality.
  void read(NodeIndex index, bool one_in) {
    const auto& node = expression_.node(index);
    if (node.op == Operator::and_) {
      for (const auto child : expression_.children(node)) read(child, one_in);
      return;
    }
    const bool is_fixed =
        fix(node, schema_.partition.name, one_in) || (schema_.sort && fix(node, schema_.sort->name, one_in));
    if (is_fixed) return;
    fixed_.says_more = true;
    others_.push_back(index);
  }

  // What the condition says beside the key.
  std::span<const NodeIndex> others() const { return others_; }

  std::optional<FixedKey> take() {
    const bool is_whole =
        fixed_.key.contains(schema_.partition.name) && (!schema_.sort || fixed_.key.contains(schema_.sort->name));
    return is_whole ? std::optional(std::move(fixed_)) : std::nullopt;
  }

 private:
  bool fix(const ExpressionNode& node, std::string_view key, bool one_in) {
    const AttributeValue* value = nullptr;
    if (const auto comparison = comparison_of(expression_, node, key);
        comparison && comparison->op == Operator::equal) {
      value = comparison->value;
    } else if (const auto candidates = candidates_of(expression_, node, key); one_in && candidates.size() == 1) {
      value = candidates.front();
    }
    if (value == nullptr) return false;
    if (const auto* known = fixed_.key.find(key); known == nullptr) {
      fixed_.key.set(std::string(key), *value);
    } else if (*known != *value && !fixed_.contradicted) {
      fixed_.contradicted = std::string(key);
    }
    return true;
  }

  const Expression& expression_;
  const KeySchema& schema_;
  FixedKey fixed_;
  std::vector<NodeIndex> others_;
};

std::optional<FixedKey> fixed_key(const Statement& statement, const KeySchema& schema, bool one_in) {
  if (!statement.where) return std::nullopt;
  const auto& expression = statement.where->expression();
  FixedKeyReader reader(expression, schema);
  reader.read(expression.root(), one_in);
  return reader.take();
}

}  // namespace

Result<SelectPlan> plan_select(const Statement& statement, const KeySchema& schema) {
  SelectPlan plan;
  if (!statement.where) return plan;
  auto reads = reads_of(*statement.where, schema);
  if (!reads) return reads.error();
  plan.reads = *std::move(reads);
  if (!statement.order.empty()) {
    if (const auto status = check_order(statement, schema, plan.reads); !status) return status.error();
    put_in_order(statement, schema, plan);
  }
  if (!plan.reads.empty()) {
    const auto& expression = statement.where->expression();
    collect_filtered(expression, expression.root(), schema, plan.filtered);
    in_java_hash_order(plan.filtered);
  }
  return plan;
}

std::optional<Item> only_key_of(const Statement& statement, const KeySchema& schema) {
  auto fixed = fixed_key(statement, schema, true);
  if (!fixed || fixed->says_more || fixed->contradicted) return std::nullopt;
  return std::move(fixed->key);
}

std::optional<FixedKey> fixed_key_of(const Statement& statement, const KeySchema& schema) {
  return fixed_key(statement, schema, false);
}

bool holds_for_absent_item(const Statement& statement, const KeySchema& schema) {
  if (!statement.where) return true;
  const auto& expression = statement.where->expression();
  FixedKeyReader reader(expression, schema);
  reader.read(expression.root(), false);
  const auto fixed = reader.take();
  return fixed && !fixed->contradicted &&
         std::ranges::all_of(reader.others(), [&](auto node) { return holds(expression, node, Item()); });
}

Result<Item> key_to_write(const Statement& statement, const KeySchema& schema) {
  auto fixed = fixed_key(statement, schema, false);
  if (!fixed) {
    return error::validation("Where clause does not contain a mandatory equality on all key attributes");
  }
  if (fixed->contradicted) {
    return error::validation("Multiple conditions on same key " + *fixed->contradicted +
                             ". Only single item Update/Insert/Delete are supported");
  }
  const bool has_types = fixed->key.find(schema.partition.name)->is(schema.partition.type) &&
                         (!schema.sort || fixed->key.find(schema.sort->name)->is(schema.sort->type));
  if (!has_types) return error::validation("The provided key element does not match the schema");
  return std::move(fixed->key);
}

}  // namespace penstock::item::partiql
