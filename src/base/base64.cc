#include "base/base64.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace penstock {
namespace base64_detail {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t not_in_alphabet = 0xff;

constexpr std::array<std::uint8_t, 256> values = [] {
  std::array<std::uint8_t, 256> table;
  table.fill(not_in_alphabet);
  for (std::size_t i = 0; i < alphabet.size(); ++i) table[static_cast<unsigned char>(alphabet[i])] = i;
  return table;
}();

std::uint8_t value_of(char c) { return values[static_cast<unsigned char>(c)]; }
unsigned byte_of(char c) { return static_cast<unsigned char>(c); }

// How far a vectorized step came: input read and output written.
struct Progress {
  std::size_t in = 0;
  std::size_t out = 0;
};

#if defined(__x86_64__)

// Three bytes become four six-bit numbers, each in a byte of its own; two multiplications do the four shifts.
inline __m128i spread(__m128i bytes) {
  bytes = _mm_shuffle_epi8(bytes, _mm_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10));
  const auto high = _mm_mulhi_epu16(_mm_and_si128(bytes, _mm_set1_epi32(0x0fc0fc00)), _mm_set1_epi32(0x04000040));
  const auto low = _mm_mullo_epi16(_mm_and_si128(bytes, _mm_set1_epi32(0x003f03f0)), _mm_set1_epi32(0x01000010));
  return _mm_or_si128(high, low);
}

// Number -> character: what to add depends on the range, found by a table of 16.
inline __m128i to_characters(__m128i numbers) {
  const auto offsets = _mm_setr_epi8('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                                     '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
  auto range = _mm_subs_epu8(numbers, _mm_set1_epi8(51));
  const auto upper = _mm_cmpgt_epi8(_mm_set1_epi8(26), numbers);
  range = _mm_or_si128(range, _mm_and_si128(upper, _mm_set1_epi8(13)));
  return _mm_add_epi8(numbers, _mm_shuffle_epi8(offsets, range));
}

__attribute__((target("ssse3"))) Progress encode_ssse3(char* out, const char* in, std::size_t size) {
  Progress done;
  while (size - done.in >= 16) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + done.in));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + done.out), to_characters(spread(bytes)));
    done.in += 12;
    done.out += 16;
  }
  return done;
}

__attribute__((target("avx2"))) Progress encode_avx2(char* out, const char* in, std::size_t size) {
  const auto order = _mm256_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10, 1, 0, 2, 1, 4, 3, 5, 4, 7, 6,
                                      8, 7, 10, 9, 11, 10);
  const auto offsets =
      _mm256_broadcastsi128_si256(_mm_setr_epi8('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                                                '0' - 52, '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0));
  Progress done;
  while (size - done.in >= 28) {
    const auto* from = in + done.in;
    auto bytes =
        _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))),
                                _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 12)), 1);
    bytes = _mm256_shuffle_epi8(bytes, order);
    const auto high =
        _mm256_mulhi_epu16(_mm256_and_si256(bytes, _mm256_set1_epi32(0x0fc0fc00)), _mm256_set1_epi32(0x04000040));
    const auto low =
        _mm256_mullo_epi16(_mm256_and_si256(bytes, _mm256_set1_epi32(0x003f03f0)), _mm256_set1_epi32(0x01000010));
    const auto numbers = _mm256_or_si256(high, low);
    auto range = _mm256_subs_epu8(numbers, _mm256_set1_epi8(51));
    const auto upper = _mm256_cmpgt_epi8(_mm256_set1_epi8(26), numbers);
    range = _mm256_or_si256(range, _mm256_and_si256(upper, _mm256_set1_epi8(13)));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + done.out),
                        _mm256_add_epi8(numbers, _mm256_shuffle_epi8(offsets, range)));
    done.in += 24;
    done.out += 32;
  }
  return done;
}

// Character classes for decoding. A character is in the alphabet when the sets that its two halves allow do not meet:
// bit sets by low half (`low_sets`) and by high half (`high_sets`) name the columns and rows that are refused.
#define PENSTOCK_LOW_SETS 0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1a, 0x1b, 0x1b, 0x1b, 0x1a
#define PENSTOCK_HIGH_SETS \
  0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10
