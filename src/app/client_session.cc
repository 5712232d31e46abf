#include "app/client_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "api/client_environment.h"
#include "app/internal_callers.h"
#include "base/hex.h"
#include "identity/root_key.h"

namespace penstock::app {
namespace {

std::string local_url(const Settings& settings) {
  const bool is_ipv6 = settings.host.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}", is_ipv6 ? "[" : "", settings.host, is_ipv6 ? "]" : "", settings.port);
}

// The key that the local server uses: from the settings, or from its data directory.
Result<sigv4::Credentials> local_key(const Settings& settings) {
  if (!settings.root_key.empty()) {
    auto key = parse_root_key(settings.root_key, settings.account);
    if (!key) return key.error();
    return sigv4::Credentials{key->id, std::move(key->secret)};
  }
  if (!std::filesystem::exists(settings.data / root_key_file)) {
    return ApiError{400, "NoCredentials",
                    fmt::format("no key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name the server's data "
                                "directory with --data ({} holds none)",
                                settings.data.string())};
  }
  SystemRandom random;
  const auto vault = open_vault(settings.data, settings.master_key, FirstStart::is_refused, random);
  if (!vault) return vault.error();
  auto kept = load_or_create_root_key(settings.data, settings.account, *vault, {});
  if (!kept) return kept.error();
  return sigv4::Credentials{kept->key.id, std::move(kept->key.secret)};
}

}  // namespace

Result<std::unique_ptr<ClientSession>> ClientSession::open(const ClientOptions& options, const Settings& settings,
                                                           std::string default_region) {
  const auto environment = read_client_environment([](const char* name) { return std::getenv(name); });
  HttpTransportOptions transport;
  transport.region = options.region.value_or(environment.region.value_or(std::move(default_region)));
  transport.endpoint_url = options.endpoint ? options.endpoint : environment.endpoint_url;
  if (transport.endpoint_url == "aws") {
    transport.endpoint_url.reset();
  } else if (!transport.endpoint_url) {
    transport.endpoint_url = local_url(settings);
  }
  if (environment.credentials) {
    transport.credentials = *environment.credentials;
  } else {
    auto key = local_key(settings);
    if (!key) return key.error();
    transport.credentials = std::move(*key);
  }
  return std::make_unique<ClientSession>(std::move(transport));
}

ClientSession::ClientSession(HttpTransportOptions options)
    : http_(HttpClientOptions{}),
      region_(options.region),
      endpoint_url_(options.endpoint_url),
      credentials_(options.credentials),
      transport_(http_, clock_, random_, std::move(options)),
      kinesis_(transport_),
      s3_(transport_),
      sts_(transport_),
      iam_(transport_) {}

Task<Result<std::string>> ClientSession::ask_server(std::string path, std::string body) {
  if (!endpoint_url_)
    co_return ApiError{400, "NotAPenstock", "AWS does not answer this: name a server with --endpoint"};
  HttpCall call{.endpoint = *endpoint_url_};
  while (call.endpoint.ends_with('/')) call.endpoint.pop_back();
  const auto scheme = call.endpoint.find("://");
  const auto host = scheme == std::string::npos ? call.endpoint : call.endpoint.substr(scheme + 3);
  call.request = {.method = "POST",
                  .path = std::move(path),
                  .headers = {{"host", host}, {"content-type", "application/json"}},
                  .body = std::move(body)};
  auto& request = call.request;
  std::vector<HeaderField> fields;
  for (const auto& [name, value] : request.headers) fields.push_back({name, value});
  auto added = sigv4::sign({.credentials = credentials_, .region = region_, .service = internal_signing_name},
                           {.method = request.method, .path = request.path, .query = {}, .headers = fields},
                           to_hex(sha256(request.body)), clock_.now());
  std::ranges::move(added, std::back_inserter(request.headers));
  auto response = co_await http_.send(std::move(call));
  if (response.status < 300) co_return std::move(response.body);
  const auto refusal = nlohmann::json::parse(response.body, nullptr, false);
  if (!refusal.is_object() || !refusal.contains("code")) {
    co_return ApiError{response.status, "NotAPenstock",
                       fmt::format("{} is no Penstock that answers this", *endpoint_url_)};
  }
  co_return ApiError{response.status, refusal.value("code", ""), refusal.value("message", "")};
}

}  // namespace penstock::app
