#include "app/settings.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <charconv>

namespace penstock::app {
namespace {

ApiError invalid(std::string message) { return {400, "InvalidSetting", std::move(message)}; }

template <class Number>
Status parse_number(const std::string& value, Number& out, Number min, Number max) {
  Number number{};
  const auto* end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc{} || stop != end || number < min || number > max) {
    return invalid(fmt::format("'{}' is not a number from {} to {}", value, min, max));
  }
  out = number;
  return ok();
}

template <class Enum>
Status parse_choice(const std::string& value, Enum& out, std::string_view first, Enum if_first, std::string_view second,
                    Enum if_second) {
  if (value != first && value != second) return invalid(fmt::format("'{}' is neither {} nor {}", value, first, second));
  out = value == first ? if_first : if_second;
  return ok();
}

Status apply_listen(Settings& settings, const std::string& value) {
  const auto colon = value.rfind(':');
  if (colon == std::string::npos || colon == 0) return invalid(fmt::format("'{}' is not HOST:PORT", value));
  auto host = value.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  settings.host = host;
  return parse_number<std::uint16_t>(value.substr(colon + 1), settings.port, 0, 65535);
}

Status apply_account(Settings& settings, const std::string& value) {
  const bool digits = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
  if (value.size() != 12 || !digits) return invalid(fmt::format("'{}' is not a 12-digit account number", value));
  settings.account = value;
  return ok();
}

Status apply_root_key(Settings& settings, const std::string& value) {
  const auto colon = value.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == value.size()) {
    return invalid("the root key is not ACCESS:SECRET");  // the value is a secret: not shown
  }
  settings.root_key = value;
  return ok();
}

// "https://id.example.com=keys.json,…"
Status apply_web_identity_keys(Settings& settings, const std::string& value) {
  settings.web_identity_keys.clear();
  for (std::size_t at = 0; at < value.size();) {
    const auto end = std::min(value.find(',', at), value.size());
    const auto entry = value.substr(at, end - at);
    const auto equals = entry.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == entry.size()) {
      return invalid(fmt::format("'{}' is not ISSUER=FILE", entry));
    }
    settings.web_identity_keys[entry.substr(0, equals)] = entry.substr(equals + 1);
    at = end + 1;
  }
  return ok();
}

Status apply_log_level(Settings& settings, const std::string& value) {
  static constexpr std::array<std::string_view, 4> levels = {"debug", "info", "warn", "error"};
  if (std::ranges::find(levels, value) == levels.end()) {
    return invalid(fmt::format("'{}' is none of debug, info, warn, error", value));
  }
  settings.log_level = value;
  return ok();
}

