#include "identity/root_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/base64.h"
#include "base/ids.h"

namespace penstock {
namespace {

constexpr std::string_view file_name = "root_key";
constexpr std::size_t file_bytes_max = 512;
constexpr std::size_t secret_bytes = 30;  // 40 characters, as AWS's secrets have
constexpr std::size_t id_letters = 16;    // behind "AKIA"

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
  return {500, "RootKeyUnavailable", "The root key in " + file.string() + " " + std::string(what)};
}

ApiError failed(const std::filesystem::path& file, std::string_view doing) {
  return unavailable(file, std::string("cannot be ").append(doing).append(": ").append(std::strerror(errno)));
}

bool is_id_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

AccessKey root_key(std::string_view id, std::string_view secret, std::string_view account) {
  return {.id = std::string(id),
          .secret = std::string(secret),
          .session_token = {},
          .principal = policy::root_principal(account)};
}

AccessKey made_up(std::string_view account, const RandomBytes& random) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::array<std::uint8_t, id_letters> id_bytes{};
  std::array<std::uint8_t, secret_bytes> secret{};
  random(id_bytes);
  random(secret);
  std::string id = "AKIA";
  for (const auto byte : id_bytes) id += letters[byte % letters.size()];
  const std::string_view bytes(reinterpret_cast<const char*>(secret.data()), secret.size());
  return root_key(id, to_base64(bytes), account);
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

// Written beside and renamed, so that a crash leaves no half of a key.
Status keep(const AccessKey& key, const std::filesystem::path& directory, const std::filesystem::path& file) {
  const auto beside = directory / "root_key.new";
  const Descriptor made(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!made) return failed(file, "created");
  if (::fchmod(made.get(), 0600) != 0) return failed(file, "protected");
  if (auto written = write_whole(made.get(), key.id + ':' + key.secret + '\n', file); !written) return written;
  if (::rename(beside.c_str(), file.c_str()) != 0) return failed(file, "put in place");
  const Descriptor folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || ::fsync(folder.get()) != 0) return failed(file, "synced");
  return ok();
}

}  // namespace

Result<AccessKey> parse_root_key(std::string_view setting, std::string_view account) {
  const auto refuse = [](std::string_view why) {
    return ApiError{400, "InvalidSetting", std::string("The root key takes the form ACCESS:SECRET; ").append(why)};
  };
  const auto colon = setting.find(':');
  if (colon == setting.npos) return refuse("the colon is missing.");
  const auto id = setting.substr(0, colon);
  const auto secret = setting.substr(colon + 1);
  if (id.empty() || id.size() > 128) return refuse("the access key has 1 to 128 characters.");
  if (!std::ranges::all_of(id, is_id_character)) return refuse("the access key has letters, digits and ._- only.");
  if (secret.empty() || secret.size() > 128) return refuse("the secret has 1 to 128 characters.");
  const auto printable = [](char c) { return c > ' ' && c < 0x7f; };
  if (!std::ranges::all_of(secret, printable)) return refuse("the secret has visible ASCII characters only.");
  return root_key(id, secret, account);
}

Result<KeptRootKey> load_or_create_root_key(const std::filesystem::path& directory, std::string_view account,
                                            const RandomBytes& random) {
  const auto file = directory / file_name;
  const Descriptor kept(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!kept) {
    if (errno != ENOENT) return failed(file, "opened");
    KeptRootKey made{made_up(account, random), true};
    if (auto done = keep(made.key, directory, file); !done) return done.error();
    return made;
  }
  struct stat status{};
  if (::fstat(kept.get(), &status) != 0) return failed(file, "examined");
  if ((status.st_mode & 077) != 0) return unavailable(file, "can be read by others: chmod 600 it, or remove it.");
  std::array<char, file_bytes_max> buffer{};
  const auto count = ::read(kept.get(), buffer.data(), buffer.size());
  if (count < 0) return failed(file, "read");
  std::string_view text(buffer.data(), static_cast<std::size_t>(count));
  text = text.substr(0, text.find('\n'));
  auto key = parse_root_key(text, account);
  if (!key) return unavailable(file, "is damaged: restore it, or remove it and a new one is made.");
  return KeptRootKey{std::move(*key), false};
}

// The secret may hold characters of the shell's own; single quotes keep them.
std::string export_lines(const AccessKey& key) {
  std::string quoted = "'";
  for (const char c : key.secret) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  const bool plain = std::ranges::all_of(key.secret, [](char c) { return is_id_character(c) || c == '/' || c == '+'; });
  return "export AWS_ACCESS_KEY_ID=" + key.id +
         "\nexport AWS_SECRET_ACCESS_KEY=" + (plain ? key.secret : quoted + '\'') + '\n';
}

}  // namespace penstock
