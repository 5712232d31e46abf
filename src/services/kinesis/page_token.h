// Where a list goes on: an opaque text that only this server can have made and that lives five minutes.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "services/kinesis/sealed_token.h"
#include "services/kinesis/stream.h"

namespace penstock::kinesis {

struct PageToken {
  TimePoint made;
  StreamKey after;          // the last stream of the page, or the stream whose shards are listed
  StreamId stream = 0;      // ListShards: which of the streams that had the name
  std::uint32_t shard = 0;  // ListShards: the last shard of the page

  std::string text(const TokenSealer& sealer, TokenKind kind) const;
  // Errors: InvalidArgumentException for any other text; ExpiredNextTokenException.
  static Result<PageToken> parse(const TokenSealer& sealer, TokenKind kind, std::string_view text, TimePoint now);
};

}  // namespace penstock::kinesis
