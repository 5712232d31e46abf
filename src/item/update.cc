#include "item/update.h"

#include <algorithm>
#include <iterator>

namespace penstock::item {
namespace {

ApiError wrong_path() {
  return error::validation("The document path provided in the update expression is invalid for update");
}
ApiError wrong_type(UpdateOrigin origin) {
  return error::validation(origin == UpdateOrigin::expression
                               ? "An operand in the update expression has an incorrect data type"
                               : "Type mismatch for attribute to update");
}
ApiError not_there() {
  return error::validation("The provided expression refers to an attribute that does not exist in the item");
}

// The values that the steps give, from an item that does not change meanwhile.
class RightSides {
 public:
  RightSides(const Expression& values, const Item& item) : values_(values), item_(item) {}

  Result<Operand> value_of(NodeIndex index) const {
    const auto& node = values_.node(index);
    switch (node.op) {
      case Operator::value:
        return Operand(&values_.value(node));
      case Operator::path: {
        const auto* value = find(item_, values_.path(node));
        if (value == nullptr) return not_there();
        return Operand(value);
      }
      case Operator::function:
        return node.function == Function::list_append ? appended(node) : first_that_exists(node);
      default:
        return sum(node);
    }
  }

 private:
  Result<Operand> first_that_exists(const ExpressionNode& node) const {
    const auto& path = values_.node(values_.child(node, 0));
    if (const auto* value = find(item_, values_.path(path))) return Operand(value);
    return value_of(values_.child(node, 1));
  }

  Result<Operand> appended(const ExpressionNode& node) const {
    List list;
    for (const auto child : values_.children(node)) {
      const auto part = value_of(child);
      if (!part) return part.error();
      const auto* elements = (**part).get<List>();
      if (elements == nullptr) return wrong_type(UpdateOrigin::expression);
      list.insert(list.end(), elements->begin(), elements->end());
    }
    return Operand(AttributeValue(std::move(list)));
  }

  Result<Operand> sum(const ExpressionNode& node) const {
    std::array<Number, 2> numbers;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto operand = value_of(values_.child(node, i));
      if (!operand) return operand.error();
      const auto* number = (**operand).get<Number>();
      if (number == nullptr) return wrong_type(UpdateOrigin::expression);
      numbers[i] = *number;
    }
    const auto result = node.op == Operator::plus ? add(numbers[0], numbers[1]) : subtract(numbers[0], numbers[1]);
    if (!result) return result.error();
    return Operand(AttributeValue(*result));
  }

  const Expression& values_;
  const Item& item_;
};

template <class Set>
AttributeValue united(const Set& a, const Set& b) {
  Set all;
  std::ranges::set_union(a, b, std::back_inserter(all));
  return all;
}

template <class Set>
Set without(const Set& set, const Set& removed) {
  Set rest;
  std::ranges::set_difference(set, removed, std::back_inserter(rest));
  return rest;
}

Result<AttributeValue> added(const AttributeValue& to, const AttributeValue& value, UpdateOrigin origin) {
  if (to.type() != value.type()) return wrong_type(origin);
  switch (to.type()) {
    case Type::number: {
      auto sum = add(*to.get<Number>(), *value.get<Number>());
      if (!sum) return sum.error();
      return AttributeValue(*sum);
    }
    case Type::string_set:
      return united(*to.get<StringSet>(), *value.get<StringSet>());
    case Type::number_set:
      return united(*to.get<NumberSet>(), *value.get<NumberSet>());
    case Type::binary_set:
      return united(*to.get<BinarySet>(), *value.get<BinarySet>());
    case Type::list: {
      auto list = *to.get<List>();
      std::ranges::copy(*value.get<List>(), std::back_inserter(list));
      return AttributeValue(std::move(list));
    }
    default:
      return wrong_type(origin);
  }
}

// What is left of a set; nothing when it is all gone.
Result<std::optional<AttributeValue>> reduced(const AttributeValue& from, const AttributeValue& value,
                                              UpdateOrigin origin) {
  if (from.type() != value.type()) return wrong_type(origin);
  const auto rest_of = [](auto rest) {
    return rest.empty() ? std::optional<AttributeValue>() : AttributeValue(std::move(rest));
  };
  switch (from.type()) {
    case Type::string_set:
      return rest_of(without(*from.get<StringSet>(), *value.get<StringSet>()));
    case Type::number_set:
      return rest_of(without(*from.get<NumberSet>(), *value.get<NumberSet>()));
    case Type::binary_set:
      return rest_of(without(*from.get<BinarySet>(), *value.get<BinarySet>()));
    default:
      return wrong_type(origin);
  }
}

// One change of the item, decided on while it is as it was.
struct Change {
  PathView path;
  std::optional<AttributeValue> value;  // what is there afterwards; nothing when it is removed
  bool was_there = false;
};

// The map or list that holds the path's last element; null when there is none of the right kind.
template <class ItemType>
auto* parent_of(ItemType& item, PathView path) {
  return find(item, path.first(path.size() - 1));
}

bool can_hold(const AttributeValue* parent, const PathElement& element) {
  return parent != nullptr && parent->is(element.is_index ? Type::list : Type::map);
}

// Decides on the changes, in the order of the steps.
class Planner {
 public:
  Planner(const Expression& values, const Item& item, UpdateOrigin origin)
      : right_sides_(values, item), item_(item), origin_(origin) {}

