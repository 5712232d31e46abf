// The functions that OpenSSL 3 calls deprecated: the ones that it recommends allocate a context for every digest, which
// costs as much as hashing a short text. Both run the same code over the blocks, SHA extensions included.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/md5.h>
#include <openssl/sha.h>

#include <cstring>
#include <new>

#include "base/check.h"

namespace penstock {
namespace {

constexpr std::size_t block_bytes = 64;

// The context that lies in a stream's memory.
template <class Context, std::size_t size>
Context* context_in(std::array<std::byte, size>& memory) {
  static_assert(sizeof(Context) <= size && alignof(Context) <= 8 && std::is_trivially_copyable_v<Context>);
  return std::launder(reinterpret_cast<Context*>(memory.data()));
}

template <class Stream>
auto digest_of(std::string_view data) {
  Stream stream;
  stream.update(data);
  return stream.finish();
}

}  // namespace

Md5Stream::Md5Stream() { CHECK(MD5_Init(new (state_.data()) MD5_CTX) == 1); }
void Md5Stream::update(std::string_view data) { MD5_Update(context_in<MD5_CTX>(state_), data.data(), data.size()); }
Md5Digest Md5Stream::finish() {
  Md5Digest digest;
  MD5_Final(digest.data(), context_in<MD5_CTX>(state_));
  return digest;
}

Sha1Stream::Sha1Stream() { CHECK(SHA1_Init(new (state_.data()) SHA_CTX) == 1); }
void Sha1Stream::update(std::string_view data) { SHA1_Update(context_in<SHA_CTX>(state_), data.data(), data.size()); }
Sha1Digest Sha1Stream::finish() {
  Sha1Digest digest;
  SHA1_Final(digest.data(), context_in<SHA_CTX>(state_));
  return digest;
}

Sha256Stream::Sha256Stream() { CHECK(SHA256_Init(new (state_.data()) SHA256_CTX) == 1); }
void Sha256Stream::update(std::string_view data) {
  SHA256_Update(context_in<SHA256_CTX>(state_), data.data(), data.size());
}
Sha256Digest Sha256Stream::finish() {
  Sha256Digest digest;
  SHA256_Final(digest.data(), context_in<SHA256_CTX>(state_));
  return digest;
}

Md5Digest md5(std::string_view data) { return digest_of<Md5Stream>(data); }
Sha1Digest sha1(std::string_view data) { return digest_of<Sha1Stream>(data); }
Sha256Digest sha256(std::string_view data) { return digest_of<Sha256Stream>(data); }

// RFC 2104.
HmacKey::HmacKey(std::string_view key) {
  std::array<char, block_bytes> pad{};
  if (key.size() > block_bytes) {
    const auto shortened = sha256(key);
    std::memcpy(pad.data(), shortened.data(), shortened.size());
  } else if (!key.empty()) {
    std::memcpy(pad.data(), key.data(), key.size());
  }
  for (auto& byte : pad) byte = static_cast<char>(byte ^ 0x36);
  inner_.update({pad.data(), pad.size()});
  for (auto& byte : pad) byte = static_cast<char>(byte ^ 0x36 ^ 0x5c);
  outer_.update({pad.data(), pad.size()});
  OPENSSL_cleanse(pad.data(), pad.size());
}

HmacKey::~HmacKey() {
  OPENSSL_cleanse(&inner_, sizeof inner_);
  OPENSSL_cleanse(&outer_, sizeof outer_);
}

Sha256Digest HmacKey::mac(std::string_view data) const {
  auto inner = inner_;
  inner.update(data);
  const auto digest = inner.finish();
  auto outer = outer_;
  outer.update(bytes_of(digest));
  return outer.finish();
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  std::uint64_t differing = 0;
  std::size_t at = 0;
  for (; at + 8 <= a.size(); at += 8) {
    std::uint64_t of_a = 0, of_b = 0;
    std::memcpy(&of_a, a.data() + at, 8);
    std::memcpy(&of_b, b.data() + at, 8);
    differing |= of_a ^ of_b;
    asm volatile("" : "+r"(differing));  // nothing may be concluded before the end
  }
  for (; at < a.size(); ++at) {
    differing |= static_cast<unsigned char>(a[at] ^ b[at]);
    asm volatile("" : "+r"(differing));
  }
  return differing == 0;
}

}  // namespace penstock
