#include "app/internal_callers.h"

#include "base/hex.h"

namespace penstock::app {
namespace {

constexpr std::size_t body_bytes_max = 64 << 10;

// "127.0.0.1" of "127.0.0.1:50312".
std::string_view address_of(std::string_view peer) { return peer.substr(0, peer.rfind(':')); }

}  // namespace

Task<Result<InternalRequest>> InternalCallers::read(HttpRequest& request) const {
  const Endpoint endpoint{.dialect = Dialect::json, .service = internal_signing_name};
  const sigv4::Message message{request.method, request.path, request.query, request.headers};
  const auto claim = authenticator_.identify(message, endpoint, clock_.now());
  if (!claim) co_return claim.error();
  const auto body = co_await request.body->collect(body_bytes_max);
  if (claim->is_verified) {
    const auto hash = hex_of(sha256({body.data(), body.size()}));
    co_await authenticator_.verify(*claim, message, endpoint, {hash.data(), hash.size()});
  }
  InternalRequest read{.body = std::string(body.data(), body.size())};
  read.caller.principal = claim->key->principal;
  read.caller.account = read.caller.principal->account;
  read.caller.region = claim->region;
  read.caller.access_key_id = claim->access_key_id;
  read.caller.request_id = request_ids_.next();
  read.caller.source_ip = address_of(request.peer);
  co_return read;
}

}  // namespace penstock::app
