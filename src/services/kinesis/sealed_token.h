// What the tokens are for that clients keep for the service.
#pragma once

#include "base/token_sealer.h"

namespace penstock::kinesis {

enum class TokenKind : char { shard_iterator = 1, shards_page = 2, streams_page = 3 };

}  // namespace penstock::kinesis
