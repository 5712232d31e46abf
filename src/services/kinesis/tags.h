// A stream's tags: which keys and values AWS takes. https://docs.aws.amazon.com/streams/latest/dev/tagging.html
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "services/kinesis/stream.h"

namespace penstock::kinesis {

// Adds or replaces. Errors: InvalidArgumentException; `tags` is then unchanged.
Status add_tags(StreamKeyView key, const std::map<std::string, std::string>& added,
                std::map<std::string, std::string>& tags);
// Removes those that are there. Errors as above.
Status remove_tags(StreamKeyView key, std::span<const std::string> removed, std::map<std::string, std::string>& tags);

}  // namespace penstock::kinesis
