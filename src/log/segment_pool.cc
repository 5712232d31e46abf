#include "log/segment_pool.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "log/format.h"

namespace penstock {
namespace {

// Zeros take space that others may need: only a disk with so many segments' room gets them.
constexpr std::uint64_t free_segments_min = 32;
constexpr std::size_t zeros_bytes = 1 << 20;  // written and synced at once: commits wait behind them

}  // namespace

SegmentPool::SegmentPool(Disk& disk, Random& random, std::string path, std::size_t files_max,
                         std::uint64_t segment_bytes)
    : disk_(disk), random_(random), path_(std::move(path)), files_max_(files_max), segment_bytes_(segment_bytes) {}

Status SegmentPool::open() {
  if (auto made = make_directories(disk_, path_); !made) return made;
  const auto entries = disk_.list(path_);
  if (!entries) return entries.error();
  for (const auto& entry : *entries) {
    const auto path = path_ + "/" + entry.name;
    // A crash may have come between the move and the wiping.
    if (kept_ < files_max_ && wipe(path)) {
      spares_.push_back({path, {}});
      ++kept_;
    } else if (auto removed = disk_.remove(path); !removed) {
      return removed;
    }
  }
  return ok();
}

Status SegmentPool::add(const std::string& path, std::weak_ptr<const void> lease) {
  bool keep = is_worth_keeping(path);
  if (keep) {
    const std::lock_guard lock(mutex_);
    keep = kept_ < files_max_;
    if (keep) ++kept_;
  }
  if (!keep) {
    if (auto removed = disk_.remove(path); !removed && !is_not_found(removed.error())) return removed;
    return disk_.sync_directory(parent_directory(path));
  }
  auto moved = move_in(path, std::move(lease));
  if (!moved) {
    const std::lock_guard lock(mutex_);
    --kept_;
  }
  return moved;
}

Result<std::unique_ptr<File>> SegmentPool::take(const std::string& path) {
  const auto spare = pop_unread();
  if (!spare.empty() && disk_.rename(spare, path)) return disk_.open(path, OpenMode::write);
  return disk_.open(path, OpenMode::truncate);
}

bool SegmentPool::is_worth_keeping(const std::string& path) {
  const auto file = disk_.open(path, OpenMode::read);
  if (!file) return false;
  const auto size = (*file)->size();
  return size && *size >= segment_bytes_ / 2;
}

Status SegmentPool::move_in(const std::string& path, std::weak_ptr<const void> lease) {
  const auto spare = path_ + "/" + std::to_string(random_.next());
  if (auto moved = disk_.rename(path, spare); !moved) return moved;
  if (auto synced = disk_.sync_directory(parent_directory(path)); !synced) return synced;
  if (!wipe(spare)) {
    const std::lock_guard lock(mutex_);
    --kept_;
    return disk_.remove(spare);
  }
  const std::lock_guard lock(mutex_);
  spares_.push_back({spare, std::move(lease)});
  return ok();
}

// Readers that still hold the file look at blocks only, never at its header.
Status SegmentPool::wipe(const std::string& path) {
  auto file = disk_.open(path, OpenMode::write);
  if (!file) return std::move(file.error());
  const std::array<char, sizeof(SegmentHeader)> zeros{};
  if (auto written = (*file)->pwrite(0, {zeros.data(), zeros.size()}); !written) return written;
  return (*file)->sync();
}

void SegmentPool::prepare() {
  if (!begin_preparing()) return;
  const auto path = path_ + "/" + std::to_string(random_.next());
  const auto filled = fill_with_zeros(path);
  if (!filled) (void)disk_.remove(path);  // it may not even be there
  const std::lock_guard lock(mutex_);
  preparing_ = false;
  if (filled) {
    spares_.push_back({path, {}});
  } else {
    --kept_;
  }
  prepared_.notify_all();
}

void SegmentPool::stop() {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  prepared_.wait(lock, [this] { return !preparing_; });
}

bool SegmentPool::begin_preparing() {
  const std::lock_guard lock(mutex_);
  const bool has_spare = std::ranges::any_of(spares_, [](const Spare& spare) { return spare.readers.expired(); });
  if (stopping_ || has_spare || preparing_ || kept_ >= files_max_) return false;
  ++kept_;
  return preparing_ = true;
}

Status SegmentPool::fill_with_zeros(const std::string& path) {
  const auto room = disk_.free_bytes(path_);
  if (!room) return room.error();
  if (*room / free_segments_min < segment_bytes_) return error::disk_full(path);
  const std::unique_ptr<char, void (*)(void*)> zeros(static_cast<char*>(std::aligned_alloc(page_bytes, zeros_bytes)),
                                                     &std::free);
  CHECK(zeros);
  std::memset(zeros.get(), 0, zeros_bytes);
  auto file = disk_.open(path, OpenMode::create);
  if (!file) return std::move(file.error());
  const auto end = (segment_bytes_ + page_bytes - 1) / page_bytes * page_bytes;
  for (std::uint64_t at = 0; at < end;) {
    if (stopping_) return error::unavailable("The server stops.");
    const iovec piece{zeros.get(), static_cast<std::size_t>(std::min<std::uint64_t>(zeros_bytes, end - at))};
    if (auto written = (*file)->write_pages(at, {&piece, 1}); !written) return written;
    at += piece.iov_len;
  }
  return ok();
}

std::string SegmentPool::pop_unread() {
  const std::lock_guard lock(mutex_);
  const auto unread = std::ranges::find_if(spares_, [](const Spare& spare) { return spare.readers.expired(); });
  if (unread == spares_.end()) return {};
  auto path = std::move(unread->path);
  spares_.erase(unread);
  --kept_;
  return path;
}

}  // namespace penstock
