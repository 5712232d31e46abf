// penstock doctor: looks at the machine and the data directory, changes nothing that stays, and says what to do.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>
#include <vector>

#include "app/commands.h"
#include "app/data_directory.h"
#include "app/port_check.h"
#include "identity/master_key.h"
#include "identity/root_key.h"
#include "io/block_on.h"
#include "io/loop_group.h"
#include "services/dynamodb/table_check.h"
#include "table/rocks_store.h"

namespace penstock::app {
namespace {

namespace fs = std::filesystem;

enum class Verdict { fine, warning, broken };

struct Finding {
  Verdict verdict;
  std::string what;
  std::string advice = {};
};

constexpr std::uint64_t gib = 1ull << 30;
constexpr int sync_samples = 21;
constexpr std::size_t sync_bytes = 4096;
// Below this no device was reached: memory, or a disk that lies. A slow one makes each single put as slow.
constexpr double sync_suspicious_us = 15;
constexpr double sync_slow_us = 20'000;
constexpr rlim_t open_files_min = 4096;
constexpr long tmpfs_magic = 0x01021994;

Finding check_cores() {
  return {Verdict::fine, fmt::format("{} cores: as many event loops unless --threads says otherwise",
                                     std::thread::hardware_concurrency())};
}

Finding check_open_files() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max >= open_files_min) return {Verdict::fine, fmt::format("{} open files allowed", limit.rlim_max)};
  return {Verdict::warning, fmt::format("only {} open files allowed", limit.rlim_max),
          fmt::format("raise the limit: ulimit -n {}", open_files_min)};
}

Finding check_directory(const fs::path& data) {
  struct stat info{};
  if (stat(data.c_str(), &info) != 0) {
    auto parent = fs::absolute(data);
    while (!fs::exists(parent)) parent = parent.parent_path();
    if (access(parent.c_str(), W_OK) == 0)
      return {Verdict::fine, fmt::format("{} is made on first start", data.string())};
    return {Verdict::broken, fmt::format("{} cannot be made: {} is not writable", data.string(), parent.string()),
            "choose another place with --data, or change the permissions"};
  }
  if (!S_ISDIR(info.st_mode)) {
    return {Verdict::broken, fmt::format("{} is not a directory", data.string()), "choose another place with --data"};
  }
  if (access(data.c_str(), W_OK | X_OK) != 0) {
    return {Verdict::broken, fmt::format("{} is not writable by this user", data.string()),
            fmt::format("chown it, or run as user {}", info.st_uid)};
  }
  if (info.st_mode & 077) {
    return {Verdict::warning, fmt::format("{} can be read by other users", data.string()),
            fmt::format("chmod 700 {}", data.string())};
  }
  return {Verdict::fine, fmt::format("{} is writable and private", data.string())};
}

// The nearest directory that exists: where the data directory is, or will be.
fs::path existing(const fs::path& data) {
  auto path = fs::absolute(data);
  while (!fs::is_directory(path) && path.has_parent_path() && path != path.parent_path()) path = path.parent_path();
  return path;
}

Finding check_space(const fs::path& data) {
  std::error_code error;
  const auto space = fs::space(existing(data), error);
  if (error) return {Verdict::broken, fmt::format("free space is unknown: {}", error.message()), "check the disk"};
  const auto text = fmt::format("{:.1f} GiB free of {:.1f}", static_cast<double>(space.available) / gib,
                                static_cast<double>(space.capacity) / gib);
  if (space.available < gib)
    return {Verdict::broken, text, "free some space: writes are refused when the disk is full"};
  if (space.available < 10 * gib) return {Verdict::warning, text, "more space, or shorter retention"};
  return {Verdict::fine, text};
}

Finding check_sync(const fs::path& data) {
  const auto directory = existing(data);
  struct statfs info{};
  if (statfs(directory.c_str(), &info) == 0 && info.f_type == tmpfs_magic) {
    return {Verdict::warning, "the data directory is in memory (tmpfs): nothing survives a reboot",
            "choose a disk with --data"};
  }
  auto name = (directory / "penstock-doctor-XXXXXX").string();
  const int file = mkstemp(name.data());
  if (file < 0) {
    return {Verdict::broken, fmt::format("no file can be made in {}: {}", directory.string(), std::strerror(errno)),
            "change the permissions, or choose another place with --data"};
  }
  unlink(name.c_str());
  std::array<char, sync_bytes> bytes{};
  std::vector<double> micros;
  bool failed = false;
  for (int i = 0; i < sync_samples && !failed; ++i) {
    const auto start = std::chrono::steady_clock::now();
    failed = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(i * bytes.size())) < 0 || fdatasync(file) != 0;
    micros.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
  }
  close(file);
  if (failed) return {Verdict::broken, fmt::format("fdatasync fails: {}", std::strerror(errno)), "check the disk"};
  std::ranges::sort(micros);
  const auto median = micros[micros.size() / 2];
  const auto text = fmt::format("a durable 4 KB write takes {:.0f} us (median of {})", median, sync_samples);
  if (median < sync_suspicious_us) return {Verdict::warning, text, "too quick for a device: is this disk durable?"};
  if (median > sync_slow_us) return {Verdict::warning, text, "a slow disk: each single put waits as long"};
  return {Verdict::fine, text};
}

