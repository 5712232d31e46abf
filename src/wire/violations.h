// Collects broken constraints while a codec decodes, and words them as AWS does:
//   2 validation errors detected: Value '' at 'streamName' failed to satisfy constraint: Member must have length greater
//   than or equal to 1; Value null at 'data' failed to satisfy constraint: Member must not be null
// Codecs keep a chain of PathSegments on their stack; a path is spelled only when something is wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/shape.h"

namespace penstock {

// One step from the input to a value. Members are spelled with a small first letter ("streamName"), list elements as
// "1.member" (counted from 1), map values as "KEY.member".
struct PathSegment {
  const PathSegment* parent = nullptr;
  const Member* member = nullptr;  // null for the root
  std::uint32_t order = 0;         // index of the member in the model, or of the element
  std::string_view key = {};       // map values
};

class Violations {
 public:
  // Checks a decoded value against the constraints of its shape. Inline for the common case of none.
  void check(const Shape& shape, const void* value, const PathSegment& path) {
    if (shape.constraints.any()) check_constraints(shape, value, path);
  }
  // A required member that is absent or null.
  void missing(const PathSegment& path);

  bool empty() const { return found_.empty(); }
  // ok(), or one ValidationException that joins all violations in the model's order.
  Status status() const;

 private:
  struct Found {
    std::vector<std::uint32_t> order;
    std::string text;
  };
  void check_constraints(const Shape& shape, const void* value, const PathSegment& path);
  void add(const PathSegment& path, std::string_view value, std::string constraint);

  std::vector<Found> found_;
};

}  // namespace penstock
