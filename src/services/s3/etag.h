// Entity tags as HTTP's conditions name them. S3's are strong: the MD5 of the bytes in hexadecimal.
#pragma once

#include <string>
#include <string_view>

namespace penstock::s3 {

// With the quotes that answers have.
inline std::string quoted(std::string_view etag) { return '"' + std::string(etag) + '"'; }

// Whether a condition's value (one tag or more, with or without quotes, or *) names this tag.
bool names_etag(std::string_view condition, std::string_view etag);

}  // namespace penstock::s3
