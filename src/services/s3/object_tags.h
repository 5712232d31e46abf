// The x-amz-tagging header: "k1=v1&k2=v2", encoded as a query string.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "services/s3/object_metadata.h"

namespace penstock::s3 {

// Errors: 400 InvalidArgument, InvalidTag, BadRequest (more than ten).
Result<std::vector<ObjectTag>> parse_tags(std::string_view header);

}  // namespace penstock::s3