Finding check_root_key(const Settings& settings) {
  if (settings.auth == Auth::off) return {Verdict::warning, "auth is off: every key is accepted", "only for tests"};
  if (!settings.root_key.empty()) return {Verdict::fine, "the root key comes from the settings"};
  const auto path = settings.data / root_key_file;
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) return {Verdict::fine, "a root key is made on first start"};
  if (info.st_mode & 077) {
    return {Verdict::broken, fmt::format("{} can be read by other users", path.string()),
            fmt::format("chmod 600 {}", path.string())};
  }
  return {Verdict::fine, fmt::format("the root key is in {}", path.string())};
}

Finding check_master_key(const Settings& settings) {
  if (!fs::exists(settings.data / vault_file)) return {Verdict::fine, "a master key is made on first start"};
  SystemRandom random;
  const auto vault = open_vault(settings.data, settings.master_key, FirstStart::is_refused, random);
  if (!vault) return {Verdict::broken, "the secrets that are kept cannot be read", vault.error().message};
  if (!settings.master_key.key.empty()) return {Verdict::fine, "the master key comes from the environment"};
  const auto file = settings.master_key.file.empty() ? master_key_file(settings.data) : settings.master_key.file;
  return {Verdict::fine, fmt::format("the master key is in {}: keep a copy, apart from the data's", file.string())};
}

// Every table against its indexes and its stream. A server that runs has them in its hands: nobody else may look.
std::vector<Finding> check_tables(const Settings& settings) {
  const auto directory = settings.data / "table";
  if (!fs::exists(directory)) return {};
  const auto lock = DataDirectoryLock::take(settings.data);
  if (!lock) return {{Verdict::fine, "tables are not looked at while a server runs"}};
  const auto store = RocksStore::open(directory);
  if (!store) return {{Verdict::broken, "the tables cannot be opened", store.error().message}};
  LoopGroup loops(1);
  const auto checked = block_on(loops[0], dynamodb::check_tables(**store));
  if (!checked) return {{Verdict::broken, "the tables cannot be read", checked.error().message}};
  std::vector<Finding> findings;
  for (const auto& table : *checked) {
    findings.push_back({Verdict::fine, fmt::format("{}: {} items, {} index entries and {} changes agree", table.arn,
                                                   table.items, table.index_entries, table.changes)});
    if (table.findings.empty()) continue;
    findings.back() = {Verdict::broken, fmt::format("{}: {}", table.arn, fmt::join(table.findings, "; ")),
                       "restore the data directory from a copy"};
  }
  return findings;
}

Finding check_port(const Settings& settings) {
  const auto address = fmt::format("{}:{}", settings.host, settings.port);
  switch (port_state(settings.host, settings.port)) {
    case PortState::free:
      return {Verdict::fine, fmt::format("{} is free", address)};
    case PortState::penstock:
      return {Verdict::fine, fmt::format("a penstock server answers on {}", address)};
    case PortState::taken:
      return {Verdict::broken, fmt::format("another program listens on {}", address),
              "stop it, or choose another port with --listen"};
    case PortState::unusable:
      return {Verdict::broken, fmt::format("nothing can listen on {}: {}", address, std::strerror(errno)),
              "choose another address with --listen"};
  }
  return {Verdict::broken, "unreachable"};
}

void print(const Finding& finding, bool colour) {
  static constexpr std::array<std::string_view, 3> words = {"ok     ", "warning", "WRONG  "};
  static constexpr std::array<std::string_view, 3> colours = {"\x1b[32m", "\x1b[33m", "\x1b[31m"};
  const auto index = static_cast<std::size_t>(finding.verdict);
  fmt::print("{}{}{}  {}\n", colour ? colours[index] : "", words[index], colour ? "\x1b[0m" : "", finding.what);
  if (!finding.advice.empty()) fmt::print("         -> {}\n", finding.advice);
}

}  // namespace

int doctor(Settings settings) {
  std::vector findings = {
      check_cores(),
      check_open_files(),
      check_directory(settings.data),
      check_space(settings.data),
      check_sync(settings.data),
      check_master_key(settings),
      check_root_key(settings),
      check_port(settings),
  };
  for (auto& finding : check_tables(settings)) findings.push_back(std::move(finding));
  const bool colour = isatty(STDOUT_FILENO) == 1;
  for (const auto& finding : findings) print(finding, colour);
  const auto broken = std::ranges::count(findings, Verdict::broken, &Finding::verdict);
  if (broken) fmt::print("{} thing(s) to put right before the server can work.\n", broken);
  return broken ? 1 : 0;
}

}  // namespace penstock::app
