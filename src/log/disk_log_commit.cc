// How a log's pending appends become durable and visible.
#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "log/disk_log.h"
#include "log/scan.h"

namespace penstock {
namespace {

// Commits up to this size gain from a file that was written before; larger ones would only write everything twice.
constexpr std::uint64_t small_commit_bytes = 128 << 10;
// What they write of a segment before it is worth it.
constexpr std::uint64_t small_share = 4;

}  // namespace

void DiskLog::commit() {
  const auto batch = take_batch();
  const auto began = environment_.clock.steady();
  auto written = batch.blocks ? write(batch) : Written{};
  environment_.committer.learn(batch.bytes, environment_.clock.steady() - began);
  finish(batch, std::move(written));
}

DiskLog::Batch DiskLog::take_batch() {
  const std::lock_guard lock(mutex_);
  CHECK(state_ == State::scheduled);
  state_ = State::committing;
  Batch batch;
  BlockBuffer** tail = &batch.blocks;
  for (auto* channel : dirty_) {
    *tail = channel->first;
    for (auto* block = channel->first; block; block = block->next) batch.bytes += block->used;
    tail = &channel->last->next;
    channel->first = channel->last = nullptr;
  }
  dirty_.clear();
  pending_bytes_ = 0;
  turn_ended_ = false;
  batch.waiters = std::exchange(pending_, {});
  return batch;
}

DiskLog::Written DiskLog::write(const Batch& batch) {
  if (auto refused = prepare_roll(batch.bytes)) return {Outcome::refused, std::move(*refused)};
  if (!next_) return write_to(*open_, batch, {});
  if (open_ && options_.durability == Durability::os) {
    // A sealed segment is durable in every mode: only the last one may have a torn tail.
    if (auto synced = open_->file->sync(); !synced) return {Outcome::failed, std::move(synced.error())};
  }
  auto written = write_to(*next_, batch, head_of(*next_));
  if (written.outcome != Outcome::durable) return written;
  if (auto synced = environment_.disk.sync_directory(directory_); !synced) {
    return {Outcome::failed, std::move(synced.error())};
  }
  return written;
}

// Makes the next segment when these bytes do not fit the open one; it takes over once its first commit is durable.
std::optional<ApiError> DiskLog::prepare_roll(std::size_t bytes) {
  if (next_ || (open_ && open_->position + bytes <= options_.segment_bytes)) return std::nullopt;
  OpenSegment next;
  next.number = open_ ? open_->number + 1 : 1;
  next.path = segment_path(directory_, next.number);
  next.id = environment_.random.next();
  next.mark = static_cast<std::uint32_t>(environment_.random.next() | 1);
  next.lease = std::make_shared<char>();
  auto file = segments_->take(next.path);
  if (!file) return std::move(file.error());
  next.file = std::move(*file);
  const auto size = next.file->size();
  if (!size) return size.error();
  next.file_bytes = *size;
  next_ = std::move(next);
  return std::nullopt;
}

std::string DiskLog::head_of(OpenSegment& segment) {
  SegmentHeader header;
  std::vector<ChannelStart> channels;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, channel] : channels_) {
      if (channel.end > 0) channels.push_back({number, 0, channel.end});
    }
    header.floor_arrival = visible_arrival_;
  }
  header.mark = segment.mark;
  header.id = segment.id;
  header.number = segment.number;
  header.previous_end = open_ ? open_->position : 0;
  auto head = encode_head(header, channels);
  segment.position = head.size();
  segment.last_crc = read_struct<SegmentHeader>(head.data()).crc;
  return head;
}

DiskLog::Written DiskLog::write_to(OpenSegment& segment, const Batch& batch, const std::string& head) {
  seal_blocks(segment, batch, segment.last_crc);
  const auto begin = segment.position - head.size();
  if (auto begun = pages_.begin(*segment.file, segment.number, begin); !begun) {
    return {Outcome::refused, std::move(begun.error())};
  }
  pages_.add(head);
  for (auto* block = batch.blocks; block; block = block->next) pages_.add({block->bytes(), block->used});
  const auto pages = pages_.pages();
  auto wrote = options_.durability == Durability::fsync ? segment.file->write_pages(pages_.pages_begin(), pages)
                                                        : segment.file->pwritev(pages_.pages_begin(), pages);
  if (wrote) return {};
  pages_.forget();
  if (!is_disk_full(wrote.error())) return {Outcome::failed, std::move(wrote.error())};
  (void)segment.file->truncate(segment.file_bytes);  // frees what was taken; the next write goes to the same place
  return {Outcome::refused, std::move(wrote.error())};
}

void DiskLog::seal_blocks(const OpenSegment& segment, const Batch& batch, std::uint32_t previous_crc) {
  const auto salt = segment_salt(segment.id);
  for (auto* block = batch.blocks; block; block = block->next) {
    auto& header = block->header;
    header.mark = segment.mark;
    header.length = block->used - static_cast<std::uint32_t>(sizeof(BlockHeader));
    header.previous = previous_crc;
    header.durable = static_cast<std::uint32_t>(segment.durable);
    std::memcpy(block->bytes(), &header, sizeof(header));
    header.crc = block_crc(salt, {block->bytes(), block->used});
    std::memcpy(block->bytes(), &header, sizeof(header));
    previous_crc = header.crc;
  }
}

