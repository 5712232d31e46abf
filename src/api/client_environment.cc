#include "api/client_environment.h"

#include <fstream>
#include <sstream>

namespace penstock {
namespace {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string value_or(const char* value, std::string_view fallback) {
  return std::string(value && *value ? std::string_view(value) : fallback);
}

}  // namespace

std::optional<sigv4::Credentials> credentials_of_profile(std::string_view file_text, std::string_view profile) {
  sigv4::Credentials found;
  bool inside = false;
  while (!file_text.empty()) {
    const auto end = file_text.find('\n');
    const auto line = trim(file_text.substr(0, end));
    file_text = end == std::string_view::npos ? std::string_view{} : file_text.substr(end + 1);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[') {
      inside = line.back() == ']' && trim(line.substr(1, line.size() - 2)) == profile;
      continue;
    }
    const auto equals = line.find('=');
    if (!inside || equals == std::string_view::npos) continue;
    const auto name = trim(line.substr(0, equals));
    const auto value = trim(line.substr(equals + 1));
    if (name == "aws_access_key_id") found.access_key_id = value;
    if (name == "aws_secret_access_key") found.secret = std::string(value);
    if (name == "aws_session_token") found.session_token = value;
  }
  if (found.access_key_id.empty() || found.secret.empty()) return std::nullopt;
  return found;
}

ClientEnvironment read_client_environment(const std::function<const char*(const char*)>& lookup) {
  ClientEnvironment environment;
  const auto endpoint = value_or(lookup("AWS_ENDPOINT_URL"), "");
  if (!endpoint.empty()) environment.endpoint_url = endpoint;
  const auto region = value_or(lookup("AWS_REGION"), value_or(lookup("AWS_DEFAULT_REGION"), ""));
  if (!region.empty()) environment.region = region;

  sigv4::Credentials credentials{.access_key_id = value_or(lookup("AWS_ACCESS_KEY_ID"), ""),
                                 .secret = value_or(lookup("AWS_SECRET_ACCESS_KEY"), ""),
                                 .session_token = value_or(lookup("AWS_SESSION_TOKEN"), "")};
  if (!credentials.access_key_id.empty() && !credentials.secret.empty()) {
    environment.credentials = std::move(credentials);
    return environment;
  }
  const auto path = value_or(lookup("AWS_SHARED_CREDENTIALS_FILE"), value_or(lookup("HOME"), "") + "/.aws/credentials");
  std::ifstream file(path);
  std::ostringstream text;
  if (file && text << file.rdbuf()) {
    environment.credentials = credentials_of_profile(text.str(), value_or(lookup("AWS_PROFILE"), "default"));
  }
  return environment;
}

}  // namespace penstock
