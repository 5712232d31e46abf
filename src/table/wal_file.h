// One write-ahead log of RocksDB in a file that may have been another one's before: overwriting is cheaper than growing
// (docs/decisions/0011-write-ahead-logs-in-files-used-again.md). What RocksDB appends stands in frames whose checksum
// covers a random number of this log, so that nothing older is ever taken for part of it. A reader gives the bytes of
// the whole frames from the first on; RocksDB sees a log that ends there. docs/formats/table.md has every byte.
//
// Blocks; one thread at a time.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/disk.h"

namespace penstock {

struct WalHeader {
  std::uint64_t number = 0;          // of the log, in its file's name
  std::uint64_t salt = 0;            // random
  std::uint64_t previous = 0;        // number of the log before it, written by the same process; 0: none
  std::uint64_t previous_end = 0;    // what that one holds
  bool previous_is_durable = false;  // all of it was synced by the time this one began
};

class WalWriter {
 public:
  enum class Writes : std::uint8_t {
    at_append,  // to the kernel at once; sync() may come or not
    at_sync,    // all that was appended with one call, past the page cache (File::write_pages)
  };
  // `file_bytes`: what the file has from before.
  WalWriter(std::unique_ptr<File> file, std::uint64_t file_bytes, Writes writes)
      : file_(std::move(file)), file_bytes_(file_bytes), writes_(writes) {}

  // Before the first append. Until that is written the file holds nothing, whatever it held before.
  void begin(const WalHeader& header);
  bool has_begun() const { return begun_; }
  // After an error nothing more is taken. Errors: of the disk.
  Status append(std::string_view bytes);
  Status sync();
  std::uint64_t end() const { return end_; }  // bytes appended

 private:
  struct Freed {
    void operator()(char* bytes) const { std::free(bytes); }
  };
  Status write_at_append(std::string_view bytes);
  void gather(std::string_view bytes);

  std::unique_ptr<File> file_;
  const std::uint64_t file_bytes_;
  const Writes writes_;
  bool begun_ = false;
  std::string head_;  // to be written with the first frame
  std::uint64_t salt_ = 0;
  std::uint64_t position_ = 0;  // behind the last frame
  // What waits for sync(), behind what the first of its pages holds already.
  std::unique_ptr<char, Freed> pages_;
  std::size_t capacity_ = 0;
  std::uint64_t pages_begin_ = 0;  // in the file
  std::size_t written_ = 0;        // of what is gathered
  std::size_t gathered_ = 0;
  std::uint64_t end_ = 0;
  std::optional<ApiError> failed_;
};

class WalReader {
 public:
  enum class Kind : std::uint8_t {
    framed,
    empty,  // nothing of the log was written
    plain,  // RocksDB wrote it itself, as version 1 of the format had it
  };
  // Errors: of the disk; 500 for a version that is not known.
  static Result<WalReader> open(std::unique_ptr<File> file, std::uint64_t number);

  Kind kind() const { return kind_; }
  const WalHeader& header() const { return header_; }
  // Up to `bytes` of what comes next, valid until the next call; nothing at the end. Errors: of the disk.
  Result<std::string_view> read(std::size_t bytes);
  std::uint64_t end() const { return end_; }  // bytes given
  // Nothing more is given.
  void close() { kind_ = Kind::empty; }

 private:
  explicit WalReader(std::unique_ptr<File> file) : file_(std::move(file)) {}
  Result<bool> next_frame();

  std::unique_ptr<File> file_;
  Kind kind_ = Kind::empty;
  WalHeader header_;
  std::uint64_t file_bytes_ = 0;
  std::uint64_t position_ = 0;
  std::uint64_t end_ = 0;
  std::string frame_;
  std::string_view rest_;  // of the frame
};

}  // namespace penstock
