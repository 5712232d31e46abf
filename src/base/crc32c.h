// CRC-32C (Castagnoli, RFC 3720 appendix B.4): the checksum of every stored byte. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace penstock {

// The checksum of the bytes behind `crc`, itself the checksum of what came before them (0 for nothing).
std::uint32_t crc32c(std::uint32_t crc, std::string_view bytes);

// The portable body, which machines without the instruction use and tests compare with.
std::uint32_t crc32c_by_table(std::uint32_t crc, std::string_view bytes);

}  // namespace penstock
