#include "services/sts/https_document.h"

#include <fmt/format.h>

#include <algorithm>

namespace penstock::sts {
namespace {

constexpr std::size_t document_bytes_max = 256 << 10;
constexpr Millis answer_within{5'000};

ApiError unreadable(std::string message) { return {502, "BadGateway", std::move(message)}; }

}  // namespace

HttpClient& HttpsDocuments::http() {
  std::call_once(made_, [this] { http_ = std::make_unique<HttpClient>(HttpClientOptions{}); });
  return *http_;
}

Task<Result<std::string>> HttpsDocuments::read(std::string url) {
  constexpr std::string_view scheme = "https://";
  if (!url.starts_with(scheme)) co_return unreadable(url + " is not an address of HTTPS");
  const auto path = std::min(url.find('/', scheme.size()), url.size());
  const auto query = std::min(url.find('?', path), url.size());
  HttpCall call{.endpoint = url.substr(0, path), .timeout = answer_within};
  call.request.method = "GET";
  call.request.path = path == query ? "/" : url.substr(path, query - path);
  if (query < url.size()) call.request.query = url.substr(query + 1);
  call.request.headers = {{"accept", "application/json"}};
  auto response = co_await http().send(std::move(call));
  if (response.status != 200) co_return unreadable(fmt::format("{} answered with status {}", url, response.status));
  if (response.body.size() > document_bytes_max) co_return unreadable(url + " answered more than 256 KB");
  co_return std::move(response.body);
}

}  // namespace penstock::sts
