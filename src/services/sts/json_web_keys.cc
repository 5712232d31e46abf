#include "services/sts/json_web_keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <simdjson.h>

#include <array>

#include "base/check.h"
#include "base/freed_by.h"

namespace penstock::sts {
namespace {

constexpr std::size_t keys_max = 100;
constexpr int rsa_bits_min = 2'048;
constexpr int rsa_bits_max = 8'192;

struct Algorithm {
  std::string_view name;
  std::string_view family;
  const char* digest;
  std::size_t half_bytes;  // ECDSA: of each of the two numbers of a signature
};
constexpr std::array<Algorithm, 6> algorithms = {{{"RS256", "RS", "SHA256", 0},
                                                  {"RS384", "RS", "SHA384", 0},
                                                  {"RS512", "RS", "SHA512", 0},
                                                  {"ES256", "ES256", "SHA256", 32},
                                                  {"ES384", "ES384", "SHA384", 48},
                                                  {"ES512", "ES512", "SHA512", 66}}};

struct Curve {
  std::string_view name;  // in a key
  const char* group;      // OpenSSL's name
  std::string_view family;
  std::size_t bytes;
};
constexpr std::array<Curve, 3> curves = {
    {{"P-256", "P-256", "ES256", 32}, {"P-384", "P-384", "ES384", 48}, {"P-521", "P-521", "ES512", 66}}};

using Number = std::unique_ptr<BIGNUM, FreedBy<BN_free>>;
using ParamBuild = std::unique_ptr<OSSL_PARAM_BLD, FreedBy<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, FreedBy<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreedBy<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreedBy<EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, FreedBy<ECDSA_SIG_free>>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

EVP_PKEY* key_of(const char* type, OSSL_PARAM_BLD* build) {
  const Params params(OSSL_PARAM_BLD_to_param(build));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) return nullptr;
  return key;
}

EVP_PKEY* rsa_key(std::string_view modulus, std::string_view exponent) {
  const auto n = number_of(modulus);
  const auto e = number_of(exponent);
  const ParamBuild build(OSSL_PARAM_BLD_new());
  CHECK(n && e && build);
  if (BN_num_bits(n.get()) < rsa_bits_min || BN_num_bits(n.get()) > rsa_bits_max || BN_num_bits(e.get()) > 64) {
    return nullptr;
  }
  CHECK(OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) == 1);
  CHECK(OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 1);
  return key_of("RSA", build.get());
}

EVP_PKEY* ec_key(const Curve& curve, std::string_view x, std::string_view y) {
  if (x.size() != curve.bytes || y.size() != curve.bytes) return nullptr;
  const auto point = std::string(1, '\4').append(x).append(y);  // uncompressed; OpenSSL checks that it is on the curve
  const ParamBuild build(OSSL_PARAM_BLD_new());
  CHECK(build);
  CHECK(OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.group, 0) == 1);
  CHECK(OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1);
  return key_of("EC", build.get());
}

// "r" and "s" side by side, as tokens have them, in the DER that OpenSSL takes. Empty when the size is another.
std::string der_of(std::string_view signature, std::size_t half_bytes) {
  if (signature.size() != 2 * half_bytes) return {};
  const EcdsaSignature parts(ECDSA_SIG_new());
  CHECK(parts);
  auto r = number_of(signature.substr(0, half_bytes));
  auto s = number_of(signature.substr(half_bytes));
  CHECK(ECDSA_SIG_set0(parts.get(), r.release(), s.release()) == 1);
  const int size = i2d_ECDSA_SIG(parts.get(), nullptr);
  CHECK(size > 0);
  std::string der(static_cast<std::size_t>(size), '\0');
  auto* into = reinterpret_cast<unsigned char*>(der.data());
  i2d_ECDSA_SIG(parts.get(), &into);
  return der;
}

bool is_signed_with(EVP_PKEY* key, const Algorithm& algorithm, const JsonWebToken& token) {
  const auto signature = algorithm.half_bytes == 0 ? token.signature : der_of(token.signature, algorithm.half_bytes);
  if (signature.empty()) return false;
  const DigestContext context(EVP_MD_CTX_new());
  CHECK(context);
  if (EVP_DigestVerifyInit_ex(context.get(), nullptr, algorithm.digest, nullptr, nullptr, key, nullptr) != 1) {
    return false;
  }
  return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(token.signed_bytes),
                          token.signed_bytes.size()) == 1;
}

const Algorithm* algorithm_named(std::string_view name) {
  for (const auto& algorithm : algorithms) {
    if (algorithm.name == name) return &algorithm;
  }
  return nullptr;
}

std::string text_of(simdjson::dom::object key, std::string_view name) {
  std::string_view value;
  return key[name].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

// Null for a key of another kind, and for one that is damaged or too weak.
EVP_PKEY* read_key(simdjson::dom::object object, std::string& family) {
  const auto type = text_of(object, "kty");
  if (type == "RSA") {
    family = "RS";
    const auto modulus = from_base64url(text_of(object, "n"));
    const auto exponent = from_base64url(text_of(object, "e"));
    return modulus && exponent ? rsa_key(*modulus, *exponent) : nullptr;
  }
  for (const auto& curve : curves) {
    if (type != "EC" || curve.name != text_of(object, "crv")) continue;
    family = curve.family;
    const auto x = from_base64url(text_of(object, "x"));
    const auto y = from_base64url(text_of(object, "y"));
    return x && y ? ec_key(curve, *x, *y) : nullptr;
  }
  return nullptr;
}

}  // namespace

std::optional<JsonWebKeys> JsonWebKeys::read(std::string_view json) {
  simdjson::dom::parser parser;
  const simdjson::padded_string text(json);
  simdjson::dom::array list;
  if (parser.parse(text)["keys"].get(list) != simdjson::SUCCESS) return std::nullopt;
  JsonWebKeys keys;
  for (const auto element : list) {
    simdjson::dom::object object;
    if (element.get(object) != simdjson::SUCCESS || keys.keys_.size() == keys_max) return std::nullopt;
    if (const auto use = text_of(object, "use"); !use.empty() && use != "sig") continue;
    Key key{.id = text_of(object, "kid"), .algorithm = text_of(object, "alg")};
    auto* read = read_key(object, key.family);
    if (!read) continue;
    key.key = std::shared_ptr<void>(read, [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); });
    keys.keys_.push_back(std::move(key));
  }
  return keys;
}

JsonWebKeys::Outcome JsonWebKeys::verify(const JsonWebToken& token) const {
  const auto* algorithm = algorithm_named(token.algorithm);
  if (!algorithm) return Outcome::no_such_key;
  auto outcome = Outcome::no_such_key;
  for (const auto& key : keys_) {
    if (key.family != algorithm->family || (!token.key_id.empty() && key.id != token.key_id)) continue;
    if (!key.algorithm.empty() && key.algorithm != token.algorithm) continue;
    if (is_signed_with(static_cast<EVP_PKEY*>(key.key.get()), *algorithm, token)) return Outcome::verified;
    outcome = Outcome::wrong_signature;
  }
  return outcome;
}

}  // namespace penstock::sts
