#include "identity/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace penstock {
namespace {

constexpr std::size_t file_bytes_max = 4096;

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  explicit operator bool() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

ApiError unavailable(const std::filesystem::path& file, std::string_view what) {
  return {500, "FileUnavailable", file.string() + " " + std::string(what)};
}

ApiError failed(const std::filesystem::path& file, std::string_view doing) {
  return unavailable(file, std::string("cannot be ").append(doing).append(": ").append(std::strerror(errno)));
}

Status write_whole(int descriptor, std::string_view text, const std::filesystem::path& file) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failed(file, "written");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor) != 0) return failed(file, "synced");
  return ok();
}

}  // namespace

Result<std::optional<std::string>> read_private_file(const std::filesystem::path& file) {
  const Descriptor kept(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!kept) {
    if (errno == ENOENT) return std::optional<std::string>();
    return failed(file, "opened");
  }
  struct stat status{};
  if (::fstat(kept.get(), &status) != 0) return failed(file, "examined");
  if (!S_ISREG(status.st_mode)) return unavailable(file, "is not a file.");
  const bool is_ours = status.st_uid == ::geteuid();
  if (!is_ours && status.st_uid != 0) return unavailable(file, "belongs to another user: chown it.");
  // One that root hands over, as container platforms do, is read through its group.
  if ((status.st_mode & (is_ours ? 077 : 027)) != 0) return unavailable(file, "can be read by others: chmod 600 it.");
  if (static_cast<std::size_t>(status.st_size) > file_bytes_max) return unavailable(file, "is larger than 4 KB.");
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  const auto count = ::read(kept.get(), text.data(), text.size());
  if (count < 0) return failed(file, "read");
  text.resize(static_cast<std::size_t>(count));
  return std::optional(std::move(text));
}

Status write_private_file(const std::filesystem::path& file, std::string_view text) {
  const auto beside = file.string() + ".new";
  const Descriptor made(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!made) return failed(file, "created");
  if (::fchmod(made.get(), 0600) != 0) return failed(file, "protected");
  if (auto written = write_whole(made.get(), text, file); !written) return written;
  if (::rename(beside.c_str(), file.c_str()) != 0) return failed(file, "put in place");
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened || ::fsync(opened.get()) != 0) return failed(file, "synced");
  return ok();
}

}  // namespace penstock
