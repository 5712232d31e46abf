// Where a consumer of a stream goes on reading. Clients hold it as an opaque text that only this server can have made
// and that lives limits::stream_iterator_life. Values; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/token_sealer.h"
#include "services/dynamodb/change_stream.h"

namespace penstock::dynamodb {

struct StreamIterator {
  TimePoint made;
  std::string stream_arn;
  std::uint64_t shard = 0;
  StreamPosition position = 0;  // the shard's first one: the oldest record that is kept

  std::string text(const TokenSealer& sealer) const;
  // Errors: ValidationException for any other text. Whether it has expired, check_age() says.
  static Result<StreamIterator> parse(const TokenSealer& sealer, std::string_view text);
  // Error: ExpiredIteratorException.
  Status check_age(TimePoint now) const;
};

}  // namespace penstock::dynamodb
