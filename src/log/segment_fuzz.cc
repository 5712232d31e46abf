// Recovery of a segment with any bytes: first as they are, then with checksums made right, so that what lies behind
// them is reached too. Whatever scan and index say has to agree with a second look.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "io/sim_disk.h"
#include "log/recover.h"
#include "log/scan.h"

namespace penstock {
namespace {

void recover(const std::string& bytes) {
  SimDisk disk;
  CHECK(disk.make_directory("log"));
  const auto path = segment_path("log", 1);
  {
    auto file = *disk.open(path, OpenMode::create);
    CHECK(file->pwrite(0, bytes));
  }
  const auto first = recover_log(disk, "log", Tail::rewrite);
  CHECK(first);
  if (!first->open) return;
  CHECK(first->open->position <= bytes.size());
  const auto second = recover_log(disk, "log", Tail::leave);
  CHECK(second && second->open && second->open->position == first->open->position);
  const auto rebuilt = rebuild_index(disk, path, first->open->position);
  CHECK(rebuilt);
  SegmentIndex index = *rebuilt;
  CHECK(store_index(disk, index_path(path), index));
  const auto loaded = load_index(disk, index_path(path), index.segment_id, IndexPart::all);
  CHECK(loaded && loaded->entries.size() == index.entries.size());
}

template <class T>
void put(std::string& bytes, std::size_t position, const T& value) {
  bytes.replace(position, sizeof(T), as_bytes(value));
}

// Gives header, channel table and the blocks behind them the checksums, marks and links that they should have.
std::string make_right(std::string bytes) {
  if (bytes.size() < sizeof(SegmentHeader)) return bytes;
  auto header = read_struct<SegmentHeader>(bytes.data());
  header.magic = segment_magic;
  header.number = 1;
  header.mark |= 1;
  header.channel_count %= 8;
  auto position = sizeof(SegmentHeader) + header.channel_count * sizeof(ChannelStart);
  if (position > bytes.size()) return bytes;
  header.channels_crc =
      crc32c(0, std::string_view(bytes).substr(sizeof(SegmentHeader), position - sizeof(SegmentHeader)));
  header.crc = header_crc(header);
  put(bytes, 0, header);
  auto previous = header.crc;
  while (position + sizeof(BlockHeader) <= bytes.size()) {
    auto block = read_struct<BlockHeader>(bytes.data() + position);
    block.mark = header.mark;
    block.previous = previous;
    block.channel %= 8;
    const auto room = bytes.size() - position - sizeof(BlockHeader);
    block.length = static_cast<std::uint32_t>(std::min<std::size_t>(block.length % 256, room));
    put(bytes, position, block);
    const auto whole = std::string_view(bytes).substr(position, sizeof(BlockHeader) + block.length);
    block.crc = block_crc(segment_salt(header.id), whole);
    put(bytes, position, block);
    previous = block.crc;
    position += whole.size();
  }
  return bytes;
}

}  // namespace
}  // namespace penstock

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  penstock::recover(bytes);
  penstock::recover(penstock::make_right(bytes));
  return 0;
}
