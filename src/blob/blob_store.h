// Object bytes as files. One per server; a service keeps the BlobId in its own metadata, and the metadata's commit is
// what makes an object exist.
//
// Threads: everything from any thread; coroutines resume on the executor they came from; files are touched on the
// BlockingPool. Memory: one chunk per body under way.
// Durable: a blob that write() answered, bytes and name. One that no metadata names is removed by sweep(), one that was
// not finished by the next open(). docs/formats/blob.md has the layout.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "blob/blob_layout.h"
#include "blob/directory_sync.h"
#include "io/blocking_pool.h"
#include "io/disk.h"
#include "wire/body.h"

namespace penstock {

struct BlobStoreOptions {
  enum class Durability { fsync, os };  // os: a written blob survives a crash of the process, not of the machine
  Durability durability = Durability::fsync;
  std::size_t inline_bytes_max = 4096;  // a body up to this long is given back instead of becoming a file
  std::size_t chunk_bytes = 256 << 10;  // of one read or write of a file
};

// What was written: a file, or bytes for the caller's metadata.
struct Blob {
  std::uint64_t bytes = 0;
  std::optional<BlobId> file = {};
  std::string inline_bytes = {};  // when there is no file
};

// Sees a body's bytes in order on their way to the disk: digests, limits. Called by one thread at a time, not always
// the same one.
class BlobInspector {
 public:
  virtual ~BlobInspector() = default;
  // An error ends the write with it.
  virtual Status take(std::string_view bytes) = 0;
  // All bytes came; nothing is durable yet. An error discards them.
  virtual Status finish() = 0;
};

class BlobStore {
 public:
  // Opens or creates the store in `directory`, and removes what writes under way at the last stop left. Blocks: at
  // start only. `disk` and `pool` outlive the store.
  static Result<std::unique_ptr<BlobStore>> open(Disk& disk, BlockingPool& pool, std::string directory,
                                                 BlobStoreOptions options = {});

  // Streams a body to its place. Errors: those of the body, the inspector, and 503 ServiceUnavailable when the disk is
  // full or failing; nothing is left then. The body and the inspector outlive the call.
  Task<Result<Blob>> write(BodyStream& body, BlobInspector& inspector);

  // The bytes [first, first + length) of a file as a stream, which may outlive the file's name. Errors: 404 NotFound
  // when the file is gone, 500 InternalFailure when it is shorter than that.
  Task<Result<BodyStream>> read(BlobId id, std::uint64_t first, std::uint64_t length);

  // Removes a file that no metadata names any more. One that is gone already is no error.
  Task<Status> remove(BlobId id);

  // The blobs in [begin, end) that metadata names.
  using NamedBlobs = std::function<Result<std::vector<BlobId>>(BlobId begin, BlobId end)>;
  // Removes files from before this start that no metadata names: what a crash between a write and its metadata left.
  // Blocks; run it on the pool, beside the service's work. Answers how many it removed.
  Result<std::uint64_t> sweep(const NamedBlobs& named) const;

 private:
  struct Incoming;

  BlobStore(Disk& disk, BlockingPool& pool, std::string directory, BlobStoreOptions options);

  Status prepare();
  Status flush(Incoming& incoming, std::span<const char> more, BlobInspector& inspector);
  Status create(Incoming& incoming);
  Status seal(Incoming& incoming, BlobInspector& inspector);
  Status ensure_directory(std::uint64_t number);
  Task<Result<Blob>> finish(Incoming& incoming, BlobInspector& inspector);
  Result<std::uint64_t> sweep_directory(std::uint64_t number, const NamedBlobs& named) const;
  std::string path_of(BlobId id) const { return directory_ + "/" + blob_layout::file_name(id); }
  std::string temporary_path(BlobId id) const;

  Disk& disk_;
  BlockingPool& pool_;
  const std::string directory_;
  const BlobStoreOptions options_;
  DirectorySync directory_sync_;
  std::uint64_t first_directory_ = 0;  // of this start
  std::atomic<std::uint64_t> next_id_ = 0;
  std::mutex made_mutex_;
  std::uint64_t made_directory_ = 0;  // the highest one that is durably there; guarded by made_mutex_
};

}  // namespace penstock
