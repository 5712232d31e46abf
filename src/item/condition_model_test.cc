// Seeded random conditions on random items, against a model that walks a tree of objects and says what AWS's pages say.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "item/expression_fixture.h"

namespace penstock::item {
namespace {

using Rng = std::mt19937_64;

std::size_t below(Rng& rng, std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(rng); }

AttributeValue random_value(Rng& rng, int depth) {
  const auto letter = [&] { return std::string(1, static_cast<char>('a' + below(rng, 3))); };
  switch (below(rng, depth > 0 ? 10 : 8)) {
    case 0:
      return Null{};
    case 1:
      return below(rng, 2) == 0;
    case 2:
      return letter() + (below(rng, 2) == 0 ? letter() : "");
    case 3:
      return static_cast<int>(below(rng, 4));
    case 4:
      return Binary{letter()};
    case 5:
      return below(rng, 2) == 0 ? StringSet{"a", "b"} : StringSet{letter()};
    case 6:
      return NumberSet{Number(static_cast<std::int64_t>(below(rng, 3)))};
    case 7:
      return BinarySet{{letter()}};
    case 8: {
      List list;
      for (auto n = below(rng, 4); n > 0; --n) list.push_back(random_value(rng, depth - 1));
      return list;
    }
    default: {
      AttributeMap map;
      for (auto n = below(rng, 4); n > 0; --n) map.set(letter(), random_value(rng, depth - 1));
      return map;
    }
  }
}

// A condition as an object, with the text that says it.
struct Model {
  std::string op;
  std::vector<Model> parts;
  std::vector<std::string> path;        // of "path"; digits are an index
  std::optional<AttributeValue> value;  // of "value"
  std::string text;
};

class Generator {
 public:
  explicit Generator(Rng& rng) : rng_(rng) {}

  Model condition(int depth) {
    const auto kind = below(rng_, depth > 0 ? 8 : 5);
    if (kind == 5 || kind == 6) {
      Model all{.op = kind == 5 ? "and" : "or"};
      for (auto n = 2 + below(rng_, 2); n > 0; --n) all.parts.push_back(condition(depth - 1));
      for (const auto& part : all.parts) all.text += (all.text.empty() ? "" : " " + all.op + " ") + wrapped(part);
      return all;
    }
    if (kind == 7) {
      Model inner{.op = "not", .parts = {condition(depth - 1)}};
      inner.text = "NOT " + wrapped(inner.parts[0]);
      return inner;
    }
    return leaf(kind);
  }

  AttributeMap values;

 private:
  static std::string wrapped(const Model& model) {
    const bool is_list = model.op == "and" || model.op == "or";
    return is_list ? "(" + model.text + ")" : model.text;
  }

  Model leaf(std::size_t kind) {
    if (kind == 0) {
      Model model{.op = std::array{"attribute_exists", "attribute_not_exists"}[below(rng_, 2)], .parts = {path()}};
      model.text = model.op + "(" + model.parts[0].text + ")";
      return model;
    }
    if (kind == 1) {
      Model model{.op = std::array{"begins_with", "contains"}[below(rng_, 2)], .parts = {operand(), operand()}};
      model.text = model.op + "(" + model.parts[0].text + ", " + model.parts[1].text + ")";
      return model;
    }
    if (kind == 2) {
      Model model{.op = "in", .parts = {operand(), operand(), operand()}};
      model.text = model.parts[0].text + " IN (" + model.parts[1].text + "," + model.parts[2].text + ")";
      return model;
    }
    if (kind == 3) {
      Model model{.op = "between", .parts = {operand(), operand(), operand()}};
      model.text = model.parts[0].text + " BETWEEN " + model.parts[1].text + " AND " + model.parts[2].text;
      return model;
    }
    Model model{.op = std::array{"=", "<>", "<", "<=", ">", ">="}[below(rng_, 6)], .parts = {operand(), operand()}};
    model.text = model.parts[0].text + model.op + model.parts[1].text;
    return model;
  }

  Model operand() {
    switch (below(rng_, 4)) {
      case 0: {
        Model size{.op = "size", .parts = {path()}};
        size.text = "size(" + size.parts[0].text + ")";
        return size;
      }
      case 1: {
        Model model{.op = "value", .value = random_value(rng_, 1), .text = ":v" + std::to_string(values.size())};
        values.set(model.text, *model.value);
        return model;
      }
      default:
        return path();
    }
  }

  Model path() {
    Model model{.op = "path"};
    model.text = std::string(1, static_cast<char>('a' + below(rng_, 4)));
    model.path.push_back(model.text);
    for (auto n = below(rng_, 3); n > 0; --n) {
      const bool is_index = below(rng_, 2) == 0;
      model.path.push_back(is_index ? std::to_string(below(rng_, 3))
                                    : std::string(1, static_cast<char>('a' + below(rng_, 3))));
      model.text += is_index ? "[" + model.path.back() + "]" : "." + model.path.back();
    }
    return model;
  }

