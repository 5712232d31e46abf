// Where a consumer goes on reading. Clients hold it as an opaque text that only this server can have made and that
// lives five minutes. Values; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "services/kinesis/sealed_token.h"
#include "services/kinesis/stream.h"

namespace penstock::kinesis {

struct ShardIterator {
  TimePoint made;
  StreamId stream = 0;  // which of the streams that had the name
  std::uint32_t shard = 0;
  Offset position = 0;
  StreamKey key;

  std::string text(const TokenSealer& sealer) const;
  // Errors: InvalidArgumentException for any other text; ExpiredIteratorException.
  static Result<ShardIterator> parse(const TokenSealer& sealer, std::string_view text, TimePoint now);
};

ApiError invalid_shard_iterator();

}  // namespace penstock::kinesis
