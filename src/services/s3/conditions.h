// The If-… conditions of requests, decided in the order that S3 and RFC 9110 (13.2.2) give them.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "services/s3/object_metadata.h"

namespace penstock::s3 {

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
struct ReadConditions {
  std::optional<std::string> if_match;
  std::optional<std::string> if_none_match;
  std::optional<TimePoint> if_modified_since;
  std::optional<TimePoint> if_unmodified_since;
};

// A date that is still to come is no condition: S3 ignores it.
inline void ignore_future(std::optional<TimePoint>& if_modified_since, TimePoint now) {
  if (if_modified_since && *if_modified_since > now) if_modified_since.reset();
}

// Errors: 412 PreconditionFailed, 304 NotModified.
Status check_read(const ReadConditions& conditions, const ObjectMetadata& object);

// The conditions of a copy on its source: what would be a 304 is a 412.
Status check_copy_source(const ReadConditions& conditions, const ObjectMetadata& source);

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
struct WriteConditions {
  std::optional<std::string> if_match;
  std::optional<std::string> if_none_match;
};

// Error: 501 NotImplemented for an If-None-Match other than *, and for If-Match: *, as S3 answers.
Status check_form(const WriteConditions& conditions);
// `current` is null when there is no such object. Errors: 412 PreconditionFailed; 404 NoSuchKey for If-Match without
// one.
Status check_write(const WriteConditions& conditions, const ObjectMetadata* current, std::string_view key);

}  // namespace penstock::s3
