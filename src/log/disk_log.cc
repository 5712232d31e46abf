#include "log/disk_log.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

namespace penstock {
namespace {
constexpr std::uint64_t positions_max = std::numeric_limits<std::uint32_t>::max();
}

void DiskLog::WaiterList::push(Waiter& waiter) {
  (last ? last->next : first) = &waiter;
  last = &waiter;
}

void DiskLog::WaiterList::push_all(WaiterList others) {
  if (!others.first) return;
  (last ? last->next : first) = others.first;
  last = others.last;
}

DiskLog::DiskLog(LogEnvironment environment, const LogOptions& options, std::string directory,
                 std::shared_ptr<SegmentPool> segments, RecoveredLog recovered)
    : environment_(environment),
      options_(options),
      directory_(std::move(directory)),
      segments_(std::move(segments)),
      last_arrival_(recovered.last_arrival),
      visible_arrival_(recovered.last_arrival),
      sealed_(std::move(recovered.sealed)),
      open_(std::move(recovered.open)),
      pages_(environment.committer.recent()) {
  CHECK(options_.segment_bytes + options_.pending_bytes_max < positions_max / 2);
  if (recovered.damage) failed_ = std::make_shared<const ApiError>(std::move(*recovered.damage));
  for (const auto& [number, found] : recovered.channels) {
    auto& channel = channel_state(number);
    channel.begin = found.begin;
    channel.end = channel.next = found.end;
    channel.end_arrival = found.end_arrival;
  }
  for (auto& [number, entries] : recovered.open_entries) channel_state(number).entries = std::move(entries);
}

DiskLog::~DiskLog() {
  const std::lock_guard lock(mutex_);
  CHECK(state_ == State::idle && dirty_.empty() && gathering_.empty());
}

// Places the records and waits for their commit; resumes at once when they are refused.
struct DiskLog::AppendAwaiter {
  DiskLog& log;
  std::span<const Append> records;
  Appended* answers;
  Waiter waiter = {};
  Status refused = {};

  bool await_ready() const { return records.empty(); }
  bool await_suspend(std::coroutine_handle<> handle) {
    auto* executor = Executor::current();
    CHECK(executor);
    waiter.handle = handle;
    waiter.executor = executor;
    auto& target = log;
    bool gathers = false;
    {
      const std::lock_guard lock(log.mutex_);
      refused = log.place(records, answers);
      if (!refused) return false;
      log.pending_.push(waiter);
      gathers = log.must_gather(*executor);
    }
    // The coroutine may be running elsewhere by now; the log stays until turn_ended() was called.
    if (gathers) executor->at_turn_end(&DiskLog::turn_ended, &target);
    return true;
  }
  Status await_resume() {
    if (!refused) return std::move(refused);
    if (waiter.error) return *waiter.error;
    return ok();
  }
};

Task<Result<std::vector<Appended>>> DiskLog::append(std::span<const Append> records) {
  std::vector<Appended> answers(records.size());
  auto committed = co_await AppendAwaiter{*this, records, answers.data()};
  if (!committed) co_return std::move(committed.error());
  co_return answers;
}

Task<Result<Appended>> DiskLog::append_one(Append record) {
  Appended answer{};
  auto committed = co_await AppendAwaiter{*this, {&record, 1}, &answer};
  if (!committed) co_return std::move(committed.error());
  co_return answer;
}

Status DiskLog::place(std::span<const Append> records, Appended* answers) {
  if (failed_) return *failed_;
  if (closing_) return error::unavailable("The log is closed.");
  std::size_t bytes = 0;
  for (const auto& record : records) {
    for (const auto piece : record.pieces) bytes += piece.size();
  }
  if (pending_bytes_ + bytes > options_.pending_bytes_max) {
    return error::unavailable("The server is busy: too many records wait to be written.");
  }
  pending_bytes_ += bytes;
  last_arrival_ = std::max(last_arrival_, to_millis(environment_.clock.now()));
  ChannelState* channel = nullptr;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!channel || channel->number != records[i].channel) channel = &channel_state(records[i].channel);
    std::size_t record_bytes = 0;
    for (const auto piece : records[i].pieces) record_bytes += piece.size();
    answers[i] = {channel->next, from_millis(last_arrival_)};
    place_record(*channel, records[i], record_bytes, last_arrival_);
  }
  return ok();
}

