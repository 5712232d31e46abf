// What AWS refuses of a policy that is to hang on a table or a stream, in its words, and the policy as it is kept.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "identity/principal_lookup.h"
#include "services/dynamodb/change_stream.h"

namespace penstock::dynamodb {

enum class PolicyOf : std::uint8_t { table, stream };

// Errors: ValidationException, also for one that names somebody who is missing.
Status check_resource_policy(const std::string& text, PolicyOf holder, const IsMissingPrincipal& is_missing);

// One that is there; null also after it was deleted.
const ResourcePolicy* in_force(const std::optional<ResourcePolicy>& policy);
// With the revision of a change now, which is greater than the one before.
ResourcePolicy changed_policy(const std::optional<ResourcePolicy>& before, std::string text, TimePoint now);

}  // namespace penstock::dynamodb
