#include "api/endpoint.h"

#include <algorithm>

namespace penstock {
namespace {

ApiError invalid_endpoint(std::string_view url) {
  return {400, "InvalidEndpoint",
          "\"" + std::string(url) +
              "\" is not an endpoint; it looks like http://localhost:4566 or "
              "https://kinesis.eu-north-1.amazonaws.com."};
}

std::string_view domain_of(std::string_view region) {
  return region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

// A name that may stand in front of S3's host: one label, since the certificate covers one.
bool is_host_label(std::string_view bucket) {
  return bucket.size() >= 3 && bucket.size() <= 63 && std::ranges::all_of(bucket, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

// Takes the bucket out of "/bucket/key"; empty when it has to stay.
std::string take_bucket(const Operation& operation, ClientRequest& request) {
  if (!operation.uri.starts_with("/{Bucket}") || request.path.size() < 2) return {};
  const auto end = std::min(request.path.find('/', 1), request.path.size());
  auto bucket = request.path.substr(1, end - 1);
  if (!is_host_label(bucket)) return {};
  request.path.erase(0, end);
  if (request.path.empty()) request.path = "/";
  return bucket;
}

Result<ServiceEndpoint> explicit_endpoint(std::string_view url, ClientRequest& request) {
  const auto scheme_end = url.find("://");
  const auto scheme = url.substr(0, std::min(scheme_end, url.size()));
  if (scheme_end == std::string_view::npos || (scheme != "http" && scheme != "https")) return invalid_endpoint(url);
  auto rest = url.substr(scheme_end + 3);
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  rest.remove_prefix(authority.size());
  if (authority.empty() || authority.contains('@') || rest.find_first_of("?#") != std::string_view::npos) {
    return invalid_endpoint(url);
  }
  while (rest.ends_with('/')) rest.remove_suffix(1);
  request.path.insert(0, rest);
  auto host = authority;
  const std::string_view own_port = scheme == "http" ? ":80" : ":443";
  if (host.ends_with(own_port)) host.remove_suffix(own_port.size());
  return ServiceEndpoint{std::string(scheme) + "://" + std::string(authority), std::string(host)};
}

}  // namespace

Result<ServiceEndpoint> place_request(const ServiceModel& service, const Operation& operation, std::string_view region,
                                      const std::optional<std::string>& explicit_url, ClientRequest& request) {
  if (explicit_url) return explicit_endpoint(*explicit_url, request);
  auto host = std::string(service.endpoint_prefix) + "." + std::string(region) + "." + std::string(domain_of(region));
  if (const auto bucket = take_bucket(operation, request); !bucket.empty()) host = bucket + "." + host;
  return ServiceEndpoint{"https://" + host, host};
}

}  // namespace penstock
