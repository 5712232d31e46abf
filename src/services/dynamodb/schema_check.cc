#include "services/dynamodb/schema_check.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "services/dynamodb/limits.h"

namespace penstock::dynamodb {
namespace {

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html
constexpr std::size_t attributes_per_key_part_max = 4;

ApiError invalid(std::string message) {
  return error::validation("One or more parameter values were invalid: " + std::move(message));
}

const AttributeDefinition* find(const Definitions& definitions, std::string_view name) {
  const auto found = std::ranges::find(definitions, name, &AttributeDefinition::attribute_name);
  return found == definitions.end() ? nullptr : &*found;
}

std::string names_of(const std::vector<KeySchemaElement>& elements) {
  std::string text = "[";
  for (const auto& element : elements) {
    if (text.size() > 1) text += ", ";
    text += element.attribute_name;
  }
  return text + "]";
}

std::string names_of(const Definitions& definitions) {
  std::string text = "[";
  for (const auto& definition : definitions) {
    if (text.size() > 1) text += ", ";
    text += definition.attribute_name;
  }
  return text + "]";
}

Status check_defined(const std::vector<KeySchemaElement>& elements, const Definitions& definitions) {
  for (const auto& element : elements) {
    if (find(definitions, element.attribute_name)) continue;
    return invalid("Some index key attributes are not defined in AttributeDefinitions. Keys: " + names_of(elements) +
                   ", AttributeDefinitions: " + names_of(definitions));
  }
  return ok();
}

Status check_unique(const Definitions& definitions) {
  std::set<std::string_view> names;
  for (const auto& definition : definitions) {
    if (names.insert(definition.attribute_name).second) continue;
    return error::validation("Attribute Name is duplicated: " + definition.attribute_name);
  }
  return ok();
}

bool names(const std::vector<KeySchemaElement>& elements, std::string_view attribute) {
  return std::ranges::find(elements, attribute, &KeySchemaElement::attribute_name) != elements.end();
}

// Of all indexes that a new table is to have.
std::vector<const std::vector<KeySchemaElement>*> index_keys(const CreateTableInput& in) {
  std::vector<const std::vector<KeySchemaElement>*> keys;
  const auto add = [&](const auto& indexes) {
    if (!indexes) return;
    for (const auto& index : *indexes) keys.push_back(&index.key_schema);
  };
  add(in.local_secondary_indexes);
  add(in.global_secondary_indexes);
  return keys;
}

Status check_order(const std::vector<KeySchemaElement>& elements) {
  if (elements.size() > 1 && elements[0].attribute_name == elements[1].attribute_name) {
    return error::validation("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (elements[0].key_type != key_type::hash) {
    return error::validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (elements.size() == 2 && elements[1].key_type != key_type::range) {
    return error::validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  return ok();
}

KeySchema schema_of(const std::vector<KeySchemaElement>& elements, const Definitions& definitions) {
  KeySchema keys;
  for (const auto& element : elements) {
    const auto type = scalar_type_named(find(definitions, element.attribute_name)->attribute_type);
    auto& part = element.key_type == key_type::hash ? keys.hash : keys.range;
    part.push_back({element.attribute_name, type.value_or(ScalarType::string)});
  }
  return keys;
}

Result<IndexProjection> projection_of(const Projection& given) {
  if (!given.projection_type) return invalid("Unknown ProjectionType: null");
  IndexProjection projection;
  if (*given.projection_type == projection_type::keys_only) projection.kind = ProjectionKind::keys_only;
  if (*given.projection_type == projection_type::include) projection.kind = ProjectionKind::include;
  if (projection.kind == ProjectionKind::include) {
    if (!given.non_key_attributes) return invalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
    std::set<std::string_view> names;
    for (const auto& name : *given.non_key_attributes) {
      if (!names.insert(name).second) return invalid("Duplicate element in NonKeyAttributes: " + name);
    }
    projection.attributes = *given.non_key_attributes;
  } else if (given.non_key_attributes) {
    return invalid("ProjectionType is " + *given.projection_type + ", but NonKeyAttributes is specified");
  }
  return projection;
}

Status check_units(std::string_view name, std::int64_t units) {
  if (units <= limits::capacity_units_max) return ok();
  return error::validation("Given value " + std::to_string(units) + " for " + std::string(name) + " is out of bounds");
}

// Of the defined attributes, those that are keys.
std::vector<KeyAttribute> used_definitions(const TableRecord& table) {
  std::vector<KeyAttribute> used;
  for (const auto& definition : table.definitions) {
    const bool is_used =
        table.keys.names(definition.name) || std::ranges::any_of(table.indexes, [&](const IndexRecord& index) {
          return index.is_kept() && index.keys.names(definition.name);
        });
    const bool is_repeated = std::ranges::find(used, definition.name, &KeyAttribute::name) != used.end();
    if (is_used && !is_repeated) used.push_back(definition);
  }
  return used;
}

Status check_unique_names(const TableRecord& table) {
  std::set<std::string_view> names;
  for (const auto& index : table.indexes) {
    if (index.is_kept() && !names.insert(index.name).second) return invalid("Duplicate index name: " + index.name);
  }
  return ok();
}

}  // namespace

BillingMode billing_mode_of(const std::optional<std::string>& text) {
  return text == billing_mode::pay_per_request ? BillingMode::on_demand : BillingMode::provisioned;
}

Result<ProvisionedUnits> capacity_of(BillingMode billing, const std::optional<ProvisionedThroughput>& throughput) {
  if (billing == BillingMode::on_demand) {
    if (!throughput) return ProvisionedUnits{};
    return invalid(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
  }
  if (!throughput) {
    return invalid("ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
  }
  if (auto status = check_units("ReadCapacityUnits", throughput->read_capacity_units); !status) return status.error();
  if (auto status = check_units("WriteCapacityUnits", throughput->write_capacity_units); !status) {
    return status.error();
  }
  return ProvisionedUnits{.read_units = throughput->read_capacity_units,
                          .write_units = throughput->write_capacity_units};
}

Result<KeySchema> table_keys(const std::vector<KeySchemaElement>& elements, const Definitions& definitions) {
  if (auto status = check_unique(definitions); !status) return status.error();
  if (elements.size() > definitions.size()) {
    return error::validation("Invalid KeySchema: Some index key attribute have no definition");
  }
  if (auto status = check_defined(elements, definitions); !status) return status.error();
  if (auto status = check_order(elements); !status) return status.error();
  return schema_of(elements, definitions);
}

Status check_definitions(const CreateTableInput& in) {
  const auto& definitions = in.attribute_definitions;
  const auto indexes = index_keys(in);
  for (const auto* keys : indexes) {
    if (auto status = check_defined(*keys, definitions); !status) return status;
  }
  Definitions used;
  std::ranges::copy_if(definitions, std::back_inserter(used), [&](const AttributeDefinition& definition) {
    const auto is_in = [&](const auto& keys) { return names(keys, definition.attribute_name); };
    return is_in(in.key_schema) || std::ranges::any_of(indexes, [&](const auto* keys) { return is_in(*keys); });
  });
  if (used.size() == definitions.size()) return ok();
  if (indexes.empty()) {
    return invalid(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in "
        "AttributeDefinitions");
  }
  return invalid("Some AttributeDefinitions are not used. AttributeDefinitions: " + names_of(definitions) +
                 ", keys used: " + names_of(used));
}

Result<std::vector<IndexRecord>> local_indexes(const std::vector<LocalSecondaryIndex>& given, const KeySchema& table,
                                               const Definitions& definitions) {
  if (given.empty()) return invalid("List of LocalSecondaryIndexes is empty");
  if (table.range.empty()) {
    return invalid(
        "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex");
  }
  std::vector<IndexRecord> indexes;
  for (const auto& index : given) {
    if (auto status = check_order(index.key_schema); !status) return status.error();
    if (index.key_schema.size() != 2) {
      return invalid("Index KeySchema does not have a range key for index: " + index.index_name);
    }
    const auto& hash = index.key_schema[0].attribute_name;
    if (hash != table.hash[0].name) {
      return invalid("Index KeySchema does not have the same leading hash key as table KeySchema for index: " +
                     index.index_name + ". index hash key: " + hash + ", table hash key: " + table.hash[0].name);
    }
    auto projection = projection_of(index.projection);
    if (!projection) return projection.error();
    if (std::ranges::find(indexes, index.index_name, &IndexRecord::name) != indexes.end()) {
      return invalid("Duplicate index name: " + index.index_name);
    }
    indexes.push_back({.name = index.index_name,
                       .kind = IndexKind::local,
                       .keys = schema_of(index.key_schema, definitions),
                       .projection = *std::move(projection)});
  }
  if (indexes.size() > limits::local_indexes_max) {
    return invalid("Number of LocalSecondaryIndexes exceeds per-table limit of 5");
  }
  return indexes;
}

Result<IndexRecord> global_index(const std::string& name, const std::vector<KeySchemaElement>& elements,
                                 const Projection& given, const Definitions& definitions) {
  if (auto status = check_defined(elements, definitions); !status) return status.error();
  if (auto status = check_order(elements); !status) return status.error();
  auto keys = schema_of(elements, definitions);
  if (keys.hash.size() > attributes_per_key_part_max || keys.range.size() > attributes_per_key_part_max) {
    return invalid("KeySchema of index " + name + " has more than 4 attributes of one key type");
  }
  auto projection = projection_of(given);
  if (!projection) return projection.error();
  return IndexRecord{
      .name = name, .kind = IndexKind::global, .keys = std::move(keys), .projection = *std::move(projection)};
}

Result<std::vector<IndexRecord>> global_indexes(const std::vector<GlobalSecondaryIndex>& given, BillingMode billing,
                                                const Definitions& definitions) {
  if (given.empty()) return invalid("List of GlobalSecondaryIndexes is empty");
  std::vector<IndexRecord> indexes;
  for (const auto& asked : given) {
    auto index = global_index(asked.index_name, asked.key_schema, asked.projection, definitions);
    if (!index) return index.error();
    if (billing == BillingMode::on_demand && asked.provisioned_throughput) {
      return invalid("ProvisionedThroughput should not be specified for index: " + asked.index_name +
                     " when BillingMode is PAY_PER_REQUEST");
    }
    if (billing == BillingMode::provisioned && !asked.provisioned_throughput) {
      return invalid("ProvisionedThroughput is not specified for index: " + asked.index_name);
    }
    auto capacity = capacity_of(billing, asked.provisioned_throughput);
    if (!capacity) return capacity.error();
    index->capacity = *capacity;
    if (std::ranges::find(indexes, asked.index_name, &IndexRecord::name) != indexes.end()) {
      return invalid("Duplicate index name: " + asked.index_name);
    }
    indexes.push_back(*std::move(index));
  }
  if (indexes.size() > limits::global_indexes_max) {
    return invalid("GlobalSecondaryIndex count exceeds the per-table limit of 20");
  }
  return indexes;
}

Status check_whole_schema(const TableRecord& table) {
  if (auto status = check_unique_names(table); !status) return status;
  std::size_t projected = 0;
  for (const auto& index : table.indexes) {
    if (index.is_kept()) projected += index.projection.attributes.size();
  }
  if (projected > limits::projected_attributes_max) {
    return invalid("Number of projected attributes exceeds the limit of 100 across all secondary indexes of the table");
  }
  return ok();
}

void drop_unused_definitions(TableRecord& table) { table.definitions = used_definitions(table); }

std::vector<KeyAttribute> definitions_of(const Definitions& definitions) {
  std::vector<KeyAttribute> attributes;
  for (const auto& definition : definitions) {
    attributes.push_back(
        {definition.attribute_name, scalar_type_named(definition.attribute_type).value_or(ScalarType::string)});
  }
  return attributes;
}

}  // namespace penstock::dynamodb
