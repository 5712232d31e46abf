// A Log in memory, for tests: keeps what was acknowledged, and fails when told to.
#pragma once

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <set>

#include "io/clock.h"
#include "services/kinesis/stream_logs.h"

namespace penstock::kinesis {

struct StoredLog {
  struct Entry {
    TimePoint arrival;
    std::string payload;
  };
  std::map<Channel, std::vector<Entry>> channels;
  TimePoint horizon;
  TimePoint newest;
};

struct LogFaults {
  bool fail_appends = false;
  bool fail_reads = false;
  int appends = 0;
};

class MemoryLog final : public Log {
 public:
  MemoryLog(std::shared_ptr<StoredLog> stored, Clock& clock, LogFaults& faults)
      : stored_(std::move(stored)), clock_(clock), faults_(faults) {}

  Task<Result<std::vector<Appended>>> append(std::span<const Append> records) override {
    if (faults_.fail_appends) co_return error::unavailable("The disk is full.");
    ++faults_.appends;
    stored_->newest = std::max(stored_->newest, clock_.now());
    std::vector<Appended> appended;
    for (const auto& record : records) {
      std::string payload;
      for (const auto piece : record.pieces) payload += piece;
      auto& channel = stored_->channels[record.channel];
      channel.push_back({stored_->newest, std::move(payload)});
      appended.push_back({channel.size() - 1, stored_->newest});
    }
    co_return appended;
  }

  Task<Result<Appended>> append_one(Append record) override {
    auto appended = co_await append({&record, 1});
    co_return appended.front();
  }

  Task<Result<LogBatch>> read(Channel channel, Offset from, ReadLimits limits) override {
    if (faults_.fail_reads) co_return error::unavailable("The disk cannot be read.");
    const auto& entries = stored_->channels[channel];
    LogBatch batch;
    batch.end = entries.size();
    if (!entries.empty()) batch.end_time = entries.back().arrival;
    from = std::max(from, bounds(channel).begin);
    std::size_t bytes = 0;
    Offset next = from;
    for (; next < entries.size() && next - from < limits.records_max; ++next) {
      if (next > from && bytes + entries[next].payload.size() > limits.bytes_max) break;
      bytes += entries[next].payload.size();
    }
    batch.bytes = std::make_unique<char[]>(bytes);
    auto* at = batch.bytes.get();
    for (Offset offset = from; offset < next; ++offset) {
      const auto& payload = entries[offset].payload;
      std::memcpy(at, payload.data(), payload.size());
      batch.records.push_back({offset, entries[offset].arrival, {at, payload.size()}});
      at += payload.size();
    }
    batch.next = next;
    co_return batch;
  }

  Task<Result<Offset>> find(Channel channel, TimePoint time) override {
    const auto& entries = stored_->channels[channel];
    const auto found = std::ranges::lower_bound(entries, time, {}, &StoredLog::Entry::arrival);
    co_return static_cast<Offset>(found - entries.begin());
  }

  Bounds bounds(Channel channel) const override {
    const auto& entries = stored_->channels[channel];
    const auto first = std::ranges::lower_bound(entries, stored_->horizon, {}, &StoredLog::Entry::arrival);
    return {static_cast<Offset>(first - entries.begin()), entries.size()};
  }

  Task<Status> trim(TimePoint horizon) override {
    stored_->horizon = std::max(stored_->horizon, horizon);
    co_return ok();
  }

  Task<void> close() override { co_return; }

 private:
  std::shared_ptr<StoredLog> stored_;
  Clock& clock_;
  LogFaults& faults_;
};

class MemoryStreamLogs final : public StreamLogs {
 public:
  explicit MemoryStreamLogs(Clock& clock) : clock_(clock) {}

  Task<Result<std::unique_ptr<Log>>> open(std::string name, TimePoint horizon) override {
    if (refused.contains(name)) co_return error::internal("The log is damaged.");
    auto& stored = logs_[name];
    if (!stored) stored = std::make_shared<StoredLog>();
    stored->horizon = horizon;
    co_return std::unique_ptr<Log>(std::make_unique<MemoryLog>(stored, clock_, faults));
  }
  Task<Status> remove(std::string name) override {
    if (fail_removals) co_return error::unavailable("The disk refuses.");
    logs_.erase(name);
    co_return ok();
  }
  Task<Result<std::vector<std::string>>> names() override {
    std::vector<std::string> names;
    for (const auto& [name, stored] : logs_) names.push_back(name);
    co_return names;
  }
  std::size_t count() const { return logs_.size(); }

  LogFaults faults;
  bool fail_removals = false;
  std::set<std::string> refused;

 private:
  Clock& clock_;
  std::map<std::string, std::shared_ptr<StoredLog>> logs_;
};

}  // namespace penstock::kinesis
