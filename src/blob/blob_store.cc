#include "blob/blob_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "blob/blob_body.h"

namespace penstock {
namespace {

// A disk's error as a service's client sees it.
ApiError refused(const ApiError& failure) {
  if (is_disk_full(failure)) {
    return error::unavailable("The disk is full: objects are refused until space is free; reads go on.");
  }
  return error::unavailable("The disk fails: objects are refused until it works again; reads go on.");
}

}  // namespace

// A body on its way in. Touched by one thread at a time.
struct BlobStore::Incoming {
  std::optional<std::uint64_t> length;  // where known
  std::string buffer = {};
  BlobId id{};
  std::unique_ptr<File> file = nullptr;  // null while the buffer holds everything; then id and path are set
  std::string path = {};
  std::uint64_t written = 0;  // bytes in the file
};

BlobStore::BlobStore(Disk& disk, BlockingPool& pool, std::string directory, BlobStoreOptions options)
    : disk_(disk), pool_(pool), directory_(std::move(directory)), options_(options), directory_sync_(disk, pool) {}

Result<std::unique_ptr<BlobStore>> BlobStore::open(Disk& disk, BlockingPool& pool, std::string directory,
                                                   BlobStoreOptions options) {
  CHECK(options.inline_bytes_max < options.chunk_bytes);
  std::unique_ptr<BlobStore> store(new BlobStore(disk, pool, std::move(directory), options));
  if (auto ready = store->prepare(); !ready) return std::move(ready.error());
  return store;
}

Status BlobStore::prepare() {
  const auto temporary = directory_ + "/" + std::string(blob_layout::temporary_directory);
  if (auto made = make_directories(disk_, temporary); !made) return made;
  const auto leftovers = disk_.list(temporary);
  if (!leftovers) return leftovers.error();
  for (const auto& entry : *leftovers) {
    if (auto removed = disk_.remove(temporary + "/" + entry.name); !removed) return removed;
  }
  const auto entries = disk_.list(directory_);
  if (!entries) return entries.error();
  std::uint64_t last = 0;
  for (const auto& entry : *entries) {
    if (const auto number = blob_layout::directory_number(entry.name)) last = std::max(last, *number);
  }
  made_directory_ = last;
  first_directory_ = last + 1;
  next_id_ = number_of(blob_layout::first_of(first_directory_));
  return ok();
}

std::string BlobStore::temporary_path(BlobId id) const {
  return fmt::format("{}/{}/{:x}", directory_, blob_layout::temporary_directory, number_of(id));
}

Task<Result<Blob>> BlobStore::write(BodyStream& body, BlobInspector& inspector) {
  Incoming incoming{.length = body.length};
  if (body.length) incoming.buffer.reserve(std::min<std::uint64_t>(*body.length, options_.chunk_bytes));
  Status status = ok();
  while (body.source) {
    const auto next = co_await as_result(body.source->next());
    if (!next) {
      status = next.error();
      break;
    }
    if (next->empty()) break;
    if (incoming.buffer.size() + next->size() < options_.chunk_bytes) {
      incoming.buffer.append(next->data(), next->size());
      continue;
    }
    status = co_await as_result(pool_.run([&] { return flush(incoming, *next, inspector); }));
    if (!status) break;
  }
  auto blob = status ? co_await as_result(finish(incoming, inspector)) : Result<Blob>(std::move(status.error()));
  if (!blob && incoming.file) {
    incoming.file.reset();
    // A file that stays is removed by the next open().
    (void)co_await as_result(pool_.run([&] { return disk_.remove(incoming.path); }));
  }
  co_return blob;
}

// Appends the buffer and `more` to the file, which is made by the first call. On the pool.
Status BlobStore::flush(Incoming& incoming, std::span<const char> more, BlobInspector& inspector) {
  for (const std::string_view bytes : {std::string_view(incoming.buffer), std::string_view(more.data(), more.size())}) {
    if (bytes.empty()) continue;
    if (auto taken = inspector.take(bytes); !taken) return taken;
  }
  if (!incoming.file) {
    if (auto created = create(incoming); !created) return refused(created.error());
  }
  const iovec pieces[] = {{incoming.buffer.data(), incoming.buffer.size()},
                          {const_cast<char*>(more.data()), more.size()}};
  if (auto written = incoming.file->pwritev(incoming.written, pieces); !written) {
    return refused(written.error());
  }
  incoming.written += incoming.buffer.size() + more.size();
  incoming.buffer.clear();
  return ok();
}

Status BlobStore::create(Incoming& incoming) {
  incoming.id = static_cast<BlobId>(next_id_++);
  incoming.path = temporary_path(incoming.id);
  auto file = disk_.open(incoming.path, OpenMode::create);
  if (!file) return file.error();
  incoming.file = std::move(*file);
  if (!incoming.length || *incoming.length <= options_.chunk_bytes) return ok();
  return incoming.file->allocate(*incoming.length);  // says early that a large body does not fit
}

// Everything came: gives small bodies back, and makes the others durable.
Task<Result<Blob>> BlobStore::finish(Incoming& incoming, BlobInspector& inspector) {
  if (!incoming.file && incoming.buffer.size() <= options_.inline_bytes_max) {
    if (!incoming.buffer.empty()) co_await inspector.take(incoming.buffer);
    co_await inspector.finish();
    co_return Blob{.bytes = incoming.buffer.size(), .inline_bytes = std::move(incoming.buffer)};
  }
  co_await pool_.run([&] { return seal(incoming, inspector); });
  if (options_.durability == BlobStoreOptions::Durability::fsync) {
    const auto named = co_await as_result(directory_sync_.sync(parent_directory(incoming.path)));
    if (!named) co_return refused(named.error());
  }
  co_return Blob{.bytes = incoming.written, .file = incoming.id};
}

// Writes what is left, makes the bytes durable and gives the file its name. On the pool.
Status BlobStore::seal(Incoming& incoming, BlobInspector& inspector) {
  if (auto flushed = flush(incoming, {}, inspector); !flushed) return flushed;
  if (auto good = inspector.finish(); !good) return good;
  if (options_.durability == BlobStoreOptions::Durability::fsync) {
    if (auto synced = incoming.file->sync(); !synced) return refused(synced.error());
  }
  if (auto there = ensure_directory(blob_layout::directory_of(incoming.id)); !there) {
    return refused(there.error());
  }
  if (auto renamed = disk_.rename(incoming.path, path_of(incoming.id)); !renamed) return refused(renamed.error());
  incoming.path = path_of(incoming.id);
  return ok();
}

Status BlobStore::ensure_directory(std::uint64_t number) {
  const std::lock_guard lock(made_mutex_);
  // Blobs are sealed in any order: every directory up to this one is made.
  for (auto next = made_directory_ + 1; next <= number; ++next) {
    if (auto made = disk_.make_directory(directory_ + "/" + blob_layout::directory_name(next)); !made) return made;
    if (auto synced = disk_.sync_directory(directory_); !synced) return synced;
    made_directory_ = next;
  }
  return ok();
}

Task<Status> BlobStore::remove(BlobId id) {
  const auto removed = co_await as_result(pool_.run([this, id] { return disk_.remove(path_of(id)); }));
  if (!removed && !is_not_found(removed.error())) co_return removed.error();
  co_return ok();
}

Task<Result<BodyStream>> BlobStore::read(BlobId id, std::uint64_t first, std::uint64_t length) {
  auto body = co_await pool_.run([=, this]() -> Result<std::unique_ptr<BlobBody>> {
    auto file = disk_.open(path_of(id), OpenMode::read);
    if (!file) return std::move(file.error());
    auto opened = std::make_unique<BlobBody>(pool_, std::move(*file), first, length, options_.chunk_bytes);
    if (length == 0) return opened;
    if (auto filled = opened->prefetch(); !filled) return std::move(filled.error());
    return opened;
  });
  co_return BodyStream{.source = std::move(body), .length = length};
}

}  // namespace penstock
