// What AWS refuses of the schema that CreateTable and UpdateTable are given, in its order and words; and the schema in
// our own terms. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/dynamodb/shapes.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

using Definitions = std::vector<AttributeDefinition>;

// ReadCapacityUnits and WriteCapacityUnits beside the billing mode. Errors: ValidationException.
Result<ProvisionedUnits> capacity_of(BillingMode billing, const std::optional<ProvisionedThroughput>& throughput);
BillingMode billing_mode_of(const std::optional<std::string>& text);

// The table's key schema. Errors: ValidationException, also for an attribute that is defined twice.
Result<KeySchema> table_keys(const std::vector<KeySchemaElement>& elements, const Definitions& definitions);
// The attributes that are defined are those that are keys of the table or of an index; AWS finds this before anything
// else about indexes. Errors: ValidationException.
Status check_definitions(const CreateTableInput& in);
// Indexes without their numbers and times. Errors: ValidationException.
Result<std::vector<IndexRecord>> local_indexes(const std::vector<LocalSecondaryIndex>& indexes, const KeySchema& table,
                                               const Definitions& definitions);
Result<IndexRecord> global_index(const std::string& name, const std::vector<KeySchemaElement>& elements,
                                 const Projection& projection, const Definitions& definitions);
// Without their bounds and warm throughput.
Result<std::vector<IndexRecord>> global_indexes(const std::vector<GlobalSecondaryIndex>& indexes, BillingMode billing,
                                                const Definitions& definitions);
// Names of indexes differ, and projections are not too large together. Errors: ValidationException.
Status check_whole_schema(const TableRecord& table);
// What UpdateTable does with definitions that no key uses.
void drop_unused_definitions(TableRecord& table);

std::vector<KeyAttribute> definitions_of(const Definitions& definitions);

}  // namespace penstock::dynamodb
