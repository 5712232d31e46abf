// What the server is started with. Each setting is a flag (--data), an environment variable (PENSTOCK_DATA) and a key
// of a TOML file (data = "…"); a flag beats the environment, which beats the file.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/audit_files.h"
#include "base/result.h"
#include "identity/master_key.h"

namespace penstock::app {

enum class Auth { on, off };
enum class Audit { on, denied, off };
enum class Durability { fsync, os };
enum class Limits { off, aws };
enum class States { aws, instant };

struct Settings {
  std::string host = "127.0.0.1";
  std::uint16_t port = 4566;
  std::filesystem::path data;
  Auth auth = Auth::on;
  Audit audit = Audit::on;
  AuditBounds audit_bounds;
  Durability durability = Durability::fsync;
  Limits limits = Limits::off;
  States states = States::aws;
  std::string account = "000000000000";
  std::string root_key;  // "ACCESS:SECRET"; empty: made on first start and kept in the data directory
  MasterKeySource master_key;
  std::map<std::string, std::filesystem::path> web_identity_keys;  // by issuer
  unsigned threads = 0;                                            // event loops; 0: one per core
  std::uint64_t segment_bytes = 64ull << 20;
  std::string log_level = "info";
};

// One setting: its name is the flag without dashes, the TOML key, and (in capitals, PENSTOCK_ before) the variable.
struct SettingSpec {
  std::string_view name;
  std::string_view values;  // as --help shows them: "on|off"
  std::string_view help;
  Status (*apply)(Settings&, const std::string& value);
  bool has_flag = true;  // false for secrets: the command line of a process is no secret
};

std::span<const SettingSpec> setting_specs();

using SettingValues = std::map<std::string, std::string, std::less<>>;
using EnvironmentLookup = std::function<const char*(const char*)>;

// Merges the three sources. Errors (code "InvalidSetting") name the setting, where it came from and what it takes.
Result<Settings> load_settings(const SettingValues& flags, const EnvironmentLookup& environment,
                               const std::optional<std::filesystem::path>& toml_file);

// Where data goes when nobody says: $XDG_DATA_HOME/penstock or ~/.local/share/penstock.
std::filesystem::path default_data_directory(const EnvironmentLookup& environment);

bool is_loopback(std::string_view host);

}  // namespace penstock::app
