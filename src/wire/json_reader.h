// Reads JSON into structures by their tables. Any thread; each has a parser of its own that it reuses.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "wire/shape.h"
#include "wire/violations.h"

namespace penstock {

// The two generations of AWS's JSON servers word type errors differently: 1.0 as DynamoDB, 1.1 as Kinesis.
enum class JsonDialect : std::uint8_t { v1_0, v1_1 };

// Values nested deeper than this are refused. DynamoDB words what is wrong with attribute values far beyond its own
// bound of them.
inline constexpr int json_depth_max = 512;

// Reads an object into a structure, leaving out members of other locations. Nothing at all is an empty object. `body`
// has 64 readable bytes behind it. Unknown members are skipped (and still have to be JSON); nulls are absent; of a
// member named twice the last counts. Errors: SerializationException, without a message when the text is not JSON at
// all. `violations` may be null: then nothing is required and no constraint is checked, as a client reads.
Status read_json(const Shape& shape, std::span<const char> body, void* structure, Violations* violations,
                 JsonDialect dialect = JsonDialect::v1_1);

}  // namespace penstock