  // Of all steps. AWS looks at every value that is set before it looks at a path.
  Result<std::vector<Change>> plan(std::span<const UpdateStep> steps) const {
    std::vector<Change> changes(steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
      changes[i].path = steps[i].path;
      if (steps[i].action != UpdateAction::set) continue;
      const auto value = right_sides_.value_of(steps[i].value);
      if (!value) return value.error();
      changes[i].value = **value;
    }
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (const auto planned = complete(changes[i], steps[i]); !planned) return planned.error();
    }
    return changes;
  }

 private:
  Status complete(Change& change, const UpdateStep& step) const {
    if (change.path.size() > 1 && !can_hold(parent_of(item_, change.path), change.path.back())) return wrong_path();
    const auto* old = find(item_, change.path);
    change.was_there = old != nullptr;
    if (step.action == UpdateAction::set || step.action == UpdateAction::remove) return ok();
    const auto operand = right_sides_.value_of(step.value);
    if (!operand) return operand.error();
    if (step.action == UpdateAction::add) {
      if (old == nullptr) {
        change.value = **operand;
        return ok();
      }
      auto value = added(*old, **operand, origin_);
      if (!value) return value.error();
      change.value = *std::move(value);
      return ok();
    }
    if (old == nullptr) return ok();
    auto value = reduced(*old, **operand, origin_);
    if (!value) return value.error();
    change.value = *std::move(value);
    return ok();
  }

  RightSides right_sides_;
  const Item& item_;
  UpdateOrigin origin_;
};

void put(Item& item, Change& change) {
  const auto& last = change.path.back();
  if (change.was_there) {
    *find(item, change.path) = *std::move(change.value);
  } else if (change.path.size() == 1) {
    item.set(last.name, *std::move(change.value));
  } else if (auto* parent = parent_of(item, change.path); last.is_index) {
    parent->get<List>()->push_back(*std::move(change.value));
  } else {
    parent->get<AttributeMap>()->set(last.name, *std::move(change.value));
  }
}

void remove(Item& item, const Change& change) {
  const auto& last = change.path.back();
  if (change.path.size() == 1) {
    item.erase(last.name);
  } else if (auto* parent = parent_of(item, change.path); last.is_index) {
    auto* list = parent->get<List>();
    list->erase(list->begin() + last.index);
  } else {
    parent->get<AttributeMap>()->erase(last.name);
  }
}

}  // namespace

Update::Update(Expression values, std::vector<UpdateStep> steps, UpdateOrigin origin)
    : values_(std::move(values)), steps_(std::move(steps)), origin_(origin) {}

bool Update::creates_item() const {
  return steps_.empty() || std::ranges::any_of(steps_, [](const UpdateStep& step) {
           return step.action == UpdateAction::set || step.action == UpdateAction::add;
         });
}

Status Update::apply(Item& item, ItemWas was) const {
  if (was == ItemWas::absent && !creates_item()) return ok();
  auto changes = Planner(values_, item, origin_).plan(steps_);
  if (!changes) return changes.error();
  // No index may shift before the last one was used. What is there is replaced first; elements past the end of their
  // list are appended then, in the order of their indexes; what is removed goes last, from the end on.
  std::ranges::sort(*changes, [](const Change& a, const Change& b) { return comes_before(a.path, b.path); });
  for (auto& change : *changes) {
    if (change.value && change.was_there) put(item, change);
  }
  for (auto& change : *changes) {
    if (change.value && !change.was_there) put(item, change);
  }
  for (std::size_t i = changes->size(); i-- > 0;) {
    if (!(*changes)[i].value && (*changes)[i].was_there) remove(item, (*changes)[i]);
  }
  return ok();
}

Item Update::touched_parts(const Item& item) const {
  std::vector<DocumentPath> paths;
  paths.reserve(steps_.size());
  for (const auto& step : steps_) paths.push_back(step.path);
  return Projection(std::move(paths)).project(item);
}

}  // namespace penstock::item
