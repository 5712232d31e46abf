#include "base/crc64nvme.h"

#include <array>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace penstock {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::uint64_t polynomial = 0x9a6c9329ac4bc9b5;  // reflected: the lowest bit is x^63
constexpr std::size_t word_bytes = 8;

constexpr std::uint64_t times_x(std::uint64_t value) { return (value >> 1) ^ ((value & 1) != 0 ? polynomial : 0); }

using Tables = std::array<std::array<std::uint64_t, 256>, word_bytes>;

// tables[k][b]: the remainder of byte b with k zero bytes behind it.
constexpr Tables make_tables() {
  Tables tables{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    std::uint64_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = times_x(crc);
    tables[0][byte] = crc;
  }
  for (std::size_t zeros = 1; zeros < word_bytes; ++zeros) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      const auto before = tables[zeros - 1][byte];
      tables[zeros][byte] = (before >> 8) ^ tables[0][before & 0xff];
    }
  }
  return tables;
}

constinit const Tables tables = make_tables();

// Without the inversions.
std::uint64_t remainder_by_table(std::uint64_t crc, const char* data, std::size_t size) {
  for (; size >= word_bytes; data += word_bytes, size -= word_bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, data, word_bytes);
    word ^= crc;
    crc = 0;
    for (std::size_t i = 0; i < word_bytes; ++i) crc ^= tables[word_bytes - 1 - i][(word >> (8 * i)) & 0xff];
  }
  for (; size > 0; ++data, --size) crc = (crc >> 8) ^ tables[0][(crc ^ static_cast<unsigned char>(*data)) & 0xff];
  return crc;
}

#if defined(__x86_64__)

constexpr std::uint64_t power_of_x(unsigned exponent) {
  std::uint64_t value = std::uint64_t{1} << 63;
  for (; exponent > 0; --exponent) value = times_x(value);
  return value;
}

// Folding moves a 16-byte block `distance` bits ahead: its first word is worth x^64 more than its second one, and the
// product of two reflected words is worth one x more than their bits say.
struct Fold {
  std::uint64_t first;
  std::uint64_t second;
};
constexpr Fold fold_over(unsigned distance) { return {power_of_x(distance + 63), power_of_x(distance - 1)}; }

constexpr std::size_t block_bytes = 16;
constexpr std::size_t lanes = 4;
constexpr Fold over_lanes = fold_over(lanes * block_bytes * 8);
constexpr Fold over_block = fold_over(block_bytes * 8);

__attribute__((target("pclmul,sse4.1"))) inline __m128i folded(__m128i block, __m128i factors, __m128i next) {
  const auto first = _mm_clmulepi64_si128(block, factors, 0x00);
  const auto second = _mm_clmulepi64_si128(block, factors, 0x11);
  return _mm_xor_si128(_mm_xor_si128(first, second), next);
}

__attribute__((target("pclmul,sse4.1"))) inline __m128i load(const char* data) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(data));
}

// Whole blocks, at least `lanes` of them.
__attribute__((target("pclmul,sse4.1"))) std::uint64_t remainder_by_folding(std::uint64_t crc, const char* data,
                                                                            std::size_t size) {
  const auto lanes_factors =
      _mm_set_epi64x(static_cast<long long>(over_lanes.second), static_cast<long long>(over_lanes.first));
  const auto block_factors =
      _mm_set_epi64x(static_cast<long long>(over_block.second), static_cast<long long>(over_block.first));
  auto a = _mm_xor_si128(load(data), _mm_cvtsi64_si128(static_cast<long long>(crc)));
  auto b = load(data + block_bytes);
  auto c = load(data + 2 * block_bytes);
  auto d = load(data + 3 * block_bytes);
  data += lanes * block_bytes;
  size -= lanes * block_bytes;
  for (; size >= lanes * block_bytes; data += lanes * block_bytes, size -= lanes * block_bytes) {
    a = folded(a, lanes_factors, load(data));
    b = folded(b, lanes_factors, load(data + block_bytes));
    c = folded(c, lanes_factors, load(data + 2 * block_bytes));
    d = folded(d, lanes_factors, load(data + 3 * block_bytes));
  }
  auto state = folded(folded(folded(a, block_factors, b), block_factors, c), block_factors, d);
  for (; size >= block_bytes; data += block_bytes, size -= block_bytes) {
    state = folded(state, block_factors, load(data));
  }
  alignas(block_bytes) char last[block_bytes];
  _mm_store_si128(reinterpret_cast<__m128i*>(last), state);
  return remainder_by_table(0, last, block_bytes);
}

const bool folds = __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");

#endif

}  // namespace

std::uint64_t crc64nvme_by_table(std::uint64_t crc, std::string_view bytes) {
  return ~remainder_by_table(~crc, bytes.data(), bytes.size());
}

std::uint64_t crc64nvme(std::uint64_t crc, std::string_view bytes) {
#if defined(__x86_64__)
  if (folds && bytes.size() >= lanes * block_bytes) {
    const auto whole = bytes.size() / block_bytes * block_bytes;
    const auto remainder = remainder_by_folding(~crc, bytes.data(), whole);
    return ~remainder_by_table(remainder, bytes.data() + whole, bytes.size() - whole);
  }
#endif
  return crc64nvme_by_table(crc, bytes);
}

}  // namespace penstock
