#include "app/audit_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <charconv>
#include <map>
#include <optional>
#include <thread>

namespace penstock::app {
namespace {

namespace fs = std::filesystem;

// What is decided meanwhile goes out at once: a thread woken for each line costs more than the line.
constexpr std::chrono::milliseconds gathering{20};

fs::path file_of(const fs::path& directory, int age) {
  return directory / (age == 0 ? "access.jsonl" : fmt::format("access.{}.jsonl", age));
}

// 0 of "access.jsonl", 3 of "access.3.jsonl"; nothing of another name.
std::optional<int> age_of(std::string_view name) {
  constexpr std::string_view begin = "access.", end = ".jsonl";
  if (name == "access.jsonl") return 0;
  if (name.size() <= begin.size() + end.size() || !name.starts_with(begin) || !name.ends_with(end)) return std::nullopt;
  const auto digits = name.substr(begin.size(), name.size() - begin.size() - end.size());
  int age = 0;
  const auto [stop, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), age);
  if (fault != std::errc() || stop != digits.data() + digits.size() || age < 1) return std::nullopt;
  return age;
}

// By age, the oldest first.
std::map<int, fs::path, std::greater<>> files_in(const fs::path& directory) {
  std::map<int, fs::path, std::greater<>> found;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(directory, fault)) {
    if (const auto age = age_of(entry.path().filename().string())) found.emplace(*age, entry.path());
  }
  return found;
}

}  // namespace

Result<std::unique_ptr<AuditFiles>> AuditFiles::open(const fs::path& data, AuditBounds bounds) {
  const auto directory = data / "audit";
  std::error_code fault;
  fs::create_directories(directory, fault);
  if (!fault) fs::permissions(directory, fs::perms::owner_all, fault);
  std::unique_ptr<AuditFiles> files(new AuditFiles(directory, bounds));
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

// What is older than is wanted goes, also where more was wanted before.
void AuditFiles::rotate() {
  std::error_code ignored;
  const int oldest = bounds_.files - 1;
  for (const auto& [age, path] : files_in(directory_)) {
    if (age >= oldest) {
      fs::remove(path, ignored);
    } else {
      fs::rename(path, file_of(directory_, age + 1), ignored);
    }
  }
  begin_file();
}

void AuditFiles::write(std::string_view lines) {
  if (bytes_ > 0 && bytes_ + lines.size() > bounds_.file_bytes) rotate();
  FileSink(file_.get()).write(lines);
  bytes_ += lines.size();
  std::this_thread::sleep_for(gathering);
}

std::vector<fs::path> audit_files(const fs::path& data) {
  std::vector<fs::path> found;
  for (auto& [age, path] : files_in(data / "audit")) found.push_back(path);
  return found;
}

}  // namespace penstock::app
