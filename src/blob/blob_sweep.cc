// Removes what a crash between writing a blob and committing its metadata left.
#include <algorithm>

#include "blob/blob_store.h"

namespace penstock {

Result<std::uint64_t> BlobStore::sweep(const NamedBlobs& named) const {
  const auto entries = disk_.list(directory_);
  if (!entries) return entries.error();
  std::uint64_t removed = 0;
  for (const auto& entry : *entries) {
    const auto number = blob_layout::directory_number(entry.name);
    if (!number || *number >= first_directory_) continue;  // bodies of this start may wait for their metadata
    const auto swept = sweep_directory(*number, named);
    if (!swept) return swept.error();
    removed += *swept;
  }
  return removed;
}

Result<std::uint64_t> BlobStore::sweep_directory(std::uint64_t number, const NamedBlobs& named) const {
  const auto path = directory_ + "/" + blob_layout::directory_name(number);
  // Files first: one whose metadata goes meanwhile is removed twice, which is no error.
  const auto files = disk_.list(path);
  if (!files) return files.error();
  auto known = named(blob_layout::first_of(number), blob_layout::first_of(number + 1));
  if (!known) return std::move(known.error());
  std::sort(known->begin(), known->end());
  std::uint64_t removed = 0;
  std::uint64_t kept = 0;
  for (const auto& file : *files) {
    const auto id = blob_layout::blob_of(number, file.name);
    if (!id || std::binary_search(known->begin(), known->end(), *id)) {
      ++kept;
      continue;
    }
    if (auto gone = disk_.remove(path + "/" + file.name); !gone && !is_not_found(gone.error())) return gone.error();
    ++removed;
  }
  // The highest directory stays, so that its number is not given again.
  if (kept == 0 && number + 1 < first_directory_) {
    if (auto gone = disk_.remove(path); !gone && !is_not_found(gone.error())) return gone.error();
  }
  return removed;
}

}  // namespace penstock
