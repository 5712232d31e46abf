// A table of items as a plain map, for the random run: what each operation should answer, and what there should be
// then. It knows only the operations of that run, and computes them without the language of expressions.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "item/attribute_value.h"

namespace penstock::dynamodb {

enum class ModelKind : std::uint8_t { put, erase, add, set_city, remove_city, check };
enum class ModelCondition : std::uint8_t { none, absent, there, city_is };
enum class ModelReturn : std::uint8_t { none, all_old, all_new, updated_old, updated_new };

// One write or check of the item `key`.
struct ModelWrite {
  ModelKind kind = ModelKind::put;
  std::string key;
  std::string city;  // empty: none
  int n = 0;
  ModelCondition condition = ModelCondition::none;
  bool operator==(const ModelWrite&) const = default;
};

struct ModelOperation {
  enum class Kind : std::uint8_t { write, get, transact_write, transact_get, batch_write } kind = Kind::write;
  std::vector<ModelWrite> writes;  // one, or those of a transaction or a batch
  std::vector<std::string> keys;   // that are read
  std::string token;               // of a transaction
  ModelReturn returns = ModelReturn::none;
};

struct ModelAnswer {
  std::string code;  // empty: it was done
  std::vector<std::optional<item::Item>> items;
  bool operator==(const ModelAnswer&) const = default;
};

struct ModelChange {
  std::optional<item::Item> before;
  std::optional<item::Item> after;
  bool operator==(const ModelChange&) const = default;
};

class PlainModel {
 public:
  std::map<std::string, item::Item> items;
  std::map<std::string, std::vector<ModelChange>> changes;  // of each item, in their order
  TimePoint now;

  ModelAnswer apply(const ModelOperation& operation) {
    using Kind = ModelOperation::Kind;
    switch (operation.kind) {
      case Kind::write:
        return write(operation);
      case Kind::get:
      case Kind::transact_get: {
        ModelAnswer answer;
        for (const auto& key : operation.keys) answer.items.push_back(find(key));
        return answer;
      }
      case Kind::transact_write:
        return transact(operation);
      case Kind::batch_write:
        for (const auto& one : operation.writes) change(one.key, changed(one));
        return {};
    }
    return {};
  }

 private:
  struct Token {
    std::vector<ModelWrite> writes;
    TimePoint end;
  };

  std::optional<item::Item> find(const std::string& key) const {
    const auto found = items.find(key);
    return found == items.end() ? std::nullopt : std::optional(found->second);
  }

  bool holds(const ModelWrite& write) const {
    const auto item = find(write.key);
    switch (write.condition) {
      case ModelCondition::none:
        return true;
      case ModelCondition::absent:
        return !item;
      case ModelCondition::there:
        return item.has_value();
      case ModelCondition::city_is: {
        const auto* city = item ? item->find("city") : nullptr;
        return city && *city == item::AttributeValue(write.city);
      }
    }
    return false;
  }

  // The item that there is after the write.
  std::optional<item::Item> changed(const ModelWrite& write) const {
    auto item = find(write.key);
    switch (write.kind) {
      case ModelKind::put: {
        item::Item fresh{{"id", write.key}, {"n", write.n}};
        if (!write.city.empty()) fresh.set("city", write.city);
        return fresh;
      }
      case ModelKind::erase:
        return std::nullopt;
      case ModelKind::add: {
        if (!item) item = item::Item{{"id", write.key}};
        const auto* old = item->find("n");
        const auto sum = item::add(old ? *old->get<item::Number>() : item::Number(0), item::Number(write.n));
        item->set("n", *sum);
        return item;
      }
      case ModelKind::set_city:
        if (!item) item = item::Item{{"id", write.key}};
        item->set("city", write.city);
        return item;
      case ModelKind::remove_city:
        if (item) item->erase("city");
        return item;
      case ModelKind::check:
        return item;
    }
    return item;
  }

  void change(const std::string& key, std::optional<item::Item> after) {
    auto before = find(key);
    if (before == after) return;
    if (after) {
      items[key] = *after;
    } else {
      items.erase(key);
    }
    changes[key].push_back({std::move(before), std::move(after)});
  }

  static std::optional<item::Item> touched(const ModelWrite& write, const std::optional<item::Item>& item) {
    const std::string name = write.kind == ModelKind::add ? "n" : "city";
    const auto* value = item ? item->find(name) : nullptr;
    return value ? std::optional(item::Item{{name, *value}}) : std::nullopt;
  }

  ModelAnswer write(const ModelOperation& operation) {
    const auto& one = operation.writes.front();
    if (!holds(one)) return {"ConditionalCheckFailedException", {}};
    const auto before = find(one.key);
    const auto after = changed(one);
    change(one.key, after);
    switch (operation.returns) {
      case ModelReturn::none:
        return {"", {std::nullopt}};
      case ModelReturn::all_old:
        return {"", {before}};
      case ModelReturn::all_new:
        return {"", {after}};
      case ModelReturn::updated_old:
        return {"", {touched(one, before)}};
      case ModelReturn::updated_new:
        return {"", {touched(one, after)}};
    }
    return {};
  }

  ModelAnswer transact(const ModelOperation& operation) {
    if (!operation.token.empty()) {
      const auto used = tokens_.find(operation.token);
      if (used != tokens_.end() && now < used->second.end) {
        if (used->second.writes == operation.writes) return {};
        return {"IdempotentParameterMismatchException", {}};
      }
    }
    std::string codes;
    bool is_cancelled = false;
    for (const auto& one : operation.writes) {
      const bool held = holds(one);
      codes += codes.empty() ? "" : ", ";
      codes += held ? "None" : "ConditionalCheckFailed";
      is_cancelled = is_cancelled || !held;
    }
    if (is_cancelled) return {"TransactionCanceledException [" + codes + "]", {}};
    for (const auto& one : operation.writes) change(one.key, changed(one));
    if (!operation.token.empty()) tokens_[operation.token] = {operation.writes, now + std::chrono::minutes{10}};
    return {};
  }

  std::map<std::string, Token> tokens_;
};

}  // namespace penstock::dynamodb
