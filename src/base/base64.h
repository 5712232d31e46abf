// Base64 (RFC 4648, standard alphabet, padded), strict in reading. Vectorized where the processor allows; pure
// functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace penstock {

constexpr std::size_t base64_size(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

// Appends the text of `bytes`.
void append_base64(std::string& out, std::string_view bytes);
std::string to_base64(std::string_view bytes);

enum class Base64Fault : std::uint8_t {
  none,
  length,     // not a multiple of four
  character,  // outside the alphabet, or padding in the wrong place: see `at`
  tail,       // the last character has bits that no byte claims
};

struct Base64Outcome {
  Base64Fault fault = Base64Fault::none;
  std::size_t at = 0;  // offset of the offending character
  explicit operator bool() const { return fault == Base64Fault::none; }
};

// Replaces `bytes` with what `text` says; on a fault `bytes` is empty. White space is a fault.
[[nodiscard]] Base64Outcome from_base64(std::string_view text, std::string& bytes);

namespace base64_detail {

// The vectorized steps, one per instruction set, for tests to compare. Each handles a prefix and says how much of the
// input it took; the rest is the scalar code's.
enum class Vector : std::uint8_t { none, ssse3, avx2, avx512 };
Vector best_vector();
void encode(Vector vector, char* out, const char* in, std::size_t size);
Base64Outcome decode(Vector vector, char* out, const char* in, std::size_t size);

}  // namespace base64_detail
}  // namespace penstock
