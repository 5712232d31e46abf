// The data directory: made private, and held by one server at a time.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "io/socket.h"

namespace penstock::app {

// Held as long as it lives; the kernel lets go of it when the process ends, however it ends.
class DataDirectoryLock {
 public:
  // Makes the directory (0700) when it is missing. Errors (code "DataDirectoryUnavailable") say what to do.
  static Result<std::unique_ptr<DataDirectoryLock>> take(const std::filesystem::path& directory);

 private:
  explicit DataDirectoryLock(Fd file) : file_(std::move(file)) {}
  Fd file_;
};

}  // namespace penstock::app
