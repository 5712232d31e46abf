// Digests and HMAC over OpenSSL, with algorithms fetched once and contexts kept per thread: an EVP fetch or a fresh
// context costs more than hashing a short text. Any thread; nothing here blocks.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace penstock {

using Md5Digest = std::array<std::uint8_t, 16>;
using Sha1Digest = std::array<std::uint8_t, 20>;
using Sha256Digest = std::array<std::uint8_t, 32>;

Md5Digest md5(std::string_view data);
Sha1Digest sha1(std::string_view data);
Sha256Digest sha256(std::string_view data);

Sha256Digest hmac_sha256(std::string_view key, std::string_view data);

// A digest's bytes as text, to be a key or the input of another digest.
template <std::size_t size>
std::string_view bytes_of(const std::array<std::uint8_t, size>& digest) {
  return {reinterpret_cast<const char*>(digest.data()), size};
}

// True when both are the same; the time taken depends on the lengths alone.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// A digest over pieces that arrive one by one. Movable; one thread at a time. finish() is called once.
namespace hash_detail {
struct ContextDeleter {
  void operator()(void* context) const;
};
class Stream {
 public:
  void update(std::string_view data);

 protected:
  explicit Stream(const char* algorithm);
  void finish(std::uint8_t* digest);

 private:
  std::unique_ptr<void, ContextDeleter> context_;
};
}  // namespace hash_detail

class Md5Stream : public hash_detail::Stream {
 public:
  Md5Stream() : Stream("MD5") {}
  Md5Digest finish();
};

class Sha1Stream : public hash_detail::Stream {
 public:
  Sha1Stream() : Stream("SHA1") {}
  Sha1Digest finish();
};

class Sha256Stream : public hash_detail::Stream {
 public:
  Sha256Stream() : Stream("SHA256") {}
  Sha256Digest finish();
};

}  // namespace penstock
