// RocksDB's checksums by the processor's instruction. Debian builds RocksDB for processors without it: a table look-up
// for each byte of every write-ahead record was 7 % of a PutItem with a change record. These are all the symbols of
// RocksDB's own object file in its archive, so the linker takes this one in its place; were there more, it would report
// duplicates.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/crc32c.h"

namespace rocksdb::crc32c {
namespace {

constexpr std::uint32_t polynomial = 0x82f63b78;       // bit-reversed: the highest bit is that of x^0
constexpr std::uint32_t one = 0x80000000;              // x^0
constexpr std::uint32_t a_byte_of_zeros = 0x00800000;  // x^8

constexpr std::uint32_t multiply(std::uint32_t left, std::uint32_t right) {
  std::uint32_t product = 0;
  for (; left != 0; left <<= 1) {
    if ((left & one) != 0) product ^= right;
    right = (right & 1) != 0 ? right >> 1 ^ polynomial : right >> 1;
  }
  return product;
}

}  // namespace

// The checksum of the bytes behind `crc`, itself the checksum of what came before them.
std::uint32_t Extend(std::uint32_t crc, const char* data, std::size_t bytes) {
  return penstock::crc32c(crc, {data, bytes});
}

// The checksum of two texts, one behind the other, from theirs and the length of the second.
std::uint32_t Crc32cCombine(std::uint32_t first, std::uint32_t second, std::size_t second_bytes) {
  std::uint32_t shift = one;
  for (auto power = a_byte_of_zeros; second_bytes != 0; second_bytes >>= 1, power = multiply(power, power)) {
    if ((second_bytes & 1) != 0) shift = multiply(shift, power);
  }
  return multiply(first, shift) ^ second;
}

std::string IsFastCrc32Supported() { return "by Penstock"; }

}  // namespace rocksdb::crc32c
