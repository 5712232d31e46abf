// Seeded random updates of random items, against a model in which a list is a map from its first indexes to elements.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "item/expression_fixture.h"

namespace penstock::item {
namespace {

using Rng = std::mt19937_64;

std::size_t below(Rng& rng, std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(rng); }

// A document whose lists keep their first indexes until it is closed up.
struct Loose {
  AttributeValue leaf;
  std::optional<std::map<std::string, Loose>> map = {};
  std::optional<std::map<std::uint32_t, Loose>> list = {};

  static Loose from(const AttributeValue& value) {
    Loose loose;
    if (const auto* members = value.get<AttributeMap>()) {
      loose.map.emplace();
      for (const auto& [name, member] : *members) loose.map->emplace(name, from(member));
    } else if (const auto* elements = value.get<List>()) {
      loose.list.emplace();
      for (const auto& element : *elements) {
        loose.list->emplace(static_cast<std::uint32_t>(loose.list->size()), from(element));
      }
    } else {
      loose.leaf = value;
    }
    return loose;
  }

  AttributeValue closed_up() const {
    if (map) {
      AttributeMap members;
      for (const auto& [name, member] : *map) members.set(name, member.closed_up());
      return members;
    }
    if (!list) return leaf;
    List elements;
    for (const auto& [index, element] : *list) elements.push_back(element.closed_up());
    return elements;
  }

  Loose* child(const PathElement& element) {
    if (element.is_index) {
      return list && list->contains(element.index) ? &list->at(element.index) : nullptr;
    }
    return map && map->contains(element.name) ? &map->at(element.name) : nullptr;
  }

  void put(const PathElement& element, const AttributeValue& value) {
    if (element.is_index) {
      list->insert_or_assign(element.index, from(value));
    } else {
      map->insert_or_assign(element.name, from(value));
    }
  }

  void drop(const PathElement& element) {
    if (element.is_index) {
      list->erase(element.index);
    } else {
      map->erase(element.name);
    }
  }
};

struct ModelStep {
  UpdateAction action;
  DocumentPath path;
  AttributeValue value;
};

// The item after the steps; nothing when one of them fails.
std::optional<AttributeValue> model_apply(const Item& item, const std::vector<ModelStep>& steps) {
  auto loose = Loose::from(item);
  for (const auto& [action, path, value] : steps) {
    auto* parent = &loose;
    for (std::size_t i = 0; i + 1 < path.size() && parent != nullptr; ++i) parent = parent->child(path[i]);
    const auto& last = path.back();
    if (parent == nullptr || (last.is_index ? !parent->list : !parent->map)) return {};
    const auto* old = parent->child(last);
    const auto was = old == nullptr ? std::optional<AttributeValue>() : old->closed_up();
    if (action == UpdateAction::remove) {
      parent->drop(last);
    } else if (action == UpdateAction::set || (action == UpdateAction::add && !was)) {
      parent->put(last, value);
    } else if (was && was->type() != value.type()) {
      return {};
    } else if (action == UpdateAction::add) {
      if (const auto* number = was->get<Number>()) {
        parent->put(last, *add(*number, *value.get<Number>()));
      } else {
        StringSet all = *was->get<StringSet>();
        for (const auto& member : *value.get<StringSet>()) {
          if (std::ranges::find(all, member) == all.end()) all.push_back(member);
        }
        sort_set(all);
        parent->put(last, all);
      }
    } else if (was) {
      StringSet rest = *was->get<StringSet>();
      for (const auto& member : *value.get<StringSet>()) std::erase(rest, member);
      if (rest.empty()) {
        parent->drop(last);
      } else {
        parent->put(last, rest);
      }
    }
  }
  return loose.closed_up();
}

AttributeValue random_value(Rng& rng, int depth) {
  switch (below(rng, depth > 0 ? 6 : 3)) {
    case 0:
      return static_cast<int>(below(rng, 5));
    case 1: {
      StringSet set{std::string(1, static_cast<char>('a' + below(rng, 3)))};
      if (below(rng, 2) == 0) set.push_back("z");
      return set;
    }
    case 2:
      return std::string(1, static_cast<char>('a' + below(rng, 3)));
    case 3:
    case 4: {
      List list;
      for (auto n = below(rng, 5); n > 0; --n) list.push_back(random_value(rng, depth - 1));
      return list;
    }
    default: {
      AttributeMap map;
      for (auto n = below(rng, 4); n > 0; --n) {
        map.set(std::string(1, static_cast<char>('a' + below(rng, 3))), random_value(rng, depth - 1));
      }
      return map;
    }
  }
}

DocumentPath random_path(Rng& rng) {
  DocumentPath path{step(std::string(1, static_cast<char>('a' + below(rng, 3))))};
  for (auto n = below(rng, 3); n > 0; --n) {
    path.push_back(below(rng, 3) > 0 ? step(static_cast<std::uint32_t>(below(rng, 6)))
                                     : step(std::string(1, static_cast<char>('a' + below(rng, 3)))));
  }
  return path;
}

std::string text_of(const DocumentPath& path) {
  std::string text;
  for (const auto& element : path) {
    text += element.is_index ? "[" + std::to_string(element.index) + "]" : (text.empty() ? "" : ".") + element.name;
  }
  return text;
}

// The text of the steps, clause by clause, and the values that it uses.
std::string text_of(const std::vector<ModelStep>& steps, AttributeMap& values) {
  std::string text;
  for (const auto action : {UpdateAction::remove, UpdateAction::add, UpdateAction::set, UpdateAction::delete_}) {
    std::string clause;
    for (const auto& one : steps) {
      if (one.action != action) continue;
      clause += (clause.empty() ? " " : ", ") + text_of(one.path);
      if (action == UpdateAction::remove) continue;
      const auto name = ":v" + std::to_string(values.size());
      values.set(name, one.value);
      clause += (action == UpdateAction::set ? " = " : " ") + name;
    }
    if (!clause.empty()) text += " " + std::string(name_of(action)) + clause;
  }
  return text;
}

TEST(UpdateModel, agrees_on_random_updates_of_random_items) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Rng rng(seed);
  int applied = 0;
  int failed = 0;
  for (int round = 0; round < 60'000; ++round) {
    Item item;
    for (const auto* name : {"a", "b", "c"}) {
      if (below(rng, 4) > 0) item.set(name, random_value(rng, 3));
    }
    std::vector<ModelStep> steps;
    for (auto n = 1 + below(rng, 4); n > 0; --n) {
      const auto action = static_cast<UpdateAction>(below(rng, 4));
      auto value = random_value(rng, 1);
      if (action == UpdateAction::delete_) value = StringSet{"a", "b"};
      if (action == UpdateAction::add) value = below(rng, 2) == 0 ? AttributeValue(1) : StringSet{"b", "z"};
      steps.push_back({action, random_path(rng), std::move(value)});
    }
    AttributeMap values;
    const auto text = text_of(steps, values);
    auto placeholders = Substitutes{.values = values}.placeholders();
    const auto update = parse_update(text, placeholders);
    if (!update) {
      ASSERT_TRUE(update.error().message.contains("Two document paths")) << text << update.error().message;
      continue;
    }
    const auto expected = model_apply(item, steps);
    auto changed = item;
    const auto status = update->apply(changed);
    ASSERT_EQ(status.has_value(), expected.has_value()) << text;
    ASSERT_EQ(AttributeValue(changed), expected ? *expected : AttributeValue(item)) << text;
    ++(status ? applied : failed);
  }
  EXPECT_GT(applied, 1'000);
  EXPECT_GT(failed, 1'000);
}

}  // namespace
}  // namespace penstock::item
