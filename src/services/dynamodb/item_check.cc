#include "services/dynamodb/item_check.h"

#include "services/dynamodb/limits.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeValue;
using item::Item;

ApiError invalid(std::string message) {
  return error::validation("One or more parameter values were invalid: " + std::move(message));
}

std::size_t bytes_of_key(const AttributeValue& value) {
  if (const auto* text = value.get<std::string>()) return text->size();
  if (const auto* binary = value.get<item::Binary>()) return binary->bytes.size();
  return 0;
}

bool is_empty(const AttributeValue& value) { return !value.is(item::Type::number) && bytes_of_key(value) == 0; }

std::string_view word_for(ScalarType type) { return type == ScalarType::binary ? "binary" : "string"; }

enum class Role : std::uint8_t { hash, range };

Status check_length(const AttributeValue& value, Role role) {
  if (role == Role::hash && bytes_of_key(value) > limits::partition_key_bytes_max) {
    return invalid("Size of hashkey has exceeded the maximum size limit of2048 bytes");  // AWS's spelling
  }
  if (role == Role::range && bytes_of_key(value) > limits::sort_key_bytes_max) {
    return invalid("Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
  }
  return ok();
}

ApiError empty_key(const KeyAttribute& key) {
  return error::validation(
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty " +
      std::string(word_for(key.type)) + " value. Key: " + key.name);
}

ApiError empty_index_key(const IndexRecord& index, const KeyAttribute& key) {
  return error::validation(
      "One or more parameter values are not valid. A value specified for a secondary index key is not supported. "
      "The AttributeValue for a key attribute cannot contain an empty " +
      std::string(word_for(key.type)) + " value. IndexName: " + index.name + ", IndexKey: " + key.name);
}

Status check_item_key(const KeyAttribute& key, Role role, const Item& item) {
  const auto* value = item.find(key.name);
  if (!value) return invalid("Missing the key " + key.name + " in the item");
  if (!is_of_type(*value, key.type)) {
    return invalid("Type mismatch for key " + key.name + " expected: " + std::string(name_of(key.type)) +
                   " actual: " + std::string(type_name(value->type())));
  }
  if (is_empty(*value)) return empty_key(key);
  return check_length(*value, role);
}

Status check_index_key(const IndexRecord& index, const KeyAttribute& key, Role role, const Item& item) {
  const auto* value = item.find(key.name);
  if (!value) return ok();
  if (!is_of_type(*value, key.type)) {
    return invalid("Type mismatch for Index Key " + key.name + " Expected: " + std::string(name_of(key.type)) +
                   " Actual: " + std::string(type_name(value->type())) + " IndexName: " + index.name);
  }
  if (is_empty(*value)) return empty_index_key(index, key);
  return check_length(*value, role);
}

Status check_index_keys(const TableRecord& table, const Item& item) {
  for (const auto& index : table.indexes) {
    if (!index.is_kept()) continue;
    for (const auto& key : index.keys.hash) {
      if (auto status = check_index_key(index, key, Role::hash, item); !status) return status;
    }
    for (const auto& key : index.keys.range) {
      if (auto status = check_index_key(index, key, Role::range, item); !status) return status;
    }
  }
  return ok();
}

Status check_key_value(const KeyAttribute& key, Role role, const Item& given) {
  const auto* value = given.find(key.name);
  if (!value || !is_of_type(*value, key.type)) {
    return error::validation("The provided key element does not match the schema");
  }
  if (is_empty(*value)) return empty_key(key);
  return check_length(*value, role);
}

// The attribute of the key whose value is empty; null when there is none.
const KeyAttribute* empty_attribute(const KeySchema& keys, const Item& item) {
  const KeyAttribute* empty = nullptr;
  keys.for_each([&](const KeyAttribute& key) {
    const auto* value = item.find(key.name);
    if (!empty && value && is_of_type(*value, key.type) && is_empty(*value)) empty = &key;
  });
  return empty;
}

}  // namespace

Status check_values(const item::AttributeMap& values, item::ValueCheck check) {
  if (const auto* fault = item::first_fault(values)) return error::validation(std::string(fault->words(check)));
  return ok();
}

ApiError detected(ApiError error) {
  error.message.insert(0, "1 validation error detected: ");
  return error;
}

Status check_item(const TableRecord& table, const Item& item) {
  for (const auto& key : table.keys.hash) {
    if (auto status = check_item_key(key, Role::hash, item); !status) return status;
  }
  for (const auto& key : table.keys.range) {
    if (auto status = check_item_key(key, Role::range, item); !status) return status;
  }
  return check_index_keys(table, item);
}

Status check_updated_item(const TableRecord& table, const Item& item) {
  if (auto status = check_index_keys(table, item); !status) return status;
  if (item::size_of(item) > limits::item_bytes_max) {
    return error::validation("Item size to update has exceeded the maximum allowed size");
  }
  return ok();
}

Status check_size(const Item& item) {
  if (item::size_of(item) > limits::item_bytes_max) {
    return error::validation("Item size has exceeded the maximum allowed size");
  }
  return ok();
}

Status check_keys_not_empty(const KeySchema& keys, const Item& item) {
  const auto* empty = empty_attribute(keys, item);
  return empty ? Status(empty_key(*empty)) : ok();
}

Status check_index_keys_not_empty(const TableRecord& table, const Item& item) {
  for (const auto& index : table.indexes) {
    if (!index.is_kept()) continue;
    if (const auto* empty = empty_attribute(index.keys, item)) return empty_index_key(index, *empty);
  }
  return ok();
}

Status check_key(const KeySchema& keys, const Item& key) {
  if (key.size() != keys.size()) return error::validation("The provided key element does not match the schema");
  return check_key_values(keys, key);
}

Status check_key_values(const KeySchema& keys, const Item& key) {
  for (const auto& attribute : keys.hash) {
    if (auto status = check_key_value(attribute, Role::hash, key); !status) return status;
  }
  for (const auto& attribute : keys.range) {
    if (auto status = check_key_value(attribute, Role::range, key); !status) return status;
  }
  return ok();
}

}  // namespace penstock::dynamodb
