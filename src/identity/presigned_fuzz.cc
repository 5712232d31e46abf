// Input: two bytes that choose a place in a presigned URL's query, one for how much of it goes, then what comes there;
// and the whole as a query of its own. Whatever was changed is refused, unless it means the same as what was signed.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/percent.h"
#include "identity/authenticate.h"
#include "identity/canonical.h"

using namespace penstock;

namespace {

constexpr auto time_text = "20150830T123600Z";
constexpr std::array<HeaderField, 1> headers = {{{"host", "localhost"}}};

// One key, with a session token and without.
class Keys final : public AccessKeys {
 public:
  FoundKey find(std::string_view id, std::string_view token, TimePoint) const override {
    if (id != key_->id) return std::unexpected(KeyFault::unknown);
    if (!token.empty() && token != "to/ken") return std::unexpected(KeyFault::invalid_token);
    return key_;
  }
  std::shared_ptr<const AccessKey> root() const override { return key_; }

 private:
  std::shared_ptr<const AccessKey> key_ = std::make_shared<const AccessKey>(
      AccessKey{.id = "AKIDEXAMPLE", .secret = "secret", .principal = policy::root_principal("000000000000")});
};

struct Presigned {
  Endpoint endpoint;
  std::string query;

  sigv4::Message message(std::string_view text) const { return {"GET", "/bucket/key", text, headers}; }
};

Presigned presign(const Endpoint& endpoint, std::string_view algorithm, std::string_view region, std::string more) {
  const sigv4::Scope scope{"20150830", region, endpoint.service};
  Presigned made{endpoint, {}};
  const auto credential = "AKIDEXAMPLE/20150830/" + std::string(region) + (region.empty() ? "" : "/") +
                          std::string(endpoint.service) + "/aws4_request";
  made.query = "X-Amz-Algorithm=" + std::string(algorithm) + "&X-Amz-Credential=" + percent_encode(credential) +
               "&X-Amz-Date=" + time_text + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host" + more;
  std::string canonical, to_sign;
  const auto hash = endpoint.dialect == Dialect::s3 ? sigv4::unsigned_payload : sigv4::empty_payload_hash;
  sigv4::append_canonical_request(made.message(made.query), sigv4::path_form_of(endpoint.service), "host", hash,
                                  canonical);
  if (region.empty()) {
    sigv4a::append_string_to_sign(time_text, scope, canonical, to_sign);
    made.query += "&X-Amz-Signature=" + sigv4a::key_of("AKIDEXAMPLE", "secret").sign(to_sign);
  } else {
    sigv4::append_string_to_sign(time_text, scope, canonical, to_sign);
    const auto signature = sigv4::signature(sigv4::signing_key("secret", scope), to_sign);
    made.query += "&X-Amz-Signature=" + std::string(sigv4::text_of(signature));
  }
  return made;
}

bool is_accepted(const Presigned& presigned, std::string_view query) {
  static const Keys keys;
  static const Authenticator authenticator(keys, Signatures::checked);
  const auto message = presigned.message(query);
  const auto claim = authenticator.identify(message, presigned.endpoint, *sigv4::parse_time(time_text));
  if (!claim || !claim->is_verified) return false;
  return authenticator.verify(*claim, message, presigned.endpoint, sigv4::empty_payload_hash).has_value();
}

// What a signature covers.
std::string meaning_of(std::string_view query) {
  std::string canonical;
  sigv4::append_canonical_query(query, canonical);
  return canonical;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr Endpoint s3{Dialect::s3, "s3", Unsigned::taken};
  constexpr Endpoint sts{Dialect::query, "sts"};
  static const std::array<Presigned, 4> good = {
      presign(s3, sigv4::algorithm, "eu-north-1", "&X-Amz-Security-Token=to%2Fken&response-content-type=a%2Fb"),
      presign(sts, sigv4::algorithm, "us-east-1", "&X-Amz-Security-Token=to%2Fken&Action=GetCallerIdentity"),
      presign(sts, sigv4::algorithm, "us-east-1", "&Action=GetCallerIdentity"),
      presign(s3, sigv4a::algorithm, "", "&X-Amz-Region-Set=eu-%2A%2Cus-east-1")};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& presigned : good) {
    CHECK(!is_accepted(presigned, text));
    if (size < 3) continue;
    auto changed = presigned.query;
    const auto at = static_cast<std::size_t>(data[0] | data[1] << 8) % changed.size();
    changed.replace(at, std::min<std::size_t>(data[2], changed.size() - at), text.substr(3));
    if (!is_accepted(presigned, changed)) continue;
    const auto rest = sigv4::query_without(changed, "X-Amz-Security-Token");
    const bool token_was_added = presigned.endpoint.dialect != Dialect::s3;
    CHECK(meaning_of(changed) == meaning_of(presigned.query) ||
          (token_was_added && meaning_of(rest) == meaning_of(presigned.query)));
  }
  return 0;
}
