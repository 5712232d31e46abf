// Randomness, so that tests can own it. Nothing outside io/ calls the operating system's.
#pragma once

#include <cstdint>
#include <mutex>
#include <random>
#include <span>

namespace penstock {

class Random {
 public:
  virtual ~Random() = default;
  // Any thread.
  virtual void fill(std::span<unsigned char> bytes) = 0;

  std::uint64_t next() {
    unsigned char bytes[sizeof(std::uint64_t)];
    fill(bytes);
    std::uint64_t value = 0;
    for (const auto byte : bytes) value = value << 8 | byte;
    return value;
  }
  // Evenly from [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);
};

// The operating system's secure source: for keys, identifiers and tokens.
class SystemRandom final : public Random {
 public:
  void fill(std::span<unsigned char> bytes) override;
};

// The same bytes for the same seed: for tests, and for nothing that has to be secret.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<unsigned char> bytes) override;

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace penstock
