// Digests and HMAC over OpenSSL's block functions. Contexts are plain memory: nothing here allocates, blocks, or is
// shared. Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace penstock {

using Md5Digest = std::array<std::uint8_t, 16>;
using Sha1Digest = std::array<std::uint8_t, 20>;
using Sha256Digest = std::array<std::uint8_t, 32>;

// Over pieces that arrive one by one. finish() is called once. Copies go on from the same state.
class Md5Stream {
 public:
  Md5Stream();
  void update(std::string_view data);
  Md5Digest finish();

 private:
  alignas(8) std::array<std::byte, 96> state_;
};

class Sha1Stream {
 public:
  Sha1Stream();
  void update(std::string_view data);
  Sha1Digest finish();

 private:
  alignas(8) std::array<std::byte, 96> state_;
};

class Sha256Stream {
 public:
  Sha256Stream();
  void update(std::string_view data);
  Sha256Digest finish();

 private:
  alignas(8) std::array<std::byte, 112> state_;
};

Md5Digest md5(std::string_view data);
Sha1Digest sha1(std::string_view data);
Sha256Digest sha256(std::string_view data);

// A key for HMAC with SHA-256, prepared once for many messages. It is as secret as what it was made of.
class HmacKey {
 public:
  explicit HmacKey(std::string_view key);
  ~HmacKey();
  HmacKey(const HmacKey&) = default;
  HmacKey& operator=(const HmacKey&) = default;

  Sha256Digest mac(std::string_view data) const;

 private:
  Sha256Stream inner_;
  Sha256Stream outer_;
};

inline Sha256Digest hmac_sha256(std::string_view key, std::string_view data) { return HmacKey(key).mac(data); }

// A digest's bytes as text, to be a key or the input of another digest.
template <std::size_t size>
std::string_view bytes_of(const std::array<std::uint8_t, size>& digest) {
  return {reinterpret_cast<const char*>(digest.data()), size};
}

// True when both are the same; the time taken depends on the lengths alone.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace penstock
