#include "api/http_transport.h"

#include <algorithm>
#include <utility>

#include "api/endpoint.h"
#include "base/base64.h"
#include "base/executor.h"
#include "base/hash.h"
#include "base/hex.h"
#include "wire/timestamp.h"

namespace penstock {
namespace {

constexpr Millis clock_skew_max{4 * 60'000};  // as AWS's SDKs; services refuse from five minutes on
constexpr std::size_t error_bytes_max = 1 << 20;
constexpr std::string_view user_agent = "penstock/0.1";

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return lower;
}

// An error's body is small and is needed whole, also where the operation's own body streams.
Task<Status> collect_error(ClientResponse& response) {
  const auto source = std::move(response.stream.source);
  response.stream = {};
  while (true) {
    const auto piece = co_await source->next();
    if (piece.empty() || response.body.size() + piece.size() > error_bytes_max) break;
    response.body.append(piece.data(), piece.size());
  }
  response.body.reserve(response.body.size() + 64);
  co_return ok();
}

std::string_view header(const ClientResponse& response, std::string_view name) {
  const auto found =
      std::ranges::find(response.headers, name, [](const auto& field) -> std::string_view { return field.first; });
  return found == response.headers.end() ? std::string_view{} : std::string_view(found->second);
}

// Operations that delete or configure refuse a body without one.
void add_checksum(ClientRequest& request) {
  const bool has_one = std::ranges::any_of(request.headers, [](const auto& field) {
    return field.first == "content-md5" || field.first.starts_with("x-amz-checksum-");
  });
  if (has_one || request.stream.source) return;
  const auto digest = md5(request.body);
  request.headers.emplace_back("content-md5", to_base64({reinterpret_cast<const char*>(digest.data()), digest.size()}));
}

}  // namespace

// What one attempt tells about the next one.
struct HttpTransport::Attempt {
  bool streamed = false;  // the body of the request was given away
  std::optional<Millis> retry_after;
  std::string date;
};

// Signs every header that it sends.
Result<HttpCall> HttpTransport::signed_call(const ServiceModel& service, const Operation& operation,
                                            Erased& input) const {
  const Protocol& protocol = protocol_for(service.protocols.front());
  auto encoded = protocol.encode_request(service, operation, input.get());
  if (!encoded) return std::move(encoded.error());
  HttpCall call{
      .request = std::move(*encoded), .timeout = options_.attempt_timeout, .stream_response = operation.streams_output};
  auto& request = call.request;
  auto endpoint = place_request(service, operation, options_.region, options_.endpoint_url, request);
  if (!endpoint) return std::move(endpoint.error());
  call.endpoint = std::move(endpoint->url);

  for (auto& [name, value] : request.headers) name = lower_case(name);
  if (operation.checksum_required) add_checksum(request);
  request.headers.emplace_back("host", std::move(endpoint->host));
  std::vector<HeaderField> fields;
  for (const auto& [name, value] : request.headers) fields.push_back({name, value});
  const std::string payload_hash =
      request.stream.source ? std::string(sigv4::unsigned_payload) : to_hex(sha256(request.body));
  auto added =
      sigv4::sign({.credentials = options_.credentials, .region = options_.region, .service = service.signing_name},
                  {.method = request.method, .path = request.path, .query = request.query, .headers = fields},
                  payload_hash, signing_time());
  std::ranges::move(added, std::back_inserter(request.headers));
  request.headers.emplace_back("user-agent", user_agent);
  return call;
}

Task<Result<Erased>> HttpTransport::attempt(const ServiceModel& service, const Operation& operation, Erased& input,
                                            Attempt& attempt) {
  auto call = co_await signed_call(service, operation, input);
  attempt.streamed = call.request.stream.source != nullptr;
  auto response = co_await client_.send(std::move(call));
  attempt.retry_after = parse_retry_after(header(response, "retry-after"));
  attempt.date = header(response, "date");
  if (response.stream.source && response.status > 299) co_await collect_error(response);
  Erased output(*operation.output);
  const Protocol& protocol = protocol_for(service.protocols.front());
  co_await protocol.decode_response(service, operation, response, output.get());
  co_return output;
}

Task<Result<Erased>> HttpTransport::call(const ServiceModel& service, const Operation& operation, Erased input) {
  const auto start = clock_.steady();
  for (int number = 1;; ++number) {
    Attempt attempt_notes;
    auto output = co_await as_result(attempt(service, operation, input, attempt_notes));
    if (output) co_return output;
    const auto failure = classify(output.error());
    if (failure == Failure::permanent || number >= options_.retries.attempts_max || attempt_notes.streamed)
      co_return output;
    if (failure == Failure::clock_skew) {
      if (!correct_clock(attempt_notes.date)) co_return output;
      continue;
    }
    const auto delay = backoff(options_.retries, failure, number, attempt_notes.retry_after, random_);
    if (clock_.steady() - start + delay > options_.retries.total_max) co_return output;
    co_await sleep_for(delay);
  }
}

// True when the service's clock is far enough from what we signed with that another attempt may succeed.
bool HttpTransport::correct_clock(std::string_view date_header) {
  const auto theirs = parse_timestamp(date_header, TimestampFormat::rfc822);
  if (!theirs) return false;
  if (std::chrono::abs(*theirs - signing_time()) < clock_skew_max) return false;
  clock_offset_millis_ = (*theirs - clock_.now()).count();
  return true;
}

}  // namespace penstock
