#include "services/iam/provider_name.h"

#include <algorithm>

#include "api/iam/errors.h"
#include "services/iam/entity_error.h"

namespace penstock::iam {
namespace {

constexpr std::string_view scheme = "https://";

bool is_host_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}
bool is_path_letter(char c) { return c > ' ' && c < '\x7f' && c != '?' && c != '#'; }

}  // namespace

Result<std::string> provider_name_in(std::string_view url) {
  const auto end = url.find("://");
  if (end == url.npos) return error::validation("Invalid Open ID Connect Provider URL");
  if (!url.starts_with(scheme)) {
    return errors::invalid_input("Invalid Open ID Connect Provider URL. The URL must begin with https://.");
  }
  const auto name = url.substr(scheme.size());
  const auto host = name.substr(0, name.find('/'));
  if (host.empty()) return error::validation("Invalid Open ID Connect Provider URL");
  // No port, user, query or fragment.
  if (!std::ranges::all_of(host, is_host_letter) || !std::ranges::all_of(name, is_path_letter)) {
    return errors::invalid_input("Invalid Open ID Connect Provider URL.");
  }
  return std::string(name);
}

Result<std::string> provider_name_of(std::string_view account, std::string_view arn) {
  std::string prefix("arn:aws:iam::");
  prefix.append(account).append(":oidc-provider/");
  if (!arn.starts_with(prefix)) return provider_not_found(arn);
  return std::string(arn.substr(prefix.size()));
}

}  // namespace penstock::iam
