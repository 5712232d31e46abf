#include "blob/blob_body.h"

namespace penstock {

Status BlobBody::prefetch() {
  prefetched_ = true;
  return read_chunk();
}

Task<Result<std::span<const char>>> BlobBody::next() {
  if (std::exchange(prefetched_, false)) co_return std::span<const char>(chunk_.get(), chunk_filled_);
  if (left_ == 0) co_return std::span<const char>{};
  if (!chunk_) chunk_ = std::make_unique_for_overwrite<char[]>(chunk_bytes_);
  const std::span<char> cached(chunk_.get(), std::min<std::uint64_t>(left_, chunk_bytes_));
  if (file_->pread_cached(position_, cached)) {
    position_ += cached.size();
    left_ -= cached.size();
    co_return cached;
  }
  co_await pool_.run([this] { return read_chunk(); });
  co_return std::span<const char>(chunk_.get(), chunk_filled_);
}

Status BlobBody::read_chunk() {
  if (!chunk_) chunk_ = std::make_unique_for_overwrite<char[]>(chunk_bytes_);
  const std::span<char> wanted(chunk_.get(), std::min<std::uint64_t>(left_, chunk_bytes_));
  const auto filled = file_->pread(position_, wanted);
  if (!filled) return filled.error();
  if (*filled < wanted.size()) return error::internal("The object's file is shorter than its metadata says.");
  chunk_filled_ = wanted.size();
  position_ += wanted.size();
  left_ -= wanted.size();
  return ok();
}

}  // namespace penstock
