// How long a stream keeps its records. https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html
#pragma once

#include <cstdint>

#include "base/result.h"
#include "services/kinesis/stream.h"

namespace penstock::kinesis {

enum class RetentionChange : std::uint8_t { increase, decrease };

// Error: InvalidArgumentException. The current value is no error in either direction, as on AWS.
Status change_retention(RetentionChange change, StreamKeyView key, StreamRecord& record, std::int32_t hours);

}  // namespace penstock::kinesis
