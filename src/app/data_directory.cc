#include "app/data_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace penstock::app {
namespace {

ApiError unavailable(std::string message) { return {500, "DataDirectoryUnavailable", std::move(message)}; }

}  // namespace

Result<std::unique_ptr<DataDirectoryLock>> DataDirectoryLock::take(const std::filesystem::path& directory) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(directory, error);
  if (error) {
    return unavailable(
        fmt::format("{} cannot be made: {}. Choose another place with --data.", directory.string(), error.message()));
  }
  if (made) chmod(directory.c_str(), 0700);
  const auto path = (directory / "lock").string();
  Fd file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file) {
    return unavailable(fmt::format("{} cannot be opened: {}. Is the data directory writable by this user?", path,
                                   std::strerror(errno)));
  }
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    return unavailable(fmt::format("{} is in use by another server. Stop it, or choose another place with --data.",
                                   directory.string()));
  }
  return std::unique_ptr<DataDirectoryLock>(new DataDirectoryLock(std::move(file)));
}

}  // namespace penstock::app
