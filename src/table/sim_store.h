// Store (table/store.h) in memory, for tests: what a service wrote, and the faults that a disk can have.
// On an executor a write takes one turn of it before it is visible and durable, as a real one takes an fsync; without
// an executor it is done at once. One thread.
#pragma once

#include <cstdint>
#include <map>

#include "table/store.h"

namespace penstock {

class SimStore final : public Store {
 public:
  Result<std::optional<std::string>> get(std::string_view key) const override;
  Result<std::vector<KeyValue>> scan(std::string_view begin, std::string_view end,
                                     std::size_t count_max) const override;
  Task<Result<std::optional<std::string>>> read(std::string key) const override;
  Task<Result<Page>> read_page(KeyRange range, PageBounds bounds) const override;
  Task<Status> write(WriteBatch batch) override;

  // The next `count` writes answer 503 and leave nothing.
  void fail_next_write(std::uint32_t count = 1) { failures_ = count; }
  // The next write answers 503 and is not visible, but the disk has it: power_cycle() brings it back. Such is a write
  // whose fsync failed; until then all writes are refused.
  void fail_next_sync() { fail_sync_ = true; }
  // Reads and scans answer 500 while set, as on an unreadable disk.
  void fail_reads(bool fail) { fail_reads_ = fail; }

  // Power is lost and returns: writes under way are refused, acknowledged ones are all there.
  void power_cycle();

  std::uint64_t writes() const { return writes_; }  // acknowledged
  std::size_t size() const { return entries_.size(); }
  // Calls of get and entries given by scan since the start: what a request costs.
  std::uint64_t entries_read() const { return entries_read_; }

 private:
  struct Turn;
  static void apply(const WriteBatch& batch, std::map<std::string, std::string, std::less<>>& entries);

  std::map<std::string, std::string, std::less<>> entries_;
  std::vector<WriteBatch> unsynced_;  // refused, yet on the disk
  std::uint64_t generation_ = 0;      // grows with each power cycle
  std::uint32_t failures_ = 0;
  bool fail_sync_ = false;
  bool fail_reads_ = false;
  std::uint64_t writes_ = 0;
  mutable std::uint64_t entries_read_ = 0;
};

}  // namespace penstock
