// CRC-64/NVME: S3's default checksum (polynomial 0xad93d23594c93659, reflected, all bits inverted before and after; NVM
// Express NVM Command Set Specification 1.0, section 5.2.1.3.4). Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace penstock {

// The checksum of the bytes behind `crc`, itself the checksum of what came before them (0 for nothing).
std::uint64_t crc64nvme(std::uint64_t crc, std::string_view bytes);

// The portable body, which machines without carry-less multiplication use and tests compare with.
std::uint64_t crc64nvme_by_table(std::uint64_t crc, std::string_view bytes);

}  // namespace penstock
