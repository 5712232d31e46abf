// A part of a file as a body: what the page cache holds is read where the caller runs, the rest on the BlockingPool.
#pragma once

#include <memory>

#include "io/blocking_pool.h"
#include "io/disk.h"
#include "wire/body.h"

namespace penstock {

class BlobBody final : public BodySource {
 public:
  // The bytes [first, first + length). `pool` outlives the body.
  BlobBody(BlockingPool& pool, std::unique_ptr<File> file, std::uint64_t first, std::uint64_t length,
           std::size_t chunk_bytes)
      : pool_(pool),
        file_(std::move(file)),
        position_(first),
        left_(length),
        chunk_bytes_(std::min<std::uint64_t>(length, chunk_bytes)) {}

  // Reads the first chunk ahead. Blocks: on the pool.
  Status prefetch();

  Task<Result<std::span<const char>>> next() override;

 private:
  Status read_chunk();

  BlockingPool& pool_;
  const std::unique_ptr<File> file_;
  std::uint64_t position_;
  std::uint64_t left_;  // bytes that no chunk holds yet
  const std::size_t chunk_bytes_;
  std::unique_ptr<char[]> chunk_;
  std::size_t chunk_filled_ = 0;
  bool prefetched_ = false;
};

}  // namespace penstock
