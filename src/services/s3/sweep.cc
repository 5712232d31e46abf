// Housekeeping: files without an object, and the reset that test suites ask for.
#include "services/s3/object_key.h"
#include "services/s3/service.h"

namespace penstock::s3 {
namespace {

constexpr std::string_view all_entries = "s3/";
constexpr std::size_t erased_per_batch = 1000;

// The files in [begin, end) that records name. A directory of the blob store has no more of them than one scan gives.
Result<std::vector<BlobId>> named_files(const Store& store, BlobId begin, BlobId end) {
  const auto entries = store.scan(file_entry_key(begin), file_entry_key(end), std::size_t{1} << blob_layout::file_bits);
  if (!entries) return entries.error();
  std::vector<BlobId> files;
  files.reserve(entries->size());
  for (const auto& entry : *entries) {
    const auto file = file_of_entry_key(entry.key);
    if (!file) return error::internal("An entry of a file cannot be read.");
    files.push_back(*file);
  }
  return files;
}

}  // namespace

Task<void> S3Service::sweep_files() {
  // A sweep that fails is tried at the next start; until then it costs space and nothing else.
  const auto named = [this](BlobId begin, BlobId end) -> Result<std::vector<BlobId>> {
    if (stopping_) return error::unavailable("The server stops.");
    return named_files(store_, begin, end);
  };
  (void)co_await pool_.run([&] { return blobs_.sweep(named); });
}

Task<Status> S3Service::reset() {
  co_await background_.drain();
  std::vector<BlobId> files;
  for (;;) {
    const auto entries = co_await store_.scan(all_entries, prefix_end(all_entries), erased_per_batch);
    if (entries.empty()) co_return ok();
    WriteBatch batch;
    files.clear();
    for (const auto& entry : entries) {
      if (const auto file = file_of_entry_key(entry.key)) files.push_back(*file);
      batch.erase(entry.key);
    }
    co_await store_.write(std::move(batch));
    for (const auto file : files) co_await free_file(file);
  }
}

}  // namespace penstock::s3
