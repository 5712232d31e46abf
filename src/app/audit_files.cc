#include "app/audit_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <thread>

namespace penstock::app {
namespace {

namespace fs = std::filesystem;

// What is decided meanwhile goes out at once: a thread woken for each line costs more than the line.
constexpr std::chrono::milliseconds gathering{20};

fs::path file_of(const fs::path& directory, int age) {
  return directory / (age == 0 ? "access.jsonl" : fmt::format("access.{}.jsonl", age));
}

}  // namespace

Result<std::unique_ptr<AuditFiles>> AuditFiles::open(const fs::path& data, std::uint64_t bytes_max) {
  const auto directory = data / "audit";
  std::error_code fault;
  fs::create_directories(directory, fault);
  if (!fault) fs::permissions(directory, fs::perms::owner_all, fault);
  std::unique_ptr<AuditFiles> files(new AuditFiles(directory, bytes_max));
  if (fault || !files->begin_file()) {
    return ApiError{500, "AuditUnavailable",
                    fmt::format("the audit trail cannot be written in {}: make it writable, or start with --audit off",
                                directory.string())};
  }
  return files;
}

bool AuditFiles::begin_file() {
  file_ = Fd(::open(file_of(directory_, 0).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  struct stat state{};
  if (file_.get() < 0 || ::fstat(file_.get(), &state) != 0) return false;
  bytes_ = static_cast<std::uint64_t>(state.st_size);
  return true;
}

void AuditFiles::rotate() {
  std::error_code ignored;
  fs::remove(file_of(directory_, audit_files_max - 1), ignored);
  for (int age = audit_files_max - 1; age > 0; --age) {
    fs::rename(file_of(directory_, age - 1), file_of(directory_, age), ignored);
  }
  begin_file();
}

void AuditFiles::write(std::string_view lines) {
  if (bytes_ > 0 && bytes_ + lines.size() > bytes_max_) rotate();
  FileSink(file_.get()).write(lines);
  bytes_ += lines.size();
  std::this_thread::sleep_for(gathering);
}

std::vector<fs::path> audit_files(const fs::path& data) {
  std::vector<fs::path> found;
  for (int age = audit_files_max - 1; age >= 0; --age) {
    auto path = file_of(data / "audit", age);
    if (fs::exists(path)) found.push_back(std::move(path));
  }
  return found;
}

}  // namespace penstock::app
