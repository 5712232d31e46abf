// A disk in memory for tests: it loses power, tears writes, fails and fills up on request, the same way for the same
// seed. Any thread.
//
// What power loss leaves: bytes whose File::sync() answered, and of the others any sectors of 512 bytes; names whose
// directory was synced, and of the later changes to names the first few, in order. A sync that fails leaves some
// sectors and forgets the others for good, while reads go on to show them all.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "io/disk.h"

namespace penstock {

class SimDisk final : public Disk {
 public:
  explicit SimDisk(std::uint64_t seed = 1) : random_(seed) {}

  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
  Status rename(const std::string& from, const std::string& to) override;
  Status remove(const std::string& path) override;
  Result<std::vector<DirectoryEntry>> list(const std::string& directory) override;
  Result<bool> exists(const std::string& path) override;
  Status make_directory(const std::string& path) override;
  Status sync_directory(const std::string& path) override;
  Result<std::uint64_t> free_bytes(const std::string& path) override;

  // Nothing works while the power is off; files that were open stay dead for ever.
  void power_off();
  void power_on();
  void power_cycle() {
    power_off();
    power_on();
  }

  void fail_next_sync();                   // of a file
  void fail_after(std::uint64_t changes);  // then every write, sync and change of names fails, until heal()
  void heal();
  void set_capacity(std::uint64_t bytes);          // over it the disk is full
  void set_sync_delay(std::chrono::microseconds);  // slow
  void forget_cache(bool forgets);                 // pread_cached() finds nothing

  std::uint64_t used_bytes() const;
  std::uint64_t sync_count() const;
  // Changes one byte behind everyone's back.
  void flip_byte(const std::string& path, std::uint64_t position);

 private:
  class OpenFile;
  struct Change {
    std::uint64_t position = 0;
    std::string bytes;
    std::optional<std::uint64_t> truncated_to;
  };
  struct Node {
    bool is_directory = false;
    std::string bytes;  // as reads see them
    std::string durable;
    std::vector<Change> unsynced;
  };
  using Names = std::map<std::string, std::shared_ptr<Node>>;
  struct NameChange {
    enum Kind { add, remove, rename } kind = add;
    std::string path;
    std::string to;
    std::shared_ptr<Node> node;
  };

  std::optional<ApiError> refuse_change(const std::string& path);
  Node* find(const std::string& path);
  bool has_parent(const std::string& path);
  void change_names(NameChange change);
  static void apply(const NameChange& change, Names& names);
  static void write_bytes(std::string& to, const Change& change);
  void keep_some_sectors(Node& node);
  Status write(Node& node, const std::string& path, std::uint64_t position, std::span<const iovec> pieces);
  Status sync(Node& node, const std::string& path);
  Status truncate(Node& node, const std::string& path, std::uint64_t bytes);
  bool flip_coin() { return (random_() & 1) != 0; }

  mutable std::mutex mutex_;
  std::mt19937_64 random_;
  Names names_;  // as calls see them
  Names durable_names_;
  std::vector<NameChange> journal_;  // what durable_names_ lacks
  std::uint64_t epoch_ = 0;          // power cycles
  bool is_on_ = true;
  bool fails_next_sync_ = false;
  bool forgets_cache_ = false;
  std::uint64_t changes_left_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t capacity_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t used_ = 0;
  std::uint64_t syncs_ = 0;
  std::chrono::microseconds sync_delay_{0};
};

}  // namespace penstock
