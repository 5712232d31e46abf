// Files, so that tests can own them: io/real_disk.h is the operating system's, io/sim_disk.h loses power on request.
//
// Every call blocks: make it on a BlockingPool's thread or at start, never on an event loop. Any thread; one File may
// be read and written from several threads at once. Durable: a file's bytes and length once its sync() answered; its
// name (made, renamed or removed) once sync_directory() of the directory answered. A failed sync() leaves unknown which
// bytes are on disk, and a later one that succeeds proves nothing about them. Errors: 404 NotFound; 507 when the disk
// is full (is_disk_full); 500 InternalFailure otherwise. They name the path.
#pragma once

#include <sys/uio.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace penstock {

namespace error {
inline ApiError disk_full(const std::string& path) {
  return {507, "ServiceUnavailable", "The disk is full: " + path + " cannot be written until space is freed."};
}
inline ApiError not_found(const std::string& path) { return {404, "NotFound", path + " does not exist."}; }
}  // namespace error

inline bool is_disk_full(const ApiError& error) { return error.status == 507; }
inline bool is_not_found(const ApiError& error) { return error.status == 404; }

// Writes that go past the cache are made of these.
inline constexpr std::size_t page_bytes = 4096;

class File {
 public:
  virtual ~File() = default;

  // Reads until `into` is full or the file ends; answers how many bytes.
  virtual Result<std::size_t> pread(std::uint64_t position, std::span<char> into) = 0;
  // True when `into` was filled from memory without waiting for the disk. The one call that an event loop may make.
  virtual bool pread_cached(std::uint64_t position, std::span<char> into) = 0;
  // Writes the pieces one after another from `position` on, all of them or an error (some may be written then).
  virtual Status pwritev(std::uint64_t position, std::span<const iovec> pieces) = 0;
  // pwritev() and sync() in one, past the cache where the system can: position, and every piece's address and length,
  // are multiples of page_bytes. Of one file by one thread at a time. A full disk refuses it before anything is synced.
  virtual Status write_pages(std::uint64_t position, std::span<const iovec> pieces) = 0;
  // Makes bytes and length durable (fdatasync).
  virtual Status sync() = 0;
  virtual Status truncate(std::uint64_t bytes) = 0;
  // Takes the space up to `bytes` so that writes within it do not run out of it. The length stays.
  virtual Status allocate(std::uint64_t bytes) = 0;
  virtual Result<std::uint64_t> size() = 0;

  Status pwrite(std::uint64_t position, std::string_view bytes) {
    const iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
    return pwritev(position, {&piece, 1});
  }
};

enum class OpenMode {
  read,
  write,     // also reads
  create,    // also writes; an error when it exists
  truncate,  // also writes; made when missing, emptied otherwise
};

struct DirectoryEntry {
  std::string name;
  bool is_directory = false;
};

class Disk {
 public:
  virtual ~Disk() = default;

  virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) = 0;
  // Replaces `to` when it is there. Files or directories of one file system.
  virtual Status rename(const std::string& from, const std::string& to) = 0;
  // A file or an empty directory.
  virtual Status remove(const std::string& path) = 0;
  virtual Result<std::vector<DirectoryEntry>> list(const std::string& directory) = 0;
  virtual Result<bool> exists(const std::string& path) = 0;
  // Parents have to be there; nothing happens when it is there already.
  virtual Status make_directory(const std::string& path) = 0;
  virtual Status sync_directory(const std::string& path) = 0;
  virtual Result<std::uint64_t> free_bytes(const std::string& path) = 0;
};

// The directory that holds a path: "a/b" of "a/b/c", "." of "c".
std::string parent_directory(const std::string& path);
// Makes a directory and its missing parents, durably.
Status make_directories(Disk& disk, const std::string& path);
// The bytes of a whole small file.
Result<std::string> read_whole(Disk& disk, const std::string& path, std::size_t bytes_max);
// Replaces a small file so that a crash leaves the old or the new bytes: temporary name, sync, rename, directory sync.
Status write_whole(Disk& disk, const std::string& path, std::string_view bytes);

}  // namespace penstock
