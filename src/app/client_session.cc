#include "app/client_session.h"

#include <fmt/format.h>

#include <cstdlib>

#include "api/client_environment.h"
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
      transport_(http_, clock_, random_, std::move(options)),
      kinesis_(transport_),
      s3_(transport_),
      sts_(transport_) {}

}  // namespace penstock::app
