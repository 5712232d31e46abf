#include "io/sim_disk.h"

#include <algorithm>
#include <cstring>
#include <thread>
#include <utility>

#include "base/check.h"

namespace penstock {
namespace {

constexpr std::uint64_t sector_bytes = 512;

ApiError broken(const std::string& path) { return error::internal("Using " + path + ": Input/output error."); }

bool is_below(const std::string& path, const std::string& directory) {
  return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

}  // namespace

class SimDisk::OpenFile final : public File {
 public:
  OpenFile(SimDisk& disk, std::string path, std::shared_ptr<Node> node)
      : disk_(disk), path_(std::move(path)), node_(std::move(node)), epoch_(disk.epoch_) {}

  Result<std::size_t> pread(std::uint64_t position, std::span<char> into) override {
    const std::lock_guard lock(disk_.mutex_);
    if (is_dead()) return broken(path_);
    return copy(position, into);
  }
  bool pread_cached(std::uint64_t position, std::span<char> into) override {
    const std::lock_guard lock(disk_.mutex_);
    return !is_dead() && !disk_.forgets_cache_ && copy(position, into) == into.size();
  }
  Status pwritev(std::uint64_t position, std::span<const iovec> pieces) override {
    const std::lock_guard lock(disk_.mutex_);
    return is_dead() ? broken(path_) : disk_.write(*node_, path_, position, pieces);
  }
  Status write_pages(std::uint64_t position, std::span<const iovec> pieces) override {
    CHECK(position % page_bytes == 0);
    for (const auto& piece : pieces) {
      CHECK(piece.iov_len % page_bytes == 0 && reinterpret_cast<std::uintptr_t>(piece.iov_base) % page_bytes == 0);
    }
    if (auto written = pwritev(position, pieces); !written) return written;
    return sync();
  }
  Status sync() override {
    std::unique_lock lock(disk_.mutex_);
    const auto delay = disk_.sync_delay_;
    lock.unlock();
    std::this_thread::sleep_for(delay);
    lock.lock();
    return is_dead() ? broken(path_) : disk_.sync(*node_, path_);
  }
  Status truncate(std::uint64_t bytes) override {
    const std::lock_guard lock(disk_.mutex_);
    return is_dead() ? broken(path_) : disk_.truncate(*node_, path_, bytes);
  }
  Status allocate(std::uint64_t bytes) override {
    const std::lock_guard lock(disk_.mutex_);
    if (is_dead()) return broken(path_);
    const auto more = bytes - std::min<std::uint64_t>(bytes, node_->bytes.size());
    return disk_.used_ + more > disk_.capacity_ ? Status(error::disk_full(path_)) : ok();
  }
  Result<std::uint64_t> size() override {
    const std::lock_guard lock(disk_.mutex_);
    if (is_dead()) return broken(path_);
    return node_->bytes.size();
  }

 private:
  bool is_dead() const { return !disk_.is_on_ || epoch_ != disk_.epoch_; }
  std::size_t copy(std::uint64_t position, std::span<char> into) const {
    const auto& bytes = node_->bytes;
    if (position >= bytes.size() || into.empty()) return 0;
    const auto count = std::min<std::size_t>(into.size(), bytes.size() - position);
    std::memcpy(into.data(), bytes.data() + position, count);
    return count;
  }

  SimDisk& disk_;
  const std::string path_;
  const std::shared_ptr<Node> node_;
  const std::uint64_t epoch_;
};

Result<std::unique_ptr<File>> SimDisk::open(const std::string& path, OpenMode mode) {
  const std::lock_guard lock(mutex_);
  if (!is_on_) return broken(path);
  auto* node = find(path);
  if (node && node->is_directory) return error::internal(path + " is a directory.");
  if (node && mode == OpenMode::create) return error::internal("Opening " + path + ": File exists.");
  const bool makes = mode == OpenMode::create || mode == OpenMode::truncate;
  if (!node && !makes) return error::not_found(path);
  if (!node) {
    if (!has_parent(path)) return error::not_found(path);
    if (auto refused = refuse_change(path)) return std::move(*refused);
    change_names({NameChange::add, path, {}, std::make_shared<Node>()});
  } else if (mode == OpenMode::truncate) {
    if (auto emptied = truncate(*node, path, 0); !emptied) return std::move(emptied.error());
  }
  return std::make_unique<OpenFile>(*this, path, names_.at(path));
}

Status SimDisk::rename(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  if (!is_on_) return broken(from);
  const auto* node = find(from);
  if (!node || !has_parent(to)) return error::not_found(from);
  if (auto refused = refuse_change(from)) return std::move(*refused);
  if (const auto* replaced = find(to)) {
    if (replaced->is_directory || node->is_directory) return error::internal("Renaming " + from + ": File exists.");
    used_ -= replaced->bytes.size();
  }
  change_names({NameChange::rename, from, to, nullptr});
  return ok();
}

Status SimDisk::remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!is_on_) return broken(path);
  const auto* node = find(path);
  if (!node) return error::not_found(path);
  if (auto refused = refuse_change(path)) return std::move(*refused);
  const auto below = names_.upper_bound(path + "/");
  if (node->is_directory && below != names_.end() && is_below(below->first, path)) {
    return error::internal("Removing " + path + ": Directory not empty.");
  }
  used_ -= node->bytes.size();
  change_names({NameChange::remove, path, {}, nullptr});
  return ok();
}

