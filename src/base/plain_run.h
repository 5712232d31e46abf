// Finds what cannot stand for itself between the quotes of a JSON string, a block of bytes at a time. Pure.
#pragma once

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace penstock {

#if defined(__x86_64__)
namespace plain_run_detail {

template <class Word>
Word load(const char* at) {
  Word word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// All of 4 to 15 bytes, some of them twice.
inline __m128i short_block(const char* at, std::size_t size) {
  using std::uint32_t;
  using std::uint64_t;
  if (size >= 8) return _mm_set_epi64x(load<std::int64_t>(at), load<std::int64_t>(at + size - 8));
  return _mm_set1_epi64x(static_cast<std::int64_t>(uint64_t{load<uint32_t>(at)} << 32 | load<uint32_t>(at + size - 4)));
}

}  // namespace plain_run_detail
#endif

// How many bytes from `at` on stand for themselves: no control character, no quote, no backslash, nor the `other`
// character.
inline std::size_t plain_run(std::string_view text, std::size_t at, char other = '"') {
  const auto start = at;
#if defined(__x86_64__)
  const auto special = [other](__m128i bytes) {
    const auto is = [bytes](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
    const auto control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    const auto all = _mm_or_si128(_mm_or_si128(control, is(other)), _mm_or_si128(is('"'), is('\\')));
    return static_cast<unsigned>(_mm_movemask_epi8(all));
  };
  for (; text.size() - at >= 16; at += 16) {
    const auto found = special(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at)));
    if (found != 0) return at - start + static_cast<std::size_t>(std::countr_zero(found));
  }
  const auto rest = text.size() - at;
  if (rest >= 4 && special(plain_run_detail::short_block(text.data() + at, rest)) == 0) return text.size() - start;
#endif
  const auto is_plain = [&](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != other;
  };
  while (at < text.size() && is_plain(text[at])) ++at;
  return at - start;
}

}  // namespace penstock
