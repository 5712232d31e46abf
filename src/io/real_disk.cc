#include "io/real_disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "base/check.h"

namespace penstock {
namespace {

ApiError disk_error(std::string_view doing, const std::string& path, int code = errno) {
  if (code == ENOSPC || code == EDQUOT) return error::disk_full(path);
  if (code == ENOENT) return error::not_found(path);
  return error::internal(std::string(doing) + " " + path + ": " + std::generic_category().message(code) + ".");
}

// How many pieces the kernel takes in one write.
constexpr std::size_t pieces_max = 1024;  // IOV_MAX on Linux

class RealFile final : public File {
 public:
  RealFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  RealFile(const RealFile&) = delete;
  RealFile& operator=(const RealFile&) = delete;
  ~RealFile() override {
    if (pages_descriptor_ >= 0) ::close(pages_descriptor_);
    ::close(descriptor_);
  }

  Result<std::size_t> pread(std::uint64_t position, std::span<char> into) override {
    std::size_t done = 0;
    while (done < into.size()) {
      const auto got =
          ::pread(descriptor_, into.data() + done, into.size() - done, static_cast<off_t>(position + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return disk_error("Reading", path_);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

  bool pread_cached(std::uint64_t position, std::span<char> into) override {
    const iovec piece{into.data(), into.size()};
    const auto got = ::preadv2(descriptor_, &piece, 1, static_cast<off_t>(position), RWF_NOWAIT);
    return got >= 0 && static_cast<std::size_t>(got) == into.size();
  }

  Status pwritev(std::uint64_t position, std::span<const iovec> pieces) override {
    while (!pieces.empty()) {
      const auto count = std::min(pieces.size(), pieces_max);
      auto wrote = ::pwritev(descriptor_, pieces.data(), static_cast<int>(count), static_cast<off_t>(position));
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) return disk_error("Writing", path_);
      position += static_cast<std::uint64_t>(wrote);
      while (!pieces.empty() && static_cast<std::size_t>(wrote) >= pieces.front().iov_len) {
        wrote -= static_cast<ssize_t>(pieces.front().iov_len);
        pieces = pieces.subspan(1);
      }
      if (wrote == 0) continue;
      const auto& cut = pieces.front();
      const auto rest = std::string_view(static_cast<const char*>(cut.iov_base), cut.iov_len).substr(wrote);
      if (auto status = write_rest(position, rest); !status) return status;
      position += rest.size();
      pieces = pieces.subspan(1);
    }
    return ok();
  }

  Status write_pages(std::uint64_t position, std::span<const iovec> pieces) override {
    if (!std::exchange(asked_for_pages_, true)) pages_descriptor_ = open_past_cache();
    std::uint64_t written = 0;
    while (pages_descriptor_ >= 0 && !pieces.empty()) {
      const auto count = static_cast<int>(std::min(pieces.size(), pieces_max));
      const auto at = static_cast<off_t>(position + written);
      const auto wrote = ::pwritev2(pages_descriptor_, pieces.data(), count, at, RWF_DSYNC);
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0 && (errno == EINVAL || errno == EOPNOTSUPP)) break;  // no such writes here after all
      if (wrote < 0) return disk_error("Writing", path_);
      auto left = static_cast<std::size_t>(wrote);
      written += left;
      while (!pieces.empty() && left >= pieces.front().iov_len) {
        left -= pieces.front().iov_len;
        pieces = pieces.subspan(1);
      }
      if (left == 0) continue;
      // Cut short within a piece, as on a disk that is full: what is left says why.
      const auto& cut = pieces.front();
      const std::string_view rest(static_cast<const char*>(cut.iov_base) + left, cut.iov_len - left);
      if (auto status = write_rest(position + written, rest); !status) return status;
      written += rest.size();
      pieces = pieces.subspan(1);
      if (auto synced = sync_after_write(); !synced) return synced;
    }
    if (pieces.empty()) return ok();
    if (auto status = pwritev(position + written, pieces); !status) return status;
    return sync_after_write();
  }
  Status sync() override {
    if (::fdatasync(descriptor_) != 0) return disk_error("Syncing", path_);
    return ok();
  }

  Status truncate(std::uint64_t bytes) override {
    if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) return disk_error("Truncating", path_);
    return ok();
  }

  Status allocate(std::uint64_t bytes) override {
    if (::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(bytes)) != 0) {
      if (errno == EOPNOTSUPP) return ok();  // the writes themselves will find out
      return disk_error("Allocating", path_);
    }
    return ok();
  }