// What turns a character into its number, by high half; '/' has an entry of its own.
#define PENSTOCK_SHIFTS 0, 63 - '/', 62 - '+', 52 - '0', -'A', -'A', 26 - 'a', 26 - 'a', 0, 0, 0, 0, 0, 0, 0, 0

// Writes 16 bytes of which 12 count, so it stops while the output has room for four more.
__attribute__((target("ssse3"))) Progress decode_ssse3(char* out, const char* in, std::size_t size) {
  const auto low_sets = _mm_setr_epi8(PENSTOCK_LOW_SETS);
  const auto high_sets = _mm_setr_epi8(PENSTOCK_HIGH_SETS);
  const auto shifts = _mm_setr_epi8(PENSTOCK_SHIFTS);
  const auto slash = _mm_set1_epi8('/');
  Progress done;
  while (size - done.in >= 24) {
    const auto text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + done.in));
    const auto high = _mm_and_si128(_mm_srli_epi32(text, 4), slash);
    const auto refused =
        _mm_and_si128(_mm_shuffle_epi8(low_sets, _mm_and_si128(text, slash)), _mm_shuffle_epi8(high_sets, high));
    if (_mm_movemask_epi8(_mm_cmpeq_epi8(refused, _mm_setzero_si128())) != 0xffff) break;
    const auto shift = _mm_shuffle_epi8(shifts, _mm_add_epi8(_mm_cmpeq_epi8(text, slash), high));
    const auto pairs = _mm_maddubs_epi16(_mm_add_epi8(text, shift), _mm_set1_epi32(0x01400140));
    const auto triples = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00011000));
    const auto bytes = _mm_shuffle_epi8(triples, _mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + done.out), bytes);
    done.in += 16;
    done.out += 12;
  }
  return done;
}

__attribute__((target("avx2"))) Progress decode_avx2(char* out, const char* in, std::size_t size) {
  const auto low_sets = _mm256_broadcastsi128_si256(_mm_setr_epi8(PENSTOCK_LOW_SETS));
  const auto high_sets = _mm256_broadcastsi128_si256(_mm_setr_epi8(PENSTOCK_HIGH_SETS));
  const auto shifts = _mm256_broadcastsi128_si256(_mm_setr_epi8(PENSTOCK_SHIFTS));
  const auto order = _mm256_broadcastsi128_si256(_mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
  const auto close_gap = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7);
  const auto slash = _mm256_set1_epi8('/');
  Progress done;
  while (size - done.in >= 48) {  // writes 32 bytes of which 24 count
    const auto text = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(in + done.in));
    const auto high = _mm256_and_si256(_mm256_srli_epi32(text, 4), slash);
    const auto low_allows = _mm256_shuffle_epi8(low_sets, _mm256_and_si256(text, slash));
    if (!_mm256_testz_si256(low_allows, _mm256_shuffle_epi8(high_sets, high))) break;
    const auto shift = _mm256_shuffle_epi8(shifts, _mm256_add_epi8(_mm256_cmpeq_epi8(text, slash), high));
    const auto pairs = _mm256_maddubs_epi16(_mm256_add_epi8(text, shift), _mm256_set1_epi32(0x01400140));
    const auto triples = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
    const auto bytes = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(triples, order), close_gap);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + done.out), bytes);
    done.in += 32;
    done.out += 24;
  }
  return done;
}

#undef PENSTOCK_LOW_SETS
#undef PENSTOCK_HIGH_SETS
#undef PENSTOCK_SHIFTS

#define PENSTOCK_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi")))

// Tables for AVX-512, where one instruction looks up 64 or 128 entries.
alignas(64) constexpr std::array<char, 64> characters_512 = [] {
  std::array<char, 64> table{};
  for (std::size_t i = 0; i < 64; ++i) table[i] = alphabet[i];
  return table;
}();

// Number of each ASCII character; the high bit marks those outside the alphabet.
alignas(64) constexpr std::array<std::uint8_t, 128> numbers_512 = [] {
  std::array<std::uint8_t, 128> table{};
  for (std::size_t i = 0; i < 128; ++i) table[i] = values[i] == not_in_alphabet ? 0x80 : values[i];
  return table;
}();

