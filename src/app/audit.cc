// penstock audit: the audit trail, readable.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <optional>
#include <thread>

#include "app/audit_files.h"
#include "app/commands.h"
#include "base/ids.h"

namespace penstock::app {
namespace {

constexpr int exit_failed = 1;
constexpr std::chrono::milliseconds poll_interval{200};

// The text of a field of a line that the trail has written; escapes stay as they are.
std::string_view field(std::string_view line, std::string_view name) {
  const auto key = fmt::format("\"{}\":\"", name);
  const auto at = line.find(key);
  if (at == line.npos) return {};
  auto rest = line.substr(at + key.size());
  std::size_t end = 0;
  while (end < rest.size() && rest[end] != '"') end += rest[end] == '\\' ? 2 : 1;
  return rest.substr(0, end);
}

// "ana" of "arn:aws:iam::000000000000:user/team/ana"; empty for who is no user.
std::string_view user_in(std::string_view principal) {
  ArnParts parts;
  if (!parse_arn(principal, parts) || !parts.resource.starts_with("user/")) return {};
  return parts.resource.substr(parts.resource.rfind('/') + 1);
}

class Printer {
 public:
  explicit Printer(const AuditOptions& options) : options_(options) {}

  void print(std::string_view line) const {
    if (field(line, "event") != "access") {
      if (!options_.denied && options_.user.empty() && options_.principal.empty()) fmt::print("{}\n", line);
      return;
    }
    const bool denied = field(line, "decision") == "denied";
    if (options_.denied && !denied) return;
    if (!options_.principal.empty() && field(line, "principal") != options_.principal) return;
    if (!options_.user.empty() && user_in(field(line, "principal")) != options_.user) return;
    if (!options_.since.empty() && field(line, "time") < options_.since) return;
    const auto sid = field(line, "sid");
    fmt::print("{} {} {} {} on {} ({}{}{}{}) {} {}\n", field(line, "time"), verdict(denied), field(line, "principal"),
               field(line, "action"), field(line, "resource"), field(line, "by"), gap(field(line, "policy")),
               field(line, "policy"), sid.empty() ? "" : fmt::format(", Sid {}", sid), field(line, "source_ip"),
               field(line, "request_id"));
  }

 private:
  static std::string_view gap(std::string_view text) { return text.empty() ? "" : " "; }
  std::string_view verdict(bool denied) const {
    if (!is_terminal_) return denied ? "denied " : "allowed";
    return denied ? "\x1b[31mdenied \x1b[0m" : "\x1b[32mallowed\x1b[0m";
  }

  const AuditOptions& options_;
  const bool is_terminal_ = isatty(STDOUT_FILENO) == 1;
};

// Prints whole lines from where the file was left.
void print_rest(std::ifstream& file, const Printer& printer) {
  file.clear();
  std::string line;
  auto at = file.tellg();
  while (std::getline(file, line)) {
    if (file.eof()) {  // the end of it is still being written
      file.clear();
      file.seekg(at);
      break;
    }
    printer.print(line);
    at = file.tellg();
  }
  std::fflush(stdout);
}

// Tells a file from the one that takes its name. 0 for none.
ino_t id_of(const std::filesystem::path& path) {
  struct stat state{};
  return ::stat(path.c_str(), &state) == 0 ? state.st_ino : 0;
}

struct OpenFile {
  explicit OpenFile(const std::filesystem::path& path) : id(id_of(path)), lines(path) {}
  ino_t id;
  std::ifstream lines;
};

void follow(const std::filesystem::path& path, OpenFile file, const Printer& printer) {
  while (true) {
    print_rest(file.lines, printer);
    std::this_thread::sleep_for(poll_interval);
    file.lines.clear();
    std::error_code fault;
    const auto size = std::filesystem::file_size(path, fault);
    if (fault) continue;
    const bool is_shorter = static_cast<std::streamoff>(size) < static_cast<std::streamoff>(file.lines.tellg());
    if (!is_shorter && id_of(path) == file.id) continue;
    print_rest(file.lines, printer);  // a new file has begun
    file = OpenFile(path);
  }
}

}  // namespace

int audit(Settings settings, AuditOptions options) {
  const auto files = audit_files(settings.data);
  if (files.empty()) {
    fmt::print(stderr, "penstock audit: there is no audit trail in {}: name the server's data directory with --data\n",
               (settings.data / "audit").string());
    return exit_failed;
  }
  const Printer printer(options);
  std::optional<OpenFile> last;
  for (const auto& path : files) {
    last.emplace(path);
    print_rest(last->lines, printer);
  }
  if (options.follow) follow(files.back(), std::move(*last), printer);
  return 0;
}

}  // namespace penstock::app
