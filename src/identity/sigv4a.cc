#include "identity/sigv4a.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/freed_by.h"
#include "base/hex.h"
#include "base/ids.h"

namespace penstock::sigv4a {
namespace {

constexpr std::size_t cached_keys_max = 64;
constexpr std::size_t signature_bytes_max = 72;  // of P-256 in DER
constexpr std::string_view default_region = "us-east-1";

using Number = std::unique_ptr<BIGNUM, FreedBy<BN_clear_free>>;
using Group = std::unique_ptr<EC_GROUP, FreedBy<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, FreedBy<EC_POINT_free>>;
using ParamBuild = std::unique_ptr<OSSL_PARAM_BLD, FreedBy<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, FreedBy<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreedBy<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreedBy<EVP_MD_CTX_free>>;
using UncompressedPoint = std::array<unsigned char, 65>;

const unsigned char* octets(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

const EC_GROUP* p256() {
  static const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  CHECK(group);
  return group.get();
}

// Candidates follow one another until one plus 1 lies in 1 … n - 1, which the first nearly always does.
Number private_number(std::string_view access_key_id, std::string_view secret) {
  const Number limit(BN_dup(EC_GROUP_get0_order(p256())));
  CHECK(limit && BN_sub_word(limit.get(), 2) == 1);
  std::string input_key = std::string("AWS4A").append(secret);
  const HmacKey hmac(input_key);
  OPENSSL_cleanse(input_key.data(), input_key.size());
  for (int counter = 1;; ++counter) {
    CHECK(counter < 255);
    std::string context("\0\0\0\1", 4);
    context.append(algorithm).push_back('\0');
    context.append(access_key_id).push_back(static_cast<char>(counter));
    context.append("\0\0\1\0", 4);  // 256 bits are wanted
    auto bytes = hmac.mac(context);
    Number candidate(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    OPENSSL_cleanse(bytes.data(), bytes.size());
    CHECK(candidate);
    if (BN_cmp(candidate.get(), limit.get()) > 0) continue;
    BN_set_flags(candidate.get(), BN_FLG_CONSTTIME);
    CHECK(BN_add_word(candidate.get(), 1) == 1);
    return candidate;
  }
}

UncompressedPoint public_half(const BIGNUM* number) {
  const Point point(EC_POINT_new(p256()));
  UncompressedPoint bytes;
  CHECK(point && EC_POINT_mul(p256(), point.get(), number, nullptr, nullptr, nullptr) == 1);
  CHECK(EC_POINT_point2oct(p256(), point.get(), POINT_CONVERSION_UNCOMPRESSED, bytes.data(), bytes.size(), nullptr) ==
        bytes.size());
  return bytes;
}

EVP_PKEY* pair_of(std::string_view access_key_id, std::string_view secret) {
  const auto number = private_number(access_key_id, secret);
  const auto point = public_half(number.get());
  const ParamBuild build(OSSL_PARAM_BLD_new());
  CHECK(build);
  CHECK(OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1);
  CHECK(OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1);
  CHECK(OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get()) == 1);
  const Params params(OSSL_PARAM_BLD_to_param(build.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* pair = nullptr;
  CHECK(params && context && EVP_PKEY_fromdata_init(context.get()) == 1);
  CHECK(EVP_PKEY_fromdata(context.get(), &pair, EVP_PKEY_KEYPAIR, params.get()) == 1);
  return pair;
}

struct CachedKey {
  std::string access_key_id, secret;
  std::optional<Key> key = {};
};

// '*' stands for any number of characters.
bool matches(std::string_view pattern, std::string_view region) {
  const auto star = pattern.find('*');
  if (star == pattern.npos) return pattern == region;
  if (!region.starts_with(pattern.substr(0, star))) return false;
  region.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  for (std::size_t skipped = 0; skipped <= region.size(); ++skipped) {
    if (matches(pattern, region.substr(skipped))) return true;
  }
  return false;
}

// Calls visit(pattern) for each member of a set until it answers true; whether one did.
template <class Visit>
bool any_member(std::string_view set, Visit visit) {
  while (true) {
    const auto comma = set.find(',');
    auto member = set.substr(0, comma);
    while (member.starts_with(' ')) member.remove_prefix(1);
    while (member.ends_with(' ')) member.remove_suffix(1);
    if (visit(member)) return true;
    if (comma == set.npos) return false;
    set.remove_prefix(comma + 1);
  }
}

// One wildcard is what a region's name has use for; more would make matching slow.
bool is_member(std::string_view member) {
  const auto star = member.find('*');
  if (star == member.npos) return is_region(member);
  std::string name(member);
  name.erase(star, 1);
  return name.empty() || is_region(name);
}

}  // namespace

void append_string_to_sign(std::string_view time, const sigv4::Scope& scope, std::string_view canonical_request,
                           std::string& out) {
  const auto hash = hex_of(sha256(canonical_request));
  out.append(algorithm).push_back('\n');
  out.append(time).push_back('\n');
  out.append(scope.date).append("/").append(scope.service).append("/").append(sigv4::terminator).push_back('\n');
  out.append(hash.data(), hash.size());
}

Key::Key(std::string_view access_key_id, std::string_view secret)
    : pair_(pair_of(access_key_id, secret), [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); }) {}

bool Key::verify(std::string_view string_to_sign, std::string_view signature) const {
  if (signature.size() > 2 * signature_bytes_max) return false;
  const auto der = from_hex(signature);
  if (!der) return false;
  const DigestContext context(EVP_MD_CTX_new());
  CHECK(context);
  auto* pair = static_cast<EVP_PKEY*>(pair_.get());
  CHECK(EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, pair, nullptr) == 1);
  return EVP_DigestVerify(context.get(), octets(*der), der->size(), octets(string_to_sign), string_to_sign.size()) == 1;
}

std::string Key::sign(std::string_view string_to_sign) const {
  const DigestContext context(EVP_MD_CTX_new());
  CHECK(context);
  std::array<unsigned char, signature_bytes_max> der;
  std::size_t size = der.size();
  auto* pair = static_cast<EVP_PKEY*>(pair_.get());
  CHECK(EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, pair, nullptr) == 1);
  CHECK(EVP_DigestSign(context.get(), der.data(), &size, octets(string_to_sign), string_to_sign.size()) == 1);
  return to_hex(std::span(der).first(size));
}

std::string Key::public_point() const {
  UncompressedPoint point;
  std::size_t size = 0;
  CHECK(EVP_PKEY_get_octet_string_param(static_cast<EVP_PKEY*>(pair_.get()), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                        point.size(), &size) == 1);
  CHECK(size == point.size());
  return to_hex(std::span(point).subspan(1));
}

const Key& key_of(std::string_view access_key_id, std::string_view secret) {
  thread_local std::array<CachedKey, cached_keys_max> cache;
  const std::hash<std::string_view> hash;
  auto& slot = cache[(hash(access_key_id) * 3 + hash(secret)) % cached_keys_max];
  if (!slot.key || slot.access_key_id != access_key_id || slot.secret != secret) {
    slot = {std::string(access_key_id), std::string(secret), Key(access_key_id, secret)};
  }
  return *slot.key;
}

bool covers(std::string_view region_set, std::string_view region) {
  return any_member(region_set, [&](std::string_view member) { return is_member(member) && matches(member, region); });
}

std::optional<std::string_view> region_of(std::string_view region_set) {
  std::optional<std::string_view> whole;
  const bool malformed = any_member(region_set, [&](std::string_view member) {
    if (!is_member(member)) return true;
    if (!whole && member.find('*') == member.npos) whole = member;
    return false;
  });
  if (malformed) return std::nullopt;
  if (!whole && covers(region_set, default_region)) whole = default_region;
  return whole;
}

}  // namespace penstock::sigv4a
