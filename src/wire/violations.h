// Collects broken constraints while a codec decodes, and words them as AWS does:
//   2 validation errors detected: Value '' at 'streamName' failed to satisfy constraint: Member must have length
//   greater than or equal to 1; Value null at 'data' failed to satisfy constraint: Member must not be null
// Codecs keep a chain of PathSegments on their stack; a path is spelled only when something is wrong.
#pragma once

#include <cstdint>
#include <optional>
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
  const Member* member = nullptr;  // null for the root; Shape::element or Shape::value inside containers
  std::uint32_t order = 0;         // index of the member in the model, or of the element
  std::string_view key = {};       // map values
};

class Violations {
 public:
  // AWS reports no more than this many at once.
  static constexpr std::size_t reported_max = 10;

  Violations() = default;
  // The service's target prefix ("Kinesis_20131202"): structures inside a quoted value are printed with its Java
  // package. And its id ("iam"): IAM words broken patterns in its own way, one at a time and after all else.
  explicit Violations(std::string_view target_prefix, std::string_view service = {})
      : target_prefix_(target_prefix), service_(service) {}

  // Checks a decoded value against the constraints of its shape; called for each member of a structure, after its
  // content. Elements of containers are judged with the container, as AWS does, except that structures inside report
  // for themselves. Inline for the common case of none.
  void check(const Shape& shape, const void* value, const PathSegment& path) {
    if (shape.constraints.any() || shape.element || shape.value) check_constraints(shape, value, path);
  }
  // A required member, or an element of a container, that is absent or null.
  void missing(const PathSegment& path);

  bool empty() const { return found_.empty() && !own_; }
  bool any_missing() const { return any_missing_; }
  // ok(), or one ValidationException that joins all violations in the model's order.
  Status status() const;

 private:
  struct Found {
    std::vector<std::uint32_t> order;
    std::string text = {};
  };
  void check_constraints(const Shape& shape, const void* value, const PathSegment& path);
  void add(const PathSegment& path, std::string value, std::string_view constraint);
  void add_own(const PathSegment& path, std::string_view words);

  std::vector<Found> found_;        // sorted, at most reported_max
  std::optional<Found> own_;        // the first in the service's own words
  std::string_view target_prefix_;  // a constant of the model
  std::string_view service_;        // likewise
  bool any_missing_ = false;
};

}  // namespace penstock