void DiskLog::finish(Batch batch, Written written) {
  std::shared_ptr<LoadedSegment> sealed;
  bool prepares = false;
  {
    const std::lock_guard lock(mutex_);
    if (written.outcome == Outcome::durable) {
      if (batch.blocks && next_) sealed = seal_open();
      publish(batch);
      prepares = wants_heir();
    } else {
      refuse(batch, written);
    }
  }
  if (sealed) (void)store_index(environment_.disk, index_path(sealed->segment->path), sealed->index);  // or made again
  if (prepares) (void)environment_.pool.submit([segments = segments_] { segments->prepare(); });
  environment_.committer.blocks().give_back(batch.blocks);
  std::shared_ptr<const ApiError> error;
  if (written.outcome == Outcome::refused) {
    error = std::make_shared<const ApiError>(error::unavailable(std::move(written.error.message)));
  }
  WaiterList closers;
  auto* const executor = Executor::current();  // of the loop that commits; null in the committer's own threads
  bool gathers = false;
  {
    const std::lock_guard lock(mutex_);
    if (written.outcome == Outcome::failed) error = failed_;
    // A turn that is still gathering commits when it ends.
    const bool again = pending_.first && std::exchange(turn_ended_, false);
    gathers = again && executor && must_gather(*executor);
    const bool schedules = again && !executor;
    state_ = schedules ? State::scheduled : State::idle;
    if (schedules) environment_.committer.schedule(*this);
    if (is_quiet()) closers = std::exchange(closers_, {});
  }
  // What others appended meanwhile waits for one more turn of this loop, which wakes its own first.
  if (gathers) executor->at_turn_end(&DiskLog::turn_ended, this);
  // The log may be gone from here on: whoever waited for it runs.
  wake(batch.waiters, error);
  wake(closers, nullptr);
}

// Under the mutex. The batch is durable: its records can be read.
void DiskLog::publish(const Batch& batch) {
  for (auto* block = batch.blocks; block; block = block->next) {
    const auto& header = block->header;
    auto& channel = channels_.at(header.channel);
    const IndexEntry entry{header.first_offset,
                           header.first_arrival,
                           header.last_delta,
                           header.count,
                           static_cast<std::uint32_t>(open_->position),
                           block->used};
    channel.entries.push_back(entry);
    channel.end = entry.end_offset();
    channel.end_arrival = entry.last_arrival();
    visible_arrival_ = std::max(visible_arrival_, entry.last_arrival());
    open_->position += block->used;
    open_->last_crc = header.crc;
  }
  if (!batch.blocks) return;
  if (batch.bytes <= small_commit_bytes) open_->small_bytes += batch.bytes;
  committed_since_trim_ = true;
  recent_.add(pages_.pieces(), open_->position);
  recent_.keep(environment_.committer.recent().is_short() ? 0 : options_.cached_bytes_max);
  open_->file_bytes = std::max(open_->file_bytes, pages_.pages_end());
  if (options_.durability == Durability::fsync) open_->durable = open_->position;
}

// Under the mutex. Once for each segment, half way through it, when a spare file of zeros is worth its making.
bool DiskLog::wants_heir() {
  if (!open_ || open_->has_heir || options_.durability != Durability::fsync) return false;
  if (open_->position < options_.segment_bytes / 2) return false;
  open_->has_heir = true;
  return open_->small_bytes >= open_->position / small_share;
}

// Under the mutex. What came in meanwhile has offsets behind the refused ones, so it is refused with them.
void DiskLog::refuse(Batch& batch, const Written& written) {
  if (written.outcome == Outcome::failed) {
    failed_ = std::make_shared<const ApiError>(error::unavailable(
        fmt::format("This log takes no records until the server is restarted: a write to {} at position {} failed ({})",
                    next_ ? next_->path : open_->path, next_ ? 0 : open_->position, written.error.message)));
  }
  BlockBuffer** tail = &batch.blocks;
  while (*tail) tail = &(*tail)->next;
  for (auto* channel : dirty_) {
    *tail = channel->first;
    tail = &channel->last->next;
    channel->first = channel->last = nullptr;
  }
  dirty_.clear();
  pending_bytes_ = 0;
  batch.waiters.push_all(std::exchange(pending_, {}));
  for (auto& [number, channel] : channels_) channel.next = channel.end;
}

// Under the mutex. The segment that was just made becomes the open one; the old one is ready to be read as sealed.
std::shared_ptr<LoadedSegment> DiskLog::seal_open() {
  std::shared_ptr<LoadedSegment> loaded;
  if (open_) {
    auto index = index_of_open();
    auto sealed = std::make_shared<SealedSegment>();
    sealed->path = open_->path;
    sealed->number = open_->number;
    sealed->id = open_->id;
    sealed->mark = open_->mark;
    sealed->end = open_->position;
    sealed->spans = index.spans;
    sealed->lease = open_->lease;
    sealed_.push_back(sealed);
    loaded = std::make_shared<LoadedSegment>(LoadedSegment{std::move(sealed), open_->file, std::move(index)});
    keep_loaded(loaded);
  }
  for (auto& [number, channel] : channels_) channel.entries.clear();
  open_ = std::move(next_);
  next_.reset();
  return loaded;
}

void DiskLog::wake(WaiterList waiters, const std::shared_ptr<const ApiError>& error) {
  static thread_local std::vector<std::coroutine_handle<>> burst;
  // One executor after another: a waiter's frame may be gone as soon as it is posted.
  while (waiters.first) {
    auto& executor = *waiters.first->executor;
    WaiterList others;
    burst.clear();
    for (auto* waiter = waiters.first; waiter;) {
      auto* next = waiter->next;
      waiter->error = error;
      waiter->next = nullptr;
      if (waiter->executor == &executor) {
        burst.push_back(waiter->handle);
      } else {
        others.push(*waiter);
      }
      waiter = next;
    }
    executor.post_all(burst);
    waiters = others;
  }
}

}  // namespace penstock
