// Bucket names: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
#pragma once

#include <string_view>

namespace penstock::s3 {

// Whether a new bucket may have this name.
bool is_new_bucket_name(std::string_view name);

// Whether any bucket can have this name: the first ones of us-east-1 had looser rules. Others answer InvalidBucketName
// where these answer NoSuchBucket.
bool is_bucket_name(std::string_view name);

}  // namespace penstock::s3
