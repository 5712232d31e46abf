// Which stream a request means: by name, or by ARN.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "identity/caller.h"
#include "services/kinesis/stream.h"

namespace penstock::kinesis {

// Views into the arguments. Errors: InvalidArgumentException when neither is there, when they disagree, or when the ARN
// is not a stream's; ResourceNotFoundException for a stream of another account or region.
Result<StreamKeyView> named_stream(const Caller& caller, const std::optional<std::string>& name,
                                   const std::optional<std::string>& arn);

}  // namespace penstock::kinesis