constexpr SettingSpec specs[] = {
    {"listen", "HOST:PORT", "Address to listen on; port 0 takes a free one (default 127.0.0.1:4566)", apply_listen},
    {"data", "DIR", "Where everything is kept (default ~/.local/share/penstock)",
     [](Settings& s, const std::string& v) {
       if (v.empty()) return Status(invalid("the data directory is empty"));
       s.data = v;
       return ok();
     }},
    {"auth", "on|off", "Check signatures (default on); off listens on loopback only",
     [](Settings& s, const std::string& v) { return parse_choice(v, s.auth, "on", Auth::on, "off", Auth::off); }},
    {"audit", "on|denied|off", "Keep a trail of every decision in DATA/audit (default on), or of denials alone",
     [](Settings& s, const std::string& v) {
       if (v == "denied") {
         s.audit = Audit::denied;
         return ok();
       }
       return parse_choice(v, s.audit, "on", Audit::on, "off", Audit::off);
     }},
    {"audit-file-bytes", "N", "Size of a file of the trail (default 16777216)",
     [](Settings& s, const std::string& v) {
       return parse_number<std::uint64_t>(v, s.audit_bounds.file_bytes, 4ull << 10, 1ull << 40);
     }},
    {"audit-files", "N", "How many files of the trail are kept (default 8)",
     [](Settings& s, const std::string& v) { return parse_number<int>(v, s.audit_bounds.files, 1, 10'000); }},
    {"durability", "fsync|os", "When a write is acknowledged: on disk (default), or handed to the kernel",
     [](Settings& s, const std::string& v) {
       return parse_choice(v, s.durability, "fsync", Durability::fsync, "os", Durability::os);
     }},
    {"limits", "off|aws", "Throttle and pause as AWS does, for example 1 MB/s per shard (default off)",
     [](Settings& s, const std::string& v) {
       return parse_choice(v, s.limits, "off", Limits::off, "aws", Limits::aws);
     }},
    {"states", "aws|instant", "Whether resources pass visibly through CREATING and the like (default aws, short)",
     [](Settings& s, const std::string& v) {
       return parse_choice(v, s.states, "aws", States::aws, "instant", States::instant);
     }},
    {"account", "ID", "The 12-digit account that owns everything (default 000000000000)", apply_account},
    {"root-key", "ACCESS:SECRET", "The root key (default: made on first start and kept in the data directory)",
     apply_root_key},
    {"master-key", "BASE64", "The master key of the secrets that are kept: 32 bytes",
     [](Settings& s, const std::string& v) {
       s.master_key.key = v;
       return ok();
     },
     false},
    {"master-key-file", "FILE", "The file that holds the master key (default: beside the data directory, DIR.key)",
     [](Settings& s, const std::string& v) {
       s.master_key.file = v;
       return ok();
     }},
    {"web-identity-keys", "ISSUER=FILE,...",
     "Key sets of OpenID Connect providers, for AssumeRoleWithWebIdentity (default: asked of the provider)",
     apply_web_identity_keys},
    {"threads", "N", "Event loops (default 0: one per core)",
     [](Settings& s, const std::string& v) { return parse_number<unsigned>(v, s.threads, 0, 256); }},
    {"segment-bytes", "N", "Size of a log segment (default 67108864)",
     [](Settings& s, const std::string& v) {
       return parse_number<std::uint64_t>(v, s.segment_bytes, 64ull << 10, 1ull << 30);
     }},
    {"log-level", "debug|info|warn|error", "What the server logs to standard error (default info)", apply_log_level},
};

std::string variable_of(std::string_view name) {
  std::string variable = "PENSTOCK_";
  for (const char c : name) variable += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return variable;
}

Result<SettingValues> read_toml(const std::filesystem::path& path) {
  SettingValues values;
  try {
    const auto table = toml::parse_file(path.string());
    for (const auto& [key, node] : table) {
      if (const auto text = node.value<std::string>()) {
        values.emplace(key.str(), *text);
      } else if (const auto number = node.value_exact<std::int64_t>()) {
        values.emplace(key.str(), std::to_string(*number));
      } else {
        return invalid(fmt::format("{}: {} must be a string or a whole number", path.string(), key.str()));
      }
    }
  } catch (const toml::parse_error& error) {
    return invalid(fmt::format("{}:{}: {}", path.string(), error.source().begin.line, error.description()));
  }
  return values;
}

Status check_together(const Settings& settings) {
  if (!settings.master_key.key.empty() && !settings.master_key.file.empty()) {
    return invalid("both a master key and the file of one are given: leave out PENSTOCK_MASTER_KEY or master-key-file");
  }
  if (settings.auth == Auth::off && !is_loopback(settings.host)) {
    return invalid(
        fmt::format("auth is off, so the server listens on loopback only, not on {}. Use --auth on, or "
                    "--listen 127.0.0.1:{}.",
                    settings.host, settings.port));
  }
  return ok();
}

}  // namespace

std::span<const SettingSpec> setting_specs() { return specs; }

bool is_loopback(std::string_view host) {
  // A name such as 127.example.com may be anywhere.
  const bool is_address = host.find_first_not_of("0123456789.") == host.npos;
  return (host.starts_with("127.") && is_address) || host == "::1" || host == "localhost";
}

std::filesystem::path default_data_directory(const EnvironmentLookup& environment) {
  if (const char* data_home = environment("XDG_DATA_HOME"); data_home && *data_home) {
    return std::filesystem::path(data_home) / "penstock";
  }
  if (const char* home = environment("HOME"); home && *home) {
    return std::filesystem::path(home) / ".local/share/penstock";
  }
  return "penstock-data";
}

Result<Settings> load_settings(const SettingValues& flags, const EnvironmentLookup& environment,
                               const std::optional<std::filesystem::path>& toml_file) {
  SettingValues from_file;
  if (toml_file) {
    auto read = read_toml(*toml_file);
    if (!read) return read.error();
    from_file = std::move(*read);
    for (const auto& [name, value] : from_file) {
      if (std::ranges::find(specs, std::string_view(name), &SettingSpec::name) == std::end(specs)) {
        return invalid(fmt::format("{}: there is no setting '{}'", toml_file->string(), name));
      }
    }
  }
  Settings settings;
  settings.data = default_data_directory(environment);
  for (const auto& spec : specs) {
    const auto variable = variable_of(spec.name);
    std::string source;
    std::optional<std::string> value;
    if (const auto flag = flags.find(spec.name); flag != flags.end() && spec.has_flag) {
      value = flag->second;
      source = fmt::format("--{}", spec.name);
    } else if (const char* set = environment(variable.c_str()); set && *set) {
      value = set;
      source = variable;
    } else if (const auto kept = from_file.find(spec.name); kept != from_file.end()) {
      value = kept->second;
      source = fmt::format("{}: {}", toml_file->string(), spec.name);
    }
    if (!value) continue;
    if (auto applied = spec.apply(settings, *value); !applied) {
      return invalid(fmt::format("{}: {} (it takes {})", source, applied.error().message, spec.values));
    }
  }
  if (auto together = check_together(settings); !together) return together.error();
  return settings;
}

}  // namespace penstock::app