  Rng& rng_;
};

std::optional<AttributeValue> value_of(const Model& model, const Item& item) {
  if (model.op == "value") return model.value;
  if (model.op == "size") {
    const auto value = value_of(model.parts[0], item);
    if (!value) return {};
    if (const auto* text = value->get<std::string>()) return static_cast<int>(text->size());
    if (const auto* binary = value->get<Binary>()) return static_cast<int>(binary->bytes.size());
    if (const auto* set = value->get<StringSet>()) return static_cast<int>(set->size());
    if (const auto* set = value->get<NumberSet>()) return static_cast<int>(set->size());
    if (const auto* set = value->get<BinarySet>()) return static_cast<int>(set->size());
    if (const auto* list = value->get<List>()) return static_cast<int>(list->size());
    if (const auto* map = value->get<AttributeMap>()) return static_cast<int>(map->size());
    return {};
  }
  AttributeValue at = item;
  for (const auto& element : model.path) {
    if (std::isdigit(element[0]) != 0) {
      const auto* list = at.get<List>();
      const auto index = static_cast<std::size_t>(std::stoi(element));
      if (list == nullptr || index >= list->size()) return {};
      at = AttributeValue((*list)[index]);
    } else {
      const auto* map = at.get<AttributeMap>();
      const auto* next = map == nullptr ? nullptr : map->find(element);
      if (next == nullptr) return {};
      at = AttributeValue(*next);
    }
  }
  return at;
}

// -1, 0 or 1; nothing where there is no order.
std::optional<int> order_of(const std::optional<AttributeValue>& a, const std::optional<AttributeValue>& b) {
  if (!a || !b) return {};
  const auto order = [](const auto* x, const auto* y) -> std::optional<int> {
    if (x == nullptr || y == nullptr) return {};
    return *x < *y ? -1 : static_cast<int>(*y < *x);
  };
  if (const auto text = order(a->get<std::string>(), b->get<std::string>())) return text;
  if (const auto number = order(a->get<Number>(), b->get<Number>())) return number;
  return order(a->get<Binary>(), b->get<Binary>());
}

bool model_contains(const AttributeValue& whole, const AttributeValue& part) {
  if (const auto* text = whole.get<std::string>()) {
    return part.get<std::string>() != nullptr && text->find(*part.get<std::string>()) != std::string::npos;
  }
  if (const auto* binary = whole.get<Binary>()) {
    return part.get<Binary>() != nullptr && binary->bytes.find(part.get<Binary>()->bytes) != std::string::npos;
  }
  std::vector<AttributeValue> members;
  if (const auto* set = whole.get<StringSet>()) members.assign(set->begin(), set->end());
  if (const auto* set = whole.get<NumberSet>()) members.assign(set->begin(), set->end());
  if (const auto* set = whole.get<BinarySet>()) members.assign(set->begin(), set->end());
  if (const auto* list = whole.get<List>()) members = *list;
  return std::ranges::count(members, part) > 0;
}

bool model_holds(const Model& model, const Item& item) {
  const auto holds = [&](const Model& part) { return model_holds(part, item); };
  if (model.op == "and") return std::ranges::all_of(model.parts, holds);
  if (model.op == "or") return std::ranges::any_of(model.parts, holds);
  if (model.op == "not") return !holds(model.parts[0]);
  std::vector<std::optional<AttributeValue>> v;
  for (const auto& part : model.parts) v.push_back(value_of(part, item));
  if (model.op == "attribute_exists") return v[0].has_value();
  if (model.op == "attribute_not_exists") return !v[0].has_value();
  const auto equal = [&](std::size_t i) { return v[0] && v[i] && *v[0] == *v[i]; };
  if (model.op == "=") return equal(1);
  if (model.op == "<>") return !equal(1);
  if (model.op == "in") return equal(1) || equal(2);
  if (model.op == "begins_with") {
    if (!v[0] || !v[1] || v[0]->type() != v[1]->type()) return false;
    if (const auto* text = v[0]->get<std::string>()) return text->rfind(*v[1]->get<std::string>(), 0) == 0;
    const auto* binary = v[0]->get<Binary>();
    return binary != nullptr && binary->bytes.rfind(v[1]->get<Binary>()->bytes, 0) == 0;
  }
  if (model.op == "contains") return v[0] && v[1] && model_contains(*v[0], *v[1]);
  const auto first = order_of(v[0], v[1]);
  if (model.op == "between") {
    const auto second = order_of(v[0], v[2]);
    return first && second && *first >= 0 && *second <= 0;
  }
  if (!first) return false;
  if (model.op == "<") return *first < 0;
  if (model.op == "<=") return *first <= 0;
  if (model.op == ">") return *first > 0;
  return *first >= 0;
}

TEST(ConditionModel, agrees_on_random_conditions_and_items) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Rng rng(seed);
  int evaluated = 0;
  int held = 0;
  for (int round = 0; round < 20'000; ++round) {
    Generator generator(rng);
    const auto model = generator.condition(3);
    auto placeholders = Substitutes{.values = generator.values}.placeholders();
    const auto condition = parse_condition(ExpressionKind::condition, model.text, placeholders);
    if (!condition) {  // operands that are equal or of a type that the operator refuses
      ASSERT_FALSE(condition.error().message.contains("Syntax error")) << model.text;
      continue;
    }
    ASSERT_TRUE(placeholders.check_all_used()) << model.text;
    for (int items = 0; items < 4; ++items) {
      Item item;
      for (const auto* name : {"a", "b", "c"}) {
        if (below(rng, 4) > 0) item.set(name, random_value(rng, 3));
      }
      ASSERT_EQ(condition->matches(item), model_holds(model, item)) << model.text;
      ++evaluated;
      held += condition->matches(item) ? 1 : 0;
    }
  }
  EXPECT_GT(evaluated, 10'000);
  EXPECT_GT(held, evaluated / 10);
  EXPECT_LT(held, evaluated * 9 / 10);
}

}  // namespace
}  // namespace penstock::item
