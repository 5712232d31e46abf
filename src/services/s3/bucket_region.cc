#include "services/s3/bucket_region.h"

#include <algorithm>

#include "api/s3/model.h"
#include "base/check.h"
#include "services/s3/s3_error.h"

namespace penstock::s3 {
namespace {

constexpr std::string_view first_region = "us-east-1";
constexpr std::string_view ireland_alias = "EU";
constexpr std::string_view ireland = "eu-west-1";

const Shape* shape_of_member(const Shape& structure, std::string_view name) {
  const auto member = std::ranges::find(structure.members, name, &Member::name);
  return member == structure.members.end() ? nullptr : member->shape;
}

// The regions of the model: those that a constraint may name, which us-east-1 is not.
bool is_constraint(std::string_view region) {
  static const Shape* const constraints = [] {
    const auto* configuration = shape_of_member(*operations::create_bucket.input, "CreateBucketConfiguration");
    CHECK(configuration);
    return shape_of_member(*configuration, "LocationConstraint");
  }();
  CHECK(constraints);
  const auto values = constraints->constraints.enum_values;
  return std::ranges::find(values, region) != values.end();
}

}  // namespace

Result<std::string> region_of_new_bucket(std::string_view endpoint_region,
                                         const std::optional<std::string>& location_constraint) {
  if (!location_constraint || location_constraint->empty()) {
    if (endpoint_region == first_region) return std::string(first_region);
    return errors::illegal_location_constraint({});
  }
  const auto& wanted = *location_constraint;
  if (!is_constraint(wanted)) {
    if (wanted == first_region && endpoint_region != first_region) return errors::illegal_location_constraint(wanted);
    return errors::invalid_location_constraint(wanted);
  }
  const auto region = wanted == ireland_alias ? ireland : std::string_view(wanted);
  // The endpoint of us-east-1 is the global one.
  if (endpoint_region != first_region && endpoint_region != region) return errors::illegal_location_constraint(wanted);
  return std::string(region);
}

std::optional<std::string> location_constraint_of(std::string_view region) {
  if (region == first_region) return std::nullopt;
  return std::string(region);
}

}  // namespace penstock::s3
