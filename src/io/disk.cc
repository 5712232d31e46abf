#include "io/disk.h"

namespace penstock {

std::string parent_directory(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Status make_directories(Disk& disk, const std::string& path) {
  auto there = disk.exists(path);
  if (!there) return std::move(there.error());
  if (*there) return ok();
  const auto parent = parent_directory(path);
  if (auto made = make_directories(disk, parent); !made) return made;
  if (auto made = disk.make_directory(path); !made) return made;
  return disk.sync_directory(parent);
}

Result<std::string> read_whole(Disk& disk, const std::string& path, std::size_t bytes_max) {
  auto file = disk.open(path, OpenMode::read);
  if (!file) return std::move(file.error());
  const auto size = (*file)->size();
  if (!size) return size.error();
  if (*size > bytes_max) return error::internal(path + " is larger than it may be.");
  std::string bytes(*size, '\0');
  const auto got = (*file)->pread(0, bytes);
  if (!got) return got.error();
  bytes.resize(*got);
  return bytes;
}

Status write_whole(Disk& disk, const std::string& path, std::string_view bytes) {
  const auto temporary = path + ".new";
  {
    auto file = disk.open(temporary, OpenMode::truncate);
    if (!file) return std::move(file.error());
    if (auto written = (*file)->pwrite(0, bytes); !written) return written;
    if (auto synced = (*file)->sync(); !synced) return synced;
  }
  if (auto renamed = disk.rename(temporary, path); !renamed) return renamed;
  return disk.sync_directory(parent_directory(path));
}

}  // namespace penstock
