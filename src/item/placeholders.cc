#include "item/placeholders.h"

#include <algorithm>

#include "item/lexer.h"

namespace penstock::item {
namespace {

bool is_placeholder(std::string_view key, TokenKind kind) {
  const TokenReader reader(key);
  const auto& token = reader.peek();
  return token.kind == kind && token.begin == 0 && token.end == key.size();
}

Status check_key(std::string_view parameter, const std::string& key, TokenKind kind) {
  const auto invalid = [&](const std::string& why) {
    return error::validation(std::string(parameter) + " contains invalid key: " + why);
  };
  if (key.size() > placeholder_key_bytes_max) {
    // AWS gives the size for names alone.
    return invalid("The expression attribute map contains a key that is too long;" +
                   (kind == TokenKind::name_placeholder ? " size of key: " + std::to_string(key.size()) : ""));
  }
  return is_placeholder(key, kind) ? ok() : Status(invalid("Syntax error; key: \"" + key + "\""));
}

ApiError invalid_name(const std::string& key, const std::string& name, ValueCheck check) {
  const std::string why(fault_of_name(name));
  if (check == ValueCheck::newer && !name.empty()) return error::validation(why);
  return error::validation("ExpressionAttributeNames contains invalid value: " + why + " for key " + key);
}

Status check_names(const AttributeNames& names, ValueCheck check) {
  if (names.empty()) return error::validation("ExpressionAttributeNames must not be empty");
  std::size_t bytes = 0;
  for (const auto& [key, name] : names) {
    auto checked = check_key("ExpressionAttributeNames", key, TokenKind::name_placeholder);
    if (!checked) return checked;
    bytes += key.size() + name.size();
  }
  for (const auto& [key, name] : names) {
    if (!fault_of_name(name).empty()) return invalid_name(key, name, check);
  }
  if (bytes > placeholder_bytes_max) return error::validation("ExpressionAttributeNames exceeds max size");
  return ok();
}

ApiError invalid_value(const Fault& fault, const std::string& key, ValueCheck check) {
  const std::string words(fault.words(check));
  if (check == ValueCheck::newer) return error::validation(words);
  return error::validation("ExpressionAttributeValues contains invalid value: " + words + " for key " + key);
}

Status check_values(const AttributeMap& values, ValueCheck check) {
  if (values.empty()) return error::validation("ExpressionAttributeValues must not be empty");
  for (const auto& [key, value] : values) {
    auto checked = check_key("ExpressionAttributeValues", key, TokenKind::value_placeholder);
    if (!checked) return checked;
  }
  for (const auto& [key, value] : values) {
    if (const auto* fault = value.get<Fault>()) return invalid_value(*fault, key, check);
  }
  if (size_of(values) > placeholder_bytes_max) return error::validation("ExpressionAttributeValues exceeds max size");
  return ok();
}

// "keys: {#a, #b}"
ApiError unused(std::string_view parameter, const std::string& keys) {
  return error::validation("Value provided in " + std::string(parameter) + " unused in expressions: keys: {" + keys +
                           "}");
}

void list_key(std::string& keys, const std::string& key) {
  if (!keys.empty()) keys += ", ";
  keys += key;
}

}  // namespace

Result<Placeholders> Placeholders::make(std::optional<AttributeNames> names, std::optional<AttributeMap> values,
                                        ValueCheck check) {
  if (names) {
    if (const auto checked = check_names(*names, check); !checked) return checked.error();
  }
  if (values) {
    if (const auto checked = check_values(*values, check); !checked) return checked.error();
  }
  Placeholders placeholders;
  if (names) {
    placeholders.names_.reserve(names->size());
    for (auto& [key, name] : *names) placeholders.names_.push_back({key, std::move(name)});
  }
  if (values) {
    placeholders.used_values_.resize(values->size());
    placeholders.values_ = std::make_shared<const AttributeMap>(std::move(*values));
  }
  return placeholders;
}

const std::string* Placeholders::name(std::string_view placeholder) {
  const auto at = std::ranges::lower_bound(names_, placeholder, {}, &Name::placeholder);
  if (at == names_.end() || at->placeholder != placeholder) return nullptr;
  at->is_used = true;
  return &at->name;
}

const AttributeValue* Placeholders::value(std::string_view placeholder) {
  if (values_ == nullptr) return nullptr;
  const auto* at = std::ranges::lower_bound(*values_, placeholder, {}, &Attribute::name);
  if (at == values_->end() || at->name != placeholder) return nullptr;
  used_values_[static_cast<std::size_t>(at - values_->begin())] = true;
  return &at->value;
}

Status Placeholders::check_all_used() const {
  std::string keys;
  for (const auto& name : names_) {
    if (!name.is_used) list_key(keys, name.placeholder);
  }
  if (!keys.empty()) return unused("ExpressionAttributeNames", keys);
  for (std::size_t i = 0; i < used_values_.size(); ++i) {
    if (!used_values_[i]) list_key(keys, values_->begin()[i].name);
  }
  if (!keys.empty()) return unused("ExpressionAttributeValues", keys);
  return ok();
}

}  // namespace penstock::item
