#include "log/log_directory.h"

#include <algorithm>
#include <utility>

#include "log/disk_log.h"
#include "log/recover.h"
#include "log/segment_pool.h"

namespace penstock {
namespace {

constexpr std::string_view dropped_prefix = ".dropped-";
constexpr std::size_t name_bytes_max = 200;

bool is_log_name(std::string_view name) {
  return !name.empty() && name.size() <= name_bytes_max && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
  });
}

// Also makes durable what a process that ended too early may have made without that.
Status make_there(Disk& disk, const std::string& path) {
  if (auto made = make_directories(disk, path); !made) return made;
  return disk.sync_directory(parent_directory(path));
}

}  // namespace

Result<std::unique_ptr<LogDirectory>> LogDirectory::open(LogEnvironment environment, std::string path,
                                                         LogOptions options) {
  if (auto made = make_there(environment.disk, path); !made) return std::move(made.error());
  std::unique_ptr<LogDirectory> directory(new LogDirectory(environment, std::move(path), options));
  if (auto opened = directory->segments_->open(); !opened) return std::move(opened.error());
  if (auto finished = directory->finish_removals(); !finished) return std::move(finished.error());
  return directory;
}

LogDirectory::LogDirectory(LogEnvironment environment, std::string path, LogOptions options)
    : environment_(environment),
      path_(std::move(path)),
      options_(options),
      segments_(std::make_shared<SegmentPool>(environment.disk, environment.random, path_ + "/.recycled",
                                              options.recycled_segments_max, options.segment_bytes)) {}

LogDirectory::~LogDirectory() { segments_->stop(); }

Task<Result<std::unique_ptr<Log>>> LogDirectory::open_log(std::string name, TimePoint horizon) {
  co_return co_await as_result(
      environment_.pool.run([this, name = std::move(name), horizon] { return open_log_now(name, horizon); }));
}

Result<std::unique_ptr<Log>> LogDirectory::open_log_now(const std::string& name, TimePoint horizon) {
  CHECK(is_log_name(name));
  const auto directory = path_ + "/" + name;
  if (auto made = make_there(environment_.disk, directory); !made) return std::move(made.error());
  const auto tail = options_.durability == Durability::fsync ? Tail::rewrite : Tail::leave;
  auto recovered = recover_log(environment_.disk, directory, tail);
  if (!recovered) return std::move(recovered.error());
  auto log = std::make_unique<DiskLog>(environment_, options_, directory, segments_, std::move(*recovered));
  (void)log->trim_now(horizon);  // what it cannot drop now, a later trim drops
  return log;
}

Task<Status> LogDirectory::remove_log(std::string name) {
  co_return co_await as_result(environment_.pool.run([this, name = std::move(name)]() -> Status {
    CHECK(is_log_name(name));
    return drop(name);
  }));
}

Status LogDirectory::drop(const std::string& name) {
  const auto there = environment_.disk.exists(path_ + "/" + name);
  if (!there) return there.error();
  if (!*there) return ok();
  const auto dropped = path_ + "/" + std::string(dropped_prefix) + name;
  const auto leftover = environment_.disk.exists(dropped);
  if (!leftover) return leftover.error();
  if (*leftover) {
    if (auto finished = recycle_dropped(dropped); !finished) return finished;
  }
  if (auto renamed = environment_.disk.rename(path_ + "/" + name, dropped); !renamed) return renamed;
  if (auto synced = environment_.disk.sync_directory(path_); !synced) return synced;
  (void)recycle_dropped(dropped);  // it is gone for good; what is left over goes at the next start
  return ok();
}

Status LogDirectory::recycle_dropped(const std::string& folder) {
  const auto entries = environment_.disk.list(folder);
  if (!entries) return entries.error();
  for (const auto& entry : *entries) {
    const auto path = folder + "/" + entry.name;
    auto gone = entry.name.ends_with(".segment") ? segments_->add(path, {}) : environment_.disk.remove(path);
    if (!gone && !is_not_found(gone.error())) return gone;
  }
  if (auto removed = environment_.disk.remove(folder); !removed) return removed;
  return environment_.disk.sync_directory(path_);
}

Status LogDirectory::finish_removals() {
  const auto entries = environment_.disk.list(path_);
  if (!entries) return entries.error();
  for (const auto& entry : *entries) {
    if (!entry.name.starts_with(dropped_prefix)) continue;
    if (auto finished = recycle_dropped(path_ + "/" + entry.name); !finished) return finished;
  }
  return ok();
}

Result<std::vector<std::string>> LogDirectory::names() const {
  const auto entries = environment_.disk.list(path_);
  if (!entries) return entries.error();
  std::vector<std::string> names;
  for (const auto& entry : *entries) {
    if (entry.is_directory && is_log_name(entry.name)) names.push_back(entry.name);
  }
  return names;
}

}  // namespace penstock