// Sixteen groups of three bytes, each as 1 0 2 1: where the four numbers of a group can be shifted out of 32 bits.
alignas(64) constexpr std::array<std::uint8_t, 64> spread_512 = [] {
  std::array<std::uint8_t, 64> table{};
  for (std::size_t i = 0; i < 16; ++i) {
    table[4 * i] = 3 * i + 1;
    table[4 * i + 1] = 3 * i;
    table[4 * i + 2] = 3 * i + 2;
    table[4 * i + 3] = 3 * i + 1;
  }
  return table;
}();

// The way back: the three bytes of each 32 bits, first byte first.
alignas(64) constexpr std::array<std::uint8_t, 64> gather_512 = [] {
  std::array<std::uint8_t, 64> table{};
  for (std::size_t i = 0; i < 48; ++i) table[i] = 4 * (i / 3) + 2 - i % 3;
  return table;
}();

constexpr __mmask64 low_48 = 0xffffffffffff;

PENSTOCK_AVX512 Progress encode_avx512(char* out, const char* in, std::size_t size) {
  const auto order = _mm512_load_si512(spread_512.data());
  const auto characters = _mm512_load_si512(characters_512.data());
  const auto shifts = _mm512_set1_epi64(0x3036242a1016040a);  // bit offsets of the numbers in 64 spread bits
  Progress done;
  while (size - done.in >= 48) {
    const auto bytes = _mm512_permutexvar_epi8(order, _mm512_maskz_loadu_epi8(low_48, in + done.in));
    const auto numbers = _mm512_multishift_epi64_epi8(shifts, bytes);
    _mm512_storeu_si512(out + done.out, _mm512_permutexvar_epi8(numbers, characters));
    done.in += 48;
    done.out += 64;
  }
  return done;
}

PENSTOCK_AVX512 Progress decode_avx512(char* out, const char* in, std::size_t size) {
  const auto first = _mm512_load_si512(numbers_512.data());
  const auto second = _mm512_load_si512(numbers_512.data() + 64);
  const auto order = _mm512_load_si512(gather_512.data());
  Progress done;
  while (size - done.in > 64) {  // the last four are not for here
    const auto text = _mm512_loadu_si512(in + done.in);
    const auto numbers = _mm512_permutex2var_epi8(first, text, second);
    if (_mm512_movepi8_mask(_mm512_or_si512(numbers, text)) != 0) break;
    const auto pairs = _mm512_maddubs_epi16(numbers, _mm512_set1_epi32(0x01400140));
    const auto triples = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00011000));
    _mm512_mask_storeu_epi8(out + done.out, low_48, _mm512_permutexvar_epi8(order, triples));
    done.in += 64;
    done.out += 48;
  }
  return done;
}

Progress encode_vector(Vector vector, char* out, const char* in, std::size_t size) {
  if (vector == Vector::avx512) return encode_avx512(out, in, size);
  if (vector == Vector::avx2) return encode_avx2(out, in, size);
  if (vector == Vector::ssse3) return encode_ssse3(out, in, size);
  return {};
}

Progress decode_vector(Vector vector, char* out, const char* in, std::size_t size) {
  if (vector == Vector::avx512) return decode_avx512(out, in, size);
  if (vector == Vector::avx2) return decode_avx2(out, in, size);
  if (vector == Vector::ssse3) return decode_ssse3(out, in, size);
  return {};
}

#else

Progress encode_vector(Vector, char*, const char*, std::size_t) { return {}; }
Progress decode_vector(Vector, char*, const char*, std::size_t) { return {}; }

#endif

