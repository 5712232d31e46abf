// The bytes of a write-ahead log's file. docs/formats/table.md describes them; wal_file.cc alone reads and writes them.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace penstock::wal_format {

inline constexpr std::string_view magic = "PNSTKWAL";
inline constexpr std::uint32_t version = 1;

struct FileHeader {
  char magic[8];
  std::uint32_t version;
  std::uint32_t previous_is_durable;  // 0 or 1
  std::uint64_t number;
  std::uint64_t salt;
  std::uint64_t previous;
  std::uint64_t previous_end;
  std::uint32_t unused;
  std::uint32_t crc;  // of all before it
};
static_assert(sizeof(FileHeader) == 56);

struct FrameHeader {
  std::uint32_t length;  // of what follows; 0: the end
  std::uint32_t crc;     // of FrameSeal and what follows
};
static_assert(sizeof(FrameHeader) == 8);

// Where a frame is, and whose.
struct FrameSeal {
  std::uint64_t salt;
  std::uint64_t position;
  std::uint64_t length;
};

template <class Struct>
std::string_view bytes_of(const Struct& value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

}  // namespace penstock::wal_format