  Result<std::uint64_t> size() override {
    struct stat status{};
    if (::fstat(descriptor_, &status) != 0) return disk_error("Looking at", path_);
    return static_cast<std::uint64_t>(status.st_size);
  }

 private:
  // -1 where the file system has no such thing.
  int open_past_cache() const {
    const int descriptor = ::open(path_.c_str(), O_RDWR | O_DIRECT | O_CLOEXEC);
    if (descriptor < 0) return -1;
    struct stat own{};
    struct stat found{};
    const bool is_same = ::fstat(descriptor_, &own) == 0 && ::fstat(descriptor, &found) == 0 &&
                         own.st_dev == found.st_dev && own.st_ino == found.st_ino;
    if (is_same) return descriptor;
    ::close(descriptor);
    return -1;
  }
  // A disk that turns out to be full now has lost bytes that it took.
  Status sync_after_write() {
    auto synced = sync();
    if (synced || !is_disk_full(synced.error())) return synced;
    return error::internal("Syncing " + path_ + ": No space left on device.");
  }
  Status write_rest(std::uint64_t position, std::string_view bytes) {
    while (!bytes.empty()) {
      const auto wrote = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(position));
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) return disk_error("Writing", path_);
      position += static_cast<std::uint64_t>(wrote);
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return ok();
  }

  const int descriptor_;
  const std::string path_;
  bool asked_for_pages_ = false;
  int pages_descriptor_ = -1;  // of the same file, for write_pages()
};

int open_flags(OpenMode mode) {
  switch (mode) {
    case OpenMode::read:
      return O_RDONLY;
    case OpenMode::write:
      return O_RDWR;
    case OpenMode::create:
      return O_RDWR | O_CREAT | O_EXCL;
    case OpenMode::truncate:
      return O_RDWR | O_CREAT | O_TRUNC;
  }
  check_failed("a known open mode", __FILE__, __LINE__);
}

}  // namespace

Result<std::unique_ptr<File>> RealDisk::open(const std::string& path, OpenMode mode) {
  const int descriptor = ::open(path.c_str(), open_flags(mode) | O_CLOEXEC, 0600);
  if (descriptor < 0) return disk_error("Opening", path);
  return std::make_unique<RealFile>(descriptor, path);
}

Status RealDisk::rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return disk_error("Renaming", from);
  return ok();
}

Status RealDisk::remove(const std::string& path) {
  if (::remove(path.c_str()) != 0) return disk_error("Removing", path);
  return ok();
}

Result<std::vector<DirectoryEntry>> RealDisk::list(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(directory.c_str()), &::closedir);
  if (!stream) return disk_error("Listing", directory);
  std::vector<DirectoryEntry> entries;
  for (;;) {
    errno = 0;
    const auto* entry = ::readdir(stream.get());
    if (!entry && errno != 0) return disk_error("Listing", directory);
    if (!entry) break;
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    bool is_directory = entry->d_type == DT_DIR;
    if (entry->d_type == DT_UNKNOWN) {
      struct stat status{};
      is_directory = ::stat((directory + "/" + name).c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    }
    entries.push_back({name, is_directory});
  }
  std::ranges::sort(entries, {}, &DirectoryEntry::name);
  return entries;
}

Result<bool> RealDisk::exists(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) == 0) return true;
  if (errno == ENOENT) return false;
  return disk_error("Looking at", path);
}

Status RealDisk::make_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return disk_error("Making", path);
  return ok();
}

Status RealDisk::sync_directory(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return disk_error("Opening", path);
  const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (failed != 0) return disk_error("Syncing", path, failed);
  return ok();
}

Result<std::uint64_t> RealDisk::free_bytes(const std::string& path) {
  struct statvfs status{};
  if (::statvfs(path.c_str(), &status) != 0) return disk_error("Looking at", path);
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

}  // namespace penstock