void DiskLog::place_record(ChannelState& channel, const Append& record, std::size_t bytes, std::int64_t arrival) {
  auto* block = channel.last;
  const bool fits = block && block->room() >= sizeof(RecordHeader) + bytes &&
                    static_cast<std::uint64_t>(arrival - block->header.first_arrival) <= positions_max;
  if (!fits) block = start_block(channel, bytes, arrival);
  auto& header = block->header;
  header.last_delta = static_cast<std::uint32_t>(arrival - header.first_arrival);
  ++header.count;
  const RecordHeader front{static_cast<std::uint32_t>(bytes), header.last_delta};
  auto* at = block->bytes() + block->used;
  std::memcpy(at, &front, sizeof(front));
  at += sizeof(front);
  for (const auto piece : record.pieces) {
    if (!piece.empty()) std::memcpy(at, piece.data(), piece.size());
    at += piece.size();
  }
  block->used += static_cast<std::uint32_t>(sizeof(front) + bytes);
  ++channel.next;
}

BlockBuffer* DiskLog::start_block(ChannelState& channel, std::size_t bytes, std::int64_t arrival) {
  auto* block = environment_.committer.blocks().take(bytes);
  block->header.channel = channel.number;
  block->header.first_offset = channel.next;
  block->header.first_arrival = arrival;
  if (!channel.first) dirty_.push_back(&channel);
  (channel.last ? channel.last->next : channel.first) = block;
  channel.last = block;
  return block;
}

DiskLog::ChannelState& DiskLog::channel_state(Channel channel) {
  return channels_.try_emplace(channel, channel).first->second;
}

// True when the caller has to see to it that turn_ended() is called.
bool DiskLog::must_gather(Executor& executor) {
  if (std::ranges::find(gathering_, &executor) != gathering_.end()) return false;
  gathering_.push_back(&executor);
  return true;
}

void DiskLog::turn_ended(void* context) {
  auto& log = *static_cast<DiskLog*>(context);
  WaiterList closers;
  auto& committer = log.environment_.committer;
  bool schedules = false;
  bool commits = false;
  {
    const std::lock_guard lock(log.mutex_);
    std::erase(log.gathering_, Executor::current());
    if (!log.pending_.first) {
      if (log.is_quiet()) closers = std::exchange(log.closers_, {});
    } else if (log.state_ == State::idle) {
      log.state_ = State::scheduled;
      commits = committer.commits_in_turn(log.pending_bytes_);
      schedules = !commits;
    } else {
      log.turn_ended_ = true;
    }
  }
  // The log may be gone from here on, unless it is scheduled.
  if (commits) log.commit();
  if (schedules) committer.schedule(log);
  wake(closers, nullptr);
}

Log::Bounds DiskLog::bounds(Channel channel) const {
  const std::lock_guard lock(mutex_);
  const auto found = channels_.find(channel);
  if (found == channels_.end()) return {};
  return {found->second.begin, found->second.end};
}

struct DiskLog::DrainAwaiter {
  DiskLog& log;
  Waiter waiter = {};

  bool await_ready() const { return false; }
  bool await_suspend(std::coroutine_handle<> handle) {
    CHECK(Executor::current());
    waiter.handle = handle;
    waiter.executor = Executor::current();
    const std::lock_guard lock(log.mutex_);
    log.closing_ = true;
    if (log.is_quiet()) return false;
    log.closers_.push(waiter);
    return true;
  }
  void await_resume() const {}
};

Task<void> DiskLog::close() {
  co_await DrainAwaiter{*this};
  // Only saves time at the next start; without it the open segment is scanned.
  (void)co_await as_result(environment_.pool.run([this] { return store_checkpoint(); }));
}

Status DiskLog::store_checkpoint() {
  SegmentIndex index;
  std::string path;
  {
    const std::lock_guard lock(mutex_);
    if (!open_ || failed_ || options_.durability != Durability::fsync) return ok();
    index = index_of_open();
    path = index_path(open_->path);
  }
  return store_index(environment_.disk, path, index);
}

SegmentIndex DiskLog::index_of_open() const {
  EntriesByChannel entries;
  for (const auto& [number, channel] : channels_) {
    if (!channel.entries.empty()) entries[number] = channel.entries;
  }
  SegmentIndex index;
  index.segment_id = open_->id;
  index.end = static_cast<std::uint32_t>(open_->position);
  index.last_crc = open_->last_crc;
  gather(index, entries);
  return index;
}

}  // namespace penstock
