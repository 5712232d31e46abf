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
// Would view a temporary.
Result<StreamKeyView> stream_in(const Caller& caller, const std::optional<std::string>& name,
                                const std::string& arn) = delete;

// The same within the caller's region. Error: also ResourceNotFoundException for a stream of another region.
Result<StreamKeyView> named_stream(const Caller& caller, const std::optional<std::string>& name,
                                   const std::optional<std::string>& arn);

// The stream of an ARN in the caller's own account and region: operations that change who may do what are not for
// others. Errors: ResourceNotFoundException for any other, for a consumer's ARN too.
Result<StreamKeyView> own_stream(const Caller& caller, const std::string& arn);

}  // namespace penstock::kinesis