Base64Outcome decode_last_four(char* out, const char* in, std::size_t at) {
  const auto a = value_of(in[0]);
  const auto b = value_of(in[1]);
  if (a == not_in_alphabet) return {Base64Fault::character, at};
  if (b == not_in_alphabet) return {Base64Fault::character, at + 1};
  out[0] = static_cast<char>(a << 2 | b >> 4);
  if (in[2] == '=') {
    if (in[3] != '=') return {Base64Fault::character, at + 2};
    return (b & 15) == 0 ? Base64Outcome{} : Base64Outcome{Base64Fault::tail, at + 1};
  }
  const auto c = value_of(in[2]);
  if (c == not_in_alphabet) return {Base64Fault::character, at + 2};
  out[1] = static_cast<char>(b << 4 | c >> 2);
  if (in[3] == '=') return (c & 3) == 0 ? Base64Outcome{} : Base64Outcome{Base64Fault::tail, at + 2};
  const auto d = value_of(in[3]);
  if (d == not_in_alphabet) return {Base64Fault::character, at + 3};
  out[2] = static_cast<char>(c << 6 | d);
  return {};
}

}  // namespace

Vector best_vector() {
#if defined(__x86_64__)
  static const Vector best =
      __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
          ? Vector::avx512
      : __builtin_cpu_supports("avx2")  ? Vector::avx2
      : __builtin_cpu_supports("ssse3") ? Vector::ssse3
                                        : Vector::none;
  return best;
#else
  return Vector::none;
#endif
}

void encode(Vector vector, char* out, const char* in, std::size_t size) {
  auto [i, o] = encode_vector(vector, out, in, size);
  for (; size - i >= 3; i += 3, o += 4) {
    const unsigned bits = byte_of(in[i]) << 16 | byte_of(in[i + 1]) << 8 | byte_of(in[i + 2]);
    out[o] = alphabet[bits >> 18];
    out[o + 1] = alphabet[bits >> 12 & 63];
    out[o + 2] = alphabet[bits >> 6 & 63];
    out[o + 3] = alphabet[bits & 63];
  }
  if (i == size) return;
  const bool two = size - i == 2;
  const unsigned bits = byte_of(in[i]) << 16 | (two ? byte_of(in[i + 1]) << 8 : 0U);
  out[o] = alphabet[bits >> 18];
  out[o + 1] = alphabet[bits >> 12 & 63];
  out[o + 2] = two ? alphabet[bits >> 6 & 63] : '=';
  out[o + 3] = '=';
}

// `size` is a positive multiple of four; `out` has room for size / 4 * 3 bytes.
Base64Outcome decode(Vector vector, char* out, const char* in, std::size_t size) {
  auto [i, o] = decode_vector(vector, out, in, size);
  for (; size - i > 4; i += 4, o += 3) {
    unsigned bits = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const auto value = value_of(in[i + k]);
      if (value == not_in_alphabet) return {Base64Fault::character, i + k};
      bits = bits << 6 | value;
    }
    out[o] = static_cast<char>(bits >> 16);
    out[o + 1] = static_cast<char>(bits >> 8);
    out[o + 2] = static_cast<char>(bits);
  }
  return decode_last_four(out + o, in + i, i);
}

}  // namespace base64_detail

void append_base64(std::string& out, std::string_view bytes) {
  const auto before = out.size();
  const auto after = before + base64_size(bytes.size());
  out.resize_and_overwrite(after, [&](char* data, std::size_t) {  // libstdc++ 12 may say more than was asked for
    base64_detail::encode(base64_detail::best_vector(), data + before, bytes.data(), bytes.size());
    return after;
  });
}

std::string to_base64(std::string_view bytes) {
  std::string text;
  append_base64(text, bytes);
  return text;
}

Base64Outcome from_base64(std::string_view text, std::string& bytes) {
  if (text.size() % 4 != 0) {
    bytes.clear();
    return {Base64Fault::length, text.size()};
  }
  if (text.empty()) {
    bytes.clear();
    return {};
  }
  Base64Outcome outcome;
  const auto size = text.size() / 4 * 3;
  bytes.resize_and_overwrite(size, [&](char* data, std::size_t) -> std::size_t {
    outcome = base64_detail::decode(base64_detail::best_vector(), data, text.data(), text.size());
    if (!outcome) return 0;
    if (text.ends_with("==")) return size - 2;
    return text.ends_with('=') ? size - 1 : size;
  });
  return outcome;
}

}  // namespace penstock
