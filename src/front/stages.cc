#include "front/stages.h"

#include <cstring>

#include "base/hex.h"
#include "front/body_bound.h"
#include "front/body_checksum.h"
#include "front/verified_body.h"

namespace penstock {
namespace {

// "127.0.0.1" of "127.0.0.1:50312".
std::string_view address_of(std::string_view peer) { return peer.substr(0, peer.rfind(':')); }

// Decodes in place: what is decoded is never longer than what it was decoded from.
Result<std::span<char>> decode_in_place(std::span<char> body, AwsChunkedDecoder& decoder) {
  std::span<const char> rest = body;
  std::size_t size = 0;
  while (!rest.empty()) {
    const auto bytes = decoder.decode(rest);
    if (!bytes) return bytes.error();
    if (!bytes->empty()) std::memmove(body.data() + size, bytes->data(), bytes->size());
    size += bytes->size();
  }
  if (auto finished = decoder.finish(); !finished) return finished.error();
  return body.first(size);
}

}  // namespace

Task<Status> Stages::run(Exchange& exchange) const {
  if (Router::needs_body(exchange.request)) co_await read_whole_body(exchange);
  co_await route(exchange);
  co_await identify(exchange);
  if (!exchange.body_is_read && !streams_body(exchange)) co_await read_whole_body(exchange);
  co_await check_body(exchange);
  co_await decode(exchange);
  co_await authorize(exchange);
  exchange.output = co_await dispatch(exchange);
  co_return encode(exchange);
}

Status Stages::route(Exchange& exchange) const {
  const std::string_view body(exchange.body.data(), exchange.body.size());
  auto routed = with_.router.route(exchange.request, body, exchange.route);
  exchange.request_id = exchange.route.is_s3() ? with_.request_ids.next_s3() : with_.request_ids.next();
  return routed;
}

// Who asks, as far as the headers tell.
Status Stages::identify(Exchange& exchange) const {
  const auto endpoint = exchange.route.endpoint();
  exchange.now = with_.clock.now();
  auto claim = with_.authenticator.identify(exchange.message(), endpoint, exchange.now);
  if (!claim) return claim.error();
  exchange.claim = std::move(*claim);
  auto& caller = exchange.caller;
  caller.principal = exchange.claim.key->principal;
  caller.account = caller.principal->account;
  caller.region = exchange.claim.region;
  caller.access_key_id = exchange.claim.access_key_id;
  caller.request_id = exchange.request_id;
  caller.source_ip = address_of(exchange.request.peer);
  // A signature that does not need the body is verified before a byte of it is read.
  if (exchange.claim.payload == PayloadForm::whole) return ok();
  return with_.authenticator.verify(exchange.claim, exchange.message(), endpoint);
}

// A body that the operation reads as it arrives, checked meanwhile; any other is read whole and checked first.
bool Stages::streams_body(const Exchange& exchange) {
  return exchange.operation().streams_input && exchange.claim.payload != PayloadForm::whole;
}

Status Stages::check_body(Exchange& exchange) const {
  if (streams_body(exchange)) {
    auto stream = VerifiedBody::of(exchange.request, exchange.claim);
    if (!stream) return stream.error();
    exchange.stream = std::move(*stream);
    return ok();
  }
  auto checked = check_whole_body(exchange);
  if (checked && exchange.operation().streams_input) {
    exchange.stream.length = exchange.body.size();
    exchange.stream.source = std::make_unique<StringBody>(std::string(exchange.body.data(), exchange.body.size()));
    exchange.body = {};
  }
  return checked;
}

Task<Status> Stages::read_whole_body(Exchange& exchange) const {
  const auto* service = exchange.route.service;
  constexpr std::size_t form_bytes_max = 8 << 20;  // of a request whose service its body tells
  auto body = co_await as_result(exchange.request.body->collect(service ? service->body_bytes_max : form_bytes_max));
  if (!body) {
    if (body.error().status != 413 || !service) co_return body.error();
    co_return body_too_large(*service->entry.model);
  }
  exchange.body = *body;
  exchange.body_is_read = true;
  co_return ok();
}

Status Stages::check_whole_body(Exchange& exchange) const {
  const auto& claim = exchange.claim;
  if (claim.payload == PayloadForm::whole) {
    if (!claim.is_verified) return ok();
    const auto hash = hex_of(sha256({exchange.body.data(), exchange.body.size()}));
    return with_.authenticator.verify(claim, exchange.message(), exchange.route.endpoint(), {hash.data(), hash.size()});
  }
  BodyTrailers trailers;
  if (is_chunked(claim.payload)) {
    auto decoder = chunked_decoder(exchange.request, claim, trailers);
    if (!decoder) return decoder.error();
    auto decoded = decode_in_place(exchange.body, *decoder);
    if (!decoded) return decoded.error();
    exchange.body = *decoded;
    trailers.fields = decoder->trailers();
  }
  auto checks = BodyChecks::of(exchange.request, claim);
  if (!checks) return checks.error();
  const std::string_view body(exchange.body.data(), exchange.body.size());
  checks->update(body);
  if (auto good = checks->finish(); !good) return good;
  if (!exchange.route.is_s3() || exchange.operation().streams_input) return ok();
  return check_body_checksum(exchange.request, &trailers, body,
                             exchange.operation().checksum_required ? BodyChecksum::required : BodyChecksum::optional);
}

// Decodes the input and judges it by the model's constraints; what breaks them is told once the caller may ask.
Status Stages::decode(Exchange& exchange) const {
  const auto& operation = exchange.operation();
  exchange.input = Erased(*operation.input);
  Violations violations(exchange.route.model->target_prefix, exchange.route.model->id);
  auto decoded = protocol_for(exchange.route.protocol)
                     .decode_request(operation, exchange.request, exchange.route.labels, exchange.body,
                                     exchange.input.get(), violations);
  if (!decoded) return decoded;
  exchange.constraints = violations.status();
  if (operation.streams_input) {
    const auto* payload = operation.input->payload;
    CHECK(payload && payload->shape->kind == Kind::stream);
    *static_cast<BodyStream*>(payload->slot(*payload, exchange.input.get())) = std::move(exchange.stream);
  }
  return ok();
}

Status Stages::authorize(Exchange& exchange) const {
  const auto& route = exchange.route;
  const auto& request = exchange.request;
  if (const auto& use = exchange.claim.key->last_use) use->note(exchange.now, route.model->id, exchange.claim.region);
  exchange.keys.emplace(request, exchange.claim, exchange.now);
  exchange.access.emplace(with_.authorizer, OperationRequest{.facts = {.time = exchange.now,
                                                                       .source_ip = address_of(request.peer),
                                                                       .user_agent = request.header("user-agent"),
                                                                       .referer = request.header("referer"),
                                                                       .region = exchange.claim.region,
                                                                       .is_secure = request.secure},
                                                             .dialect = dialect_of(route.protocol),
                                                             .service = route.model->id,
                                                             .operation = exchange.operation().name,
                                                             .more_keys = &*exchange.keys,
                                                             .signed_regions = exchange.claim.signed_regions,
                                                             .signed_in = exchange.claim.presented.place});
  exchange.caller.access = &*exchange.access;
  auto allowed = penstock::authorize(with_.authorizer, exchange.caller, *route.operation->access,
                                     route.service->entry.service, exchange.input.get(), exchange.access->request);
  return allowed ? std::move(exchange.constraints) : allowed;
}

Task<Result<Erased>> Stages::dispatch(Exchange& exchange) {
  const auto* row = exchange.route.operation->row;
  return row->invoke(exchange.route.service->entry.service, std::move(exchange.caller), std::move(exchange.input));
}

Status Stages::encode(Exchange& exchange) const {
  protocol_for(exchange.route.protocol)
      .encode_response(*exchange.route.model, exchange.operation(), exchange.output.get(), exchange.request_id,
                       exchange.response);
  return ok();
}

void Stages::encode_error(Exchange& exchange, const ApiError& error) const {
  auto& request_id = exchange.request_id;
  if (request_id.empty()) request_id = with_.request_ids.next();
  if (!exchange.route.model) static_cast<void>(with_.router.route(exchange.request, {}, exchange.route));
  exchange.response = {};
  protocol_for(exchange.route.protocol)
      .encode_error(*exchange.route.model, exchange.route.operation ? &exchange.operation() : nullptr, error,
                    request_id, exchange.response);
  if (exchange.request.method == "HEAD") exchange.response.body.clear();
}

}  // namespace penstock