Result<std::vector<DirectoryEntry>> SimDisk::list(const std::string& directory) {
  const std::lock_guard lock(mutex_);
  if (!is_on_) return broken(directory);
  if (!has_parent(directory + "/x")) return error::not_found(directory);
  std::vector<DirectoryEntry> entries;
  for (const auto& [path, node] : names_) {
    if (parent_directory(path) == directory) {
      entries.push_back({path.substr(path.rfind('/') + 1), node->is_directory});
    }
  }
  return entries;
}

Result<bool> SimDisk::exists(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!is_on_) return broken(path);
  return find(path) || path == "/" || path == ".";
}

Status SimDisk::make_directory(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!is_on_) return broken(path);
  if (find(path)) return ok();
  if (!has_parent(path)) return error::not_found(path);
  if (auto refused = refuse_change(path)) return std::move(*refused);
  auto node = std::make_shared<Node>();
  node->is_directory = true;
  change_names({NameChange::add, path, {}, std::move(node)});
  return ok();
}

Status SimDisk::sync_directory(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!is_on_) return broken(path);
  if (auto refused = refuse_change(path)) return std::move(*refused);
  const auto touches = [&](const NameChange& change) {
    return parent_directory(change.path) == path || (!change.to.empty() && parent_directory(change.to) == path);
  };
  const auto last = std::ranges::find_if(journal_.rbegin(), journal_.rend(), touches);
  const auto synced = journal_.rend() - last;
  for (auto i = 0; i < synced; ++i) apply(journal_[i], durable_names_);
  journal_.erase(journal_.begin(), journal_.begin() + synced);
  return ok();
}

Result<std::uint64_t> SimDisk::free_bytes(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!is_on_) return broken(path);
  return capacity_ - std::min(capacity_, used_);
}

void SimDisk::power_off() {
  const std::lock_guard lock(mutex_);
  is_on_ = false;
  ++epoch_;
  const auto kept = journal_.empty() ? 0 : random_() % (journal_.size() + 1);
  for (std::size_t i = 0; i < kept; ++i) apply(journal_[i], durable_names_);
  journal_.clear();
  names_ = durable_names_;
  used_ = 0;
  for (const auto& [path, node] : names_) {
    keep_some_sectors(*node);
    node->bytes = node->durable;
    used_ += node->bytes.size();
  }
}

void SimDisk::power_on() {
  const std::lock_guard lock(mutex_);
  is_on_ = true;
  fails_next_sync_ = false;
}

void SimDisk::fail_next_sync() {
  const std::lock_guard lock(mutex_);
  fails_next_sync_ = true;
}

void SimDisk::fail_after(std::uint64_t changes) {
  const std::lock_guard lock(mutex_);
  changes_left_ = changes;
}

void SimDisk::heal() {
  const std::lock_guard lock(mutex_);
  changes_left_ = std::numeric_limits<std::uint64_t>::max();
  fails_next_sync_ = false;
}

void SimDisk::set_capacity(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  capacity_ = bytes;
}

void SimDisk::set_sync_delay(std::chrono::microseconds delay) {
  const std::lock_guard lock(mutex_);
  sync_delay_ = delay;
}

void SimDisk::forget_cache(bool forgets) {
  const std::lock_guard lock(mutex_);
  forgets_cache_ = forgets;
}

std::uint64_t SimDisk::used_bytes() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

std::uint64_t SimDisk::sync_count() const {
  const std::lock_guard lock(mutex_);
  return syncs_;
}

void SimDisk::flip_byte(const std::string& path, std::uint64_t position) {
  const std::lock_guard lock(mutex_);
  auto* node = find(path);
  CHECK(node && position < node->bytes.size());
  node->bytes[position] = static_cast<char>(node->bytes[position] ^ 0x40);
  if (position < node->durable.size()) node->durable[position] = node->bytes[position];
}

