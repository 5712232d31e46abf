// Endpoint, region and credentials as AWS's SDKs find them: environment variables, then the shared credentials file.
// https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "identity/sigv4.h"

namespace penstock {

struct ClientEnvironment {
  std::optional<std::string> endpoint_url;  // AWS_ENDPOINT_URL
  std::optional<std::string> region;        // AWS_REGION, AWS_DEFAULT_REGION
  std::optional<sigv4::Credentials> credentials;
};

// `lookup` answers a variable's value, or null. Reads AWS_SHARED_CREDENTIALS_FILE or ~/.aws/credentials (profile
// AWS_PROFILE or "default") when the environment holds no key. Blocks on that file.
ClientEnvironment read_client_environment(const std::function<const char*(const char*)>& lookup);

// The profile's key in the text of a shared credentials file.
std::optional<sigv4::Credentials> credentials_of_profile(std::string_view file_text, std::string_view profile);

}  // namespace penstock
