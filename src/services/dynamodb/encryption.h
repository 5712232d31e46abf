// A table's encryption as it is asked for and described. Nothing is encrypted by it, and no key is looked up: there is
// no KMS here. Pure. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html
#pragma once

#include <optional>

#include "api/dynamodb/shapes.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

// Of a new table, and of one that there is. Errors: ValidationException.
Status set_encryption(const SSESpecification& asked, const TableKey& table, TableRecord& record);
Status change_encryption(const SSESpecification& asked, const TableKey& table, TableRecord& record);

// Nothing for a table that has no KMS key, once that has settled.
std::optional<SSEDescription> described_encryption(const Table& table, TimePoint now);

}  // namespace penstock::dynamodb
