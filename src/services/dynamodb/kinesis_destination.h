// A Kinesis stream that gets a table's changes. What it is still to get lies in a feed: change records as of a stream
// that nobody else reads, which are erased once Kinesis has acknowledged them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/transport.h"
#include "base/time.h"
#include "services/dynamodb/change_stream.h"

namespace penstock::dynamodb {

// Stored: never renumber. What nobody asked for counts as milliseconds, and is not described.
enum class TimePrecision : std::uint8_t { not_asked = 0, microseconds = 1, milliseconds = 2 };

struct KinesisDestination {
  std::string stream_arn;
  StreamRecord feed;       // ended: the destination is disabled
  TimePoint settled_from;  // ENABLING, UPDATING or DISABLING before it
  TimePrecision precision = TimePrecision::not_asked;
  bool updating = false;  // what it is not settled in is a change of the precision
  std::string failure;    // why it cannot be enabled, in AWS's words; its feed has ended as it began

  bool is_enabled() const { return !feed.ended; }
  std::string_view status(TimePoint now) const;
  // Neither DISABLED nor ENABLE_FAILED. A table has one of these at most.
  bool is_live(TimePoint now) const;
  bool operator==(const KinesisDestination&) const = default;
};

// How to call Kinesis for the tables of an account in a region. Any thread.
using KinesisTransport = std::function<std::unique_ptr<Transport>(std::string_view account, std::string_view region)>;

}  // namespace penstock::dynamodb
