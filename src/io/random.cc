#include "io/random.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>

#include "base/check.h"

namespace penstock {

std::uint64_t Random::below(std::uint64_t bound) {
  CHECK(bound > 0);
  // Values under the remainder of 2^64 would make the first results likelier than the others.
  const std::uint64_t biased_below = (0 - bound) % bound;
  while (true) {
    const auto value = next();
    if (value >= biased_below) return value % bound;
  }
}

void SystemRandom::fill(std::span<unsigned char> bytes) {
  while (!bytes.empty()) {
    const auto count = ::getrandom(bytes.data(), bytes.size(), 0);
    CHECK(count > 0 || errno == EINTR);
    if (count > 0) bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

void SeededRandom::fill(std::span<unsigned char> bytes) {
  const std::lock_guard lock(mutex_);
  while (!bytes.empty()) {
    auto value = engine_();
    const auto count = std::min(bytes.size(), sizeof value);
    for (std::size_t i = 0; i < count; ++i, value >>= 8) bytes[i] = static_cast<unsigned char>(value);
    bytes = bytes.subspan(count);
  }
}

}  // namespace penstock
