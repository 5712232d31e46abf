#include "front/bucket_host.h"

#include <algorithm>

namespace penstock {

std::string_view bucket_of_host(std::string_view host) {
  if (host.starts_with('[')) return {};  // an IPv6 address
  host = host.substr(0, host.find(':'));
  if (host.starts_with("s3.") || host.starts_with("s3-")) return {};
  // A bucket's name may hold dots, and ".s3." among them: the last one is the endpoint's.
  const auto at = std::max(host.rfind(".s3.") + 1, host.rfind(".s3-") + 1);
  if (at > 0) return host.substr(0, at - 1);
  constexpr std::string_view local = ".localhost";
  if (host.ends_with(local)) return host.substr(0, host.size() - local.size());
  return {};
}

}  // namespace penstock
