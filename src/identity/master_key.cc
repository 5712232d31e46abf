#include "identity/master_key.h"

#include <optional>
#include <string>

#include "base/base64.h"
#include "identity/private_file.h"
#include "identity/sealed_text.h"

namespace penstock {
namespace {

constexpr std::string_view check_purpose = "vault/check";
constexpr std::string_view check_text = "penstock";
constexpr auto environment_hint =
    "give it in PENSTOCK_MASTER_KEY (base64), or its file's path in PENSTOCK_MASTER_KEY_FILE";

ApiError unavailable(std::string message) { return {500, "MasterKeyUnavailable", std::move(message)}; }

// The key's bytes; absent for text that is not their base64.
std::optional<Secret> parse_key(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  std::string bytes;
  if (!from_base64(text, bytes) || bytes.size() != Vault::key_bytes) return std::nullopt;
  return Secret(std::move(bytes));
}

std::filesystem::path key_file(const std::filesystem::path& data, const MasterKeySource& source) {
  return source.file.empty() ? master_key_file(data) : source.file;
}

// The key that is there; an empty secret when there is none.
Result<Secret> find_key(const std::filesystem::path& data, const MasterKeySource& source) {
  if (!source.key.empty()) {
    if (auto key = parse_key(source.key.reveal())) return std::move(*key);
    return unavailable("PENSTOCK_MASTER_KEY is not the base64 of 32 bytes: make one with 'openssl rand -base64 32'.");
  }
  const auto file = key_file(data, source);
  const auto text = read_private_file(file);
  if (!text) return unavailable("The master key in " + text.error().message);
  if (!*text) return Secret();
  if (auto key = parse_key(**text)) return std::move(*key);
  return unavailable("The master key in " + file.string() + " is damaged (it is the base64 of 32 bytes): restore it.");
}

ApiError missing(const std::filesystem::path& data, const MasterKeySource& source) {
  return unavailable("The master key of " + data.string() + " is missing: there is no " +
                     key_file(data, source).string() +
                     ". Restore that file (was the data directory moved without it?), or " + environment_hint + ".");
}

ApiError wrong(const std::filesystem::path& data, const MasterKeySource& source) {
  const auto where = source.key.empty() ? key_file(data, source).string() : std::string("PENSTOCK_MASTER_KEY");
  return unavailable("The master key in " + where + " is not the one that the secrets in " + data.string() +
                     " were sealed with. Restore that key, or " + environment_hint + ".");
}

Result<Secret> make_key(const std::filesystem::path& data, const MasterKeySource& source, Random& random) {
  std::string bytes(Vault::key_bytes, '\0');
  random.fill({reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()});
  Secret key(std::move(bytes));
  const Secret text(to_base64(key.reveal()) + '\n');
  if (auto kept = write_private_file(key_file(data, source), text.reveal()); !kept) {
    return unavailable("The master key in " + kept.error().message +
                       ". Put the data where a file beside it can be made, or " + environment_hint + ".");
  }
  return key;
}

}  // namespace

std::filesystem::path master_key_file(const std::filesystem::path& data) {
  auto file = std::filesystem::absolute(data).lexically_normal();
  if (!file.has_filename()) file = file.parent_path();  // "/srv/penstock/"
  return file += ".key";
}

Result<Vault> open_vault(const std::filesystem::path& data, const MasterKeySource& source, FirstStart first_start,
                         Random& random) {
  const auto check_file = data / vault_file;
  const auto check = read_private_file(check_file);
  if (!check) return unavailable(check.error().message);
  auto key = find_key(data, source);
  if (!key) return key.error();
  if (*check) {
    if (key->empty()) return missing(data, source);
    Vault vault(std::move(*key), random);
    if (!open_text(vault, check_purpose, **check)) return wrong(data, source);
    return vault;
  }
  if (first_start == FirstStart::is_refused) {
    return unavailable(data.string() + " holds no secrets: start a server there first.");
  }
  if (key->empty()) key = make_key(data, source, random);
  if (!key) return key.error();
  Vault vault(std::move(*key), random);
  if (auto kept = write_private_file(check_file, seal_text(vault, check_purpose, check_text)); !kept) {
    return unavailable(kept.error().message);
  }
  return vault;
}

}  // namespace penstock
