// The bytes of one commit, gathered in pieces of memory (log/recent_bytes.h) as whole pages: the first one begins with
// what the segment already holds of it, the last one ends with zeros. The committing thread only.
#pragma once

#include <sys/uio.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "log/recent_bytes.h"

namespace penstock {

class CommitPages {
 public:
  explicit CommitPages(RecentPool& pool) : pool_(pool) {}

  // A commit begins at a position of a segment, where the one before ended or after forget() anywhere. Errors: the
  // page's earlier bytes are not at hand and cannot be read.
  Status begin(File& file, std::uint64_t segment_number, std::uint64_t position);
  void add(std::string_view bytes);

  // What to write, and where.
  std::span<const iovec> pages();
  std::uint64_t pages_begin() const { return pages_begin_; }
  std::uint64_t pages_end() const { return (end_ + page_bytes - 1) / page_bytes * page_bytes; }

  // The pieces that the commit lies in.
  std::span<const std::shared_ptr<RecentPiece>> pieces() const { return pieces_; }
  // The commit was refused: the next one does not build on it.
  void forget() { pieces_.clear(); }

 private:
  RecentPool& pool_;
  std::vector<std::shared_ptr<RecentPiece>> pieces_;
  std::uint64_t pages_begin_ = 0;
  std::uint64_t end_ = 0;  // of what was added, in the segment
  std::vector<iovec> pages_;
};

}  // namespace penstock
