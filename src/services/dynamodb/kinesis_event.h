// A change as a Kinesis stream gets it: JSON.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds_gettingstarted.html
#pragma once

#include <string>

#include "services/dynamodb/change_record.h"
#include "services/dynamodb/kinesis_destination.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

std::string kinesis_event(const Table& table, const KinesisDestination& destination, StreamPosition position,
                          const ChangeRecord& change);
// 32 hexadecimal digits that all changes of one item have.
std::string kinesis_partition_key(const ChangeRecord& change);

}  // namespace penstock::dynamodb
