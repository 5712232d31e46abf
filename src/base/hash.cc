#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstring>

#include "base/check.h"

namespace penstock {
namespace {

// Fetched on first use and kept until the process ends: other static objects may still hash then.
const EVP_MD* algorithm_named(std::string_view name) {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  static const EVP_MD* const sha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  static const EVP_MD* const md5 = EVP_MD_fetch(nullptr, "MD5", nullptr);
  const auto* found = name == "SHA256" ? sha256 : name == "SHA1" ? sha1 : md5;
  CHECK(found);
  return found;
}

struct ThreadContext {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~ThreadContext() { EVP_MD_CTX_free(context); }
};

// A context that stays bound to one algorithm skips the re-initialization that a change costs; hence one per algorithm.
class Hasher {
 public:
  explicit Hasher(const char* name) : algorithm_(algorithm_named(name)) {
    CHECK(own_.context);
    CHECK(EVP_DigestInit_ex2(own_.context, algorithm_, nullptr) == 1);
  }

  template <std::size_t size, class... Pieces>
  void digest(std::array<std::uint8_t, size>& result, Pieces... pieces) {
    CHECK(EVP_DigestInit_ex2(own_.context, nullptr, nullptr) == 1);
    (update(pieces), ...);
    CHECK(EVP_DigestFinal_ex(own_.context, result.data(), nullptr) == 1);
  }

 private:
  void update(std::string_view piece) { CHECK(EVP_DigestUpdate(own_.context, piece.data(), piece.size()) == 1); }

  ThreadContext own_;
  const EVP_MD* algorithm_;
};

Hasher& sha256_of_this_thread() {
  thread_local Hasher hasher("SHA256");
  return hasher;
}

}  // namespace

Md5Digest md5(std::string_view data) {
  thread_local Hasher hasher("MD5");
  Md5Digest result;
  hasher.digest(result, data);
  return result;
}

Sha1Digest sha1(std::string_view data) {
  thread_local Hasher hasher("SHA1");
  Sha1Digest result;
  hasher.digest(result, data);
  return result;
}

Sha256Digest sha256(std::string_view data) {
  Sha256Digest result;
  sha256_of_this_thread().digest(result, data);
  return result;
}

// RFC 2104 over the digest above: OpenSSL's own MAC objects cost several times the four blocks that are hashed here.
Sha256Digest hmac_sha256(std::string_view key, std::string_view data) {
  constexpr std::size_t block = 64;
  std::array<char, block> inner{};
  auto& hasher = sha256_of_this_thread();
  if (key.size() > block) {
    const auto shortened = sha256(key);
    std::memcpy(inner.data(), shortened.data(), shortened.size());
  } else if (!key.empty()) {
    std::memcpy(inner.data(), key.data(), key.size());
  }
  auto outer = inner;
  for (auto& byte : inner) byte = static_cast<char>(byte ^ 0x36);
  for (auto& byte : outer) byte = static_cast<char>(byte ^ 0x5c);
  Sha256Digest result;
  hasher.digest(result, std::string_view(inner.data(), block), data);
  hasher.digest(result, std::string_view(outer.data(), block), bytes_of(result));
  OPENSSL_cleanse(inner.data(), block);
  OPENSSL_cleanse(outer.data(), block);
  return result;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

namespace hash_detail {

void ContextDeleter::operator()(void* context) const { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }

Stream::Stream(const char* algorithm) : context_(EVP_MD_CTX_new()) {
  CHECK(context_);
  CHECK(EVP_DigestInit_ex2(static_cast<EVP_MD_CTX*>(context_.get()), algorithm_named(algorithm), nullptr) == 1);
}

void Stream::update(std::string_view data) {
  CHECK(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_.get()), data.data(), data.size()) == 1);
}

void Stream::finish(std::uint8_t* digest) {
  CHECK(EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_.get()), digest, nullptr) == 1);
}

}  // namespace hash_detail

Md5Digest Md5Stream::finish() {
  Md5Digest digest;
  Stream::finish(digest.data());
  return digest;
}

Sha1Digest Sha1Stream::finish() {
  Sha1Digest digest;
  Stream::finish(digest.data());
  return digest;
}

Sha256Digest Sha256Stream::finish() {
  Sha256Digest digest;
  Stream::finish(digest.data());
  return digest;
}

}  // namespace penstock