std::optional<ApiError> SimDisk::refuse_change(const std::string& path) {
  if (changes_left_ == 0) return broken(path);
  if (changes_left_ != std::numeric_limits<std::uint64_t>::max()) --changes_left_;
  return std::nullopt;
}

SimDisk::Node* SimDisk::find(const std::string& path) {
  const auto found = names_.find(path);
  return found == names_.end() ? nullptr : found->second.get();
}

bool SimDisk::has_parent(const std::string& path) {
  const auto parent = parent_directory(path);
  if (parent == "/" || parent == ".") return true;
  const auto* node = find(parent);
  return node && node->is_directory;
}

void SimDisk::change_names(NameChange change) {
  apply(change, names_);
  journal_.push_back(std::move(change));
}

void SimDisk::apply(const NameChange& change, Names& names) {
  switch (change.kind) {
    case NameChange::add:
      names[change.path] = change.node;
      return;
    case NameChange::remove:
      names.erase(change.path);
      return;
    case NameChange::rename:
      break;
  }
  Names moved;
  for (auto each = names.begin(); each != names.end();) {
    if (each->first == change.path || is_below(each->first, change.path)) {
      moved[change.to + each->first.substr(change.path.size())] = each->second;
      each = names.erase(each);
    } else {
      ++each;
    }
  }
  for (auto& [path, node] : moved) names[path] = std::move(node);
}

void SimDisk::write_bytes(std::string& to, const Change& change) {
  if (change.truncated_to) return to.resize(*change.truncated_to, '\0');
  if (to.size() < change.position + change.bytes.size()) to.resize(change.position + change.bytes.size(), '\0');
  to.replace(change.position, change.bytes.size(), change.bytes);
}

// What was not synced comes through in sectors: none, the first changes, or any.
void SimDisk::keep_some_sectors(Node& node) {
  const auto luck = random_() % 3;
  const auto whole = luck == 1 && !node.unsynced.empty() ? random_() % (node.unsynced.size() + 1) : 0;
  for (std::size_t i = 0; luck != 0 && i < node.unsynced.size(); ++i) {
    const auto& change = node.unsynced[i];
    if (i < whole || change.truncated_to) {
      if (i < whole || flip_coin()) write_bytes(node.durable, change);
      continue;
    }
    if (luck == 1 && i > whole) break;
    for (std::uint64_t at = 0; at < change.bytes.size();) {
      const auto count = std::min(sector_bytes - (change.position + at) % sector_bytes, change.bytes.size() - at);
      if (flip_coin()) write_bytes(node.durable, {change.position + at, change.bytes.substr(at, count), std::nullopt});
      at += count;
    }
  }
  node.unsynced.clear();
}

Status SimDisk::write(Node& node, const std::string& path, std::uint64_t position, std::span<const iovec> pieces) {
  if (auto refused = refuse_change(path)) return std::move(*refused);
  Change change{position, {}, std::nullopt};
  for (const auto& piece : pieces) change.bytes.append(static_cast<const char*>(piece.iov_base), piece.iov_len);
  const auto end = position + change.bytes.size();
  const auto more = end - std::min<std::uint64_t>(end, node.bytes.size());
  const bool is_full = used_ + more > capacity_;
  if (is_full) {  // some of it fits: what lies within the file, and what is left of the disk
    const auto within = node.bytes.size() - std::min<std::uint64_t>(node.bytes.size(), position);
    const auto gap = position - std::min<std::uint64_t>(position, node.bytes.size());
    const auto left = capacity_ - std::min(capacity_, used_);
    const auto fits = std::min<std::uint64_t>(within + left - std::min(left, gap), change.bytes.size());
    change.bytes.resize(random_() % (fits + 1));
  }
  const auto before = node.bytes.size();
  if (!change.bytes.empty()) write_bytes(node.bytes, change);
  used_ += node.bytes.size() - before;
  if (!change.bytes.empty()) node.unsynced.push_back(std::move(change));
  return is_full ? Status(error::disk_full(path)) : ok();
}

Status SimDisk::sync(Node& node, const std::string& path) {
  if (auto refused = refuse_change(path)) return std::move(*refused);
  ++syncs_;
  if (std::exchange(fails_next_sync_, false)) {
    keep_some_sectors(node);
    return broken(path);
  }
  for (const auto& change : node.unsynced) write_bytes(node.durable, change);
  node.unsynced.clear();
  return ok();
}

Status SimDisk::truncate(Node& node, const std::string& path, std::uint64_t bytes) {
  if (auto refused = refuse_change(path)) return std::move(*refused);
  used_ = used_ - node.bytes.size() + bytes;
  Change change{0, {}, bytes};
  write_bytes(node.bytes, change);
  node.unsynced.push_back(std::move(change));
  return ok();
}

}  // namespace penstock
