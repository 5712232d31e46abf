// The x-amz-checksum-… of a body that is read whole, as S3 takes them from its SDKs; bodies that stream are S3's own to
// check. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
#pragma once

#include <string_view>

#include "wire/http.h"

namespace penstock {

enum class BodyChecksum : std::uint8_t { optional, required };

// Checks the one that a header or trailer states. `trailers` is null without any. Errors: InvalidRequest for one that
// is none, or more than one, or none where Content-MD5 or a checksum is required; BadDigest.
Status check_body_checksum(const HttpRequest& request, const BodyTrailers* trailers, std::string_view body,
                           BodyChecksum need);

}  // namespace penstock
