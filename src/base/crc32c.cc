#include "base/crc32c.h"

#include <array>
#include <cstddef>
#include <cstring>

#ifdef __SSE4_2__
#include <nmmintrin.h>
#endif

namespace penstock {
namespace {

constexpr std::uint32_t polynomial = 0x82f63b78;  // bit-reversed
using Table = std::array<std::array<std::uint32_t, 256>, 8>;

// Row k: the checksum of a byte with k zero bytes behind it, so that eight bytes take eight independent look-ups.
constexpr Table byte_table = [] {
  Table table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ polynomial : crc >> 1;
    table[0][byte] = crc;
  }
  for (std::size_t row = 1; row < 8; ++row) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const auto crc = table[row - 1][byte];
      table[row][byte] = crc >> 8 ^ table[0][crc & 255];
    }
  }
  return table;
}();

std::uint64_t load(const char* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof(word));
  return word;
}

std::uint32_t update_by_table(std::uint32_t crc, const char* at, std::size_t bytes) {
  for (; bytes >= 8; at += 8, bytes -= 8) {
    const auto word = load(at) ^ crc;
    crc = 0;
    for (std::size_t i = 0; i < 8; ++i) crc ^= byte_table[7 - i][word >> (8 * i) & 255];
  }
  for (; bytes > 0; ++at, --bytes) crc = crc >> 8 ^ byte_table[0][(crc ^ static_cast<unsigned char>(*at)) & 255];
  return crc;
}

#ifdef __SSE4_2__
using Shift = std::array<std::array<std::uint32_t, 256>, 4>;

// Appending zero bytes is linear in the checksum: one look-up per byte of it appends `lane` of them.
consteval Shift shift_over(std::size_t lane) {
  std::array<std::uint32_t, 32> of_bit{};
  const std::uint32_t* row = byte_table[0].data();  // a checked index would exceed the compiler's limit of steps
  for (std::size_t bit = 0; bit < 32; ++bit) {
    std::uint32_t crc = 1U << bit;
    for (std::size_t i = 0; i < lane; ++i) crc = crc >> 8 ^ row[crc & 255];
    of_bit[bit] = crc;
  }
  Shift shift{};
  for (std::size_t byte = 0; byte < 4; ++byte) {
    for (std::size_t value = 0; value < 256; ++value) {
      for (std::size_t bit = 0; bit < 8; ++bit) {
        if ((value >> bit & 1) != 0) shift[byte][value] ^= of_bit[8 * byte + bit];
      }
    }
  }
  return shift;
}

std::uint32_t apply(const Shift& shift, std::uint32_t crc) {
  return shift[0][crc & 255] ^ shift[1][crc >> 8 & 255] ^ shift[2][crc >> 16 & 255] ^ shift[3][crc >> 24];
}

// The instruction takes three cycles and starts every cycle: three lanes at once fill it.
template <std::size_t lane>
void by_lanes(std::uint32_t& crc, const char*& at, std::size_t& bytes) {
  static constexpr Shift shift = shift_over(lane);
  for (; bytes >= 3 * lane; at += 3 * lane, bytes -= 3 * lane) {
    std::uint64_t first = crc;
    std::uint64_t second = 0;
    std::uint64_t third = 0;
    for (std::size_t i = 0; i < lane; i += 8) {
      first = _mm_crc32_u64(first, load(at + i));
      second = _mm_crc32_u64(second, load(at + lane + i));
      third = _mm_crc32_u64(third, load(at + 2 * lane + i));
    }
    crc = apply(shift, static_cast<std::uint32_t>(first)) ^ static_cast<std::uint32_t>(second);
    crc = apply(shift, crc) ^ static_cast<std::uint32_t>(third);
  }
}

std::uint32_t update(std::uint32_t crc, const char* at, std::size_t bytes) {
  by_lanes<2048>(crc, at, bytes);
  by_lanes<256>(crc, at, bytes);
  for (; bytes >= 8; at += 8, bytes -= 8) crc = static_cast<std::uint32_t>(_mm_crc32_u64(crc, load(at)));
  for (; bytes > 0; ++at, --bytes) crc = _mm_crc32_u8(crc, static_cast<unsigned char>(*at));
  return crc;
}
#else
std::uint32_t update(std::uint32_t crc, const char* at, std::size_t bytes) { return update_by_table(crc, at, bytes); }
#endif

}  // namespace

std::uint32_t crc32c(std::uint32_t crc, std::string_view bytes) { return ~update(~crc, bytes.data(), bytes.size()); }

std::uint32_t crc32c_by_table(std::uint32_t crc, std::string_view bytes) {
  return ~update_by_table(~crc, bytes.data(), bytes.size());
}

}  // namespace penstock
