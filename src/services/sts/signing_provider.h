// For tests: an identity provider that makes keys, publishes them and signs tokens.
#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>

#include "base/base64.h"
#include "base/check.h"

namespace penstock::sts {

inline std::string to_base64url(std::string_view bytes) {
  auto text = to_base64(bytes);
  text.resize(text.find_last_not_of('=') + 1);
  for (auto& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}

class SigningProvider {
 public:
  enum class Family { rsa, ec };

  explicit SigningProvider(Family family, std::string key_id = "key-1")
      : family_(family),
        key_id_(std::move(key_id)),
        key_(family == Family::rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"), &EVP_PKEY_free) {
    CHECK(key_);
  }

  std::string algorithm() const { return family_ == Family::rsa ? "RS256" : "ES256"; }

  // {"keys": […]}
  std::string key_set() const {
    const auto member = [&](const char* json_name, const char* name, int bytes) {
      return ",\"" + std::string(json_name) + "\":\"" + to_base64url(number(name, bytes)) + '"';
    };
    const auto numbers =
        family_ == Family::rsa
            ? "\"kty\":\"RSA\"" + member("n", OSSL_PKEY_PARAM_RSA_N, 256) + member("e", OSSL_PKEY_PARAM_RSA_E, 3)
            : "\"kty\":\"EC\",\"crv\":\"P-256\"" + member("x", OSSL_PKEY_PARAM_EC_PUB_X, 32) +
                  member("y", OSSL_PKEY_PARAM_EC_PUB_Y, 32);
    return R"({"keys":[{"kty":"oct","k":"AAAA"},{"use":"sig","kid":")" + key_id_ + "\"," + numbers + "}]}";
  }

  std::string sign(const std::string& claims) const {
    return sign(claims, R"({"typ":"JWT","alg":")" + algorithm() + R"(","kid":")" + key_id_ + R"("})");
  }
  std::string sign(const std::string& claims, const std::string& header) const {
    const auto text = to_base64url(header) + '.' + to_base64url(claims);
    return text + '.' + to_base64url(signature(text));
  }

 private:
  std::string number(const char* name, int bytes) const {
    BIGNUM* value = nullptr;
    CHECK(EVP_PKEY_get_bn_param(key_.get(), name, &value) == 1);
    std::string text(static_cast<std::size_t>(bytes), '\0');
    CHECK(BN_bn2binpad(value, reinterpret_cast<unsigned char*>(text.data()), bytes) == bytes);
    BN_free(value);
    return text;
  }
  std::string signature(const std::string& text) const {
    auto* context = EVP_MD_CTX_new();
    std::size_t size = 1024;
    std::string signed_text(size, '\0');
    CHECK(EVP_DigestSignInit_ex(context, nullptr, "SHA256", nullptr, nullptr, key_.get(), nullptr) == 1);
    CHECK(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signed_text.data()), &size,
                         reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1);
    EVP_MD_CTX_free(context);
    signed_text.resize(size);
    return family_ == Family::rsa ? signed_text : side_by_side(signed_text);
  }
  static std::string side_by_side(const std::string& der) {
    const auto* from = reinterpret_cast<const unsigned char*>(der.data());
    auto* parts = d2i_ECDSA_SIG(nullptr, &from, static_cast<long>(der.size()));
    std::string halves(64, '\0');
    auto* into = reinterpret_cast<unsigned char*>(halves.data());
    CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(parts), into, 32) == 32);
    CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(parts), into + 32, 32) == 32);
    ECDSA_SIG_free(parts);
    return halves;
  }

  const Family family_;
  const std::string key_id_;
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace penstock::sts
