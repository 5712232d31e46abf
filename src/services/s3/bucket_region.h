// Which region a new bucket lies in: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::s3 {

// The region that a request to `endpoint_region` with this LocationConstraint asks for. Errors:
// InvalidLocationConstraint, IllegalLocationConstraintException.
Result<std::string> region_of_new_bucket(std::string_view endpoint_region,
                                         const std::optional<std::string>& location_constraint);

// What GetBucketLocation answers: nothing for us-east-1, for historical reasons.
std::optional<std::string> location_constraint_of(std::string_view region);

}  // namespace penstock::s3
