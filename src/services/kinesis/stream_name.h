// Which stream a request means: by name, or by ARN.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "identity/caller.h"
#include "services/kinesis/stream.h"

namespace penstock::kinesis {

// Whosever stream and wherever. Views into the arguments. Errors: InvalidArgumentException when neither is there, when
// they disagree, or when the ARN is not a stream's.
Result<StreamKeyView> stream_in(const Caller& caller, const std::optional<std::string>& name,
                                const std::optional<std::string>& arn);

// The same within the caller's account and region. Error: also ResourceNotFoundException for any other.
Result<StreamKeyView> named_stream(const Caller& caller, const std::optional<std::string>& name,
                                   const std::optional<std::string>& arn);

}  // namespace penstock::kinesis
