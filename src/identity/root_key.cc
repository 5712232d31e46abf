#include "identity/root_key.h"

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "base/ids.h"
#include "identity/private_file.h"
#include "identity/sealed_text.h"

namespace penstock {
namespace {

constexpr std::string_view sealed_for = "root-key";
constexpr std::size_t secret_bytes = 30;  // 40 characters, as AWS's secrets have
constexpr std::size_t id_letters = 16;    // behind "AKIA"

ApiError unavailable(std::string_view what) {
  return {500, "RootKeyUnavailable", "The root key in " + std::string(what)};
}

bool is_id_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

AccessKey root_key(std::string_view id, std::string_view secret, std::string_view account) {
  return {.id = std::string(id), .secret = std::string(secret), .principal = policy::root_principal(account)};
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

Status keep(const AccessKey& key, const std::filesystem::path& file, const Vault& vault) {
  const Secret text(key.id + ':' + std::string(key.secret.reveal()));
  auto kept = write_private_file(file, seal_text(vault, sealed_for, text.reveal()));
  if (!kept) return unavailable(kept.error().message);
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
                                            const Vault& vault, const RandomBytes& random) {
  const auto file = directory / root_key_file;
  const auto kept = read_private_file(file);
  if (!kept) return unavailable(kept.error().message);
  if (!*kept) {
    KeptRootKey made{made_up(account, random), true};
    if (auto done = keep(made.key, file, vault); !done) return done.error();
    return made;
  }
  const auto damaged = [&] {
    return unavailable(file.string() + " is damaged: restore it, or remove it and a new one is made.");
  };
  if (is_sealed_text(**kept)) {
    const auto opened = open_text(vault, sealed_for, **kept);
    auto key = opened ? parse_root_key(opened->reveal(), account) : damaged();
    if (!key) return damaged();
    return KeptRootKey{std::move(*key), false};
  }
  const auto text = std::string_view(**kept);
  auto key = parse_root_key(text.substr(0, text.find('\n')), account);
  if (!key) return damaged();
  if (auto done = keep(*key, file, vault); !done) return done.error();
  return KeptRootKey{std::move(*key), false};
}

// The secret may hold characters of the shell's own; single quotes keep them.
std::string export_lines(const AccessKey& key) {
  std::string quoted = "'";
  const auto secret = key.secret.reveal();
  for (const char c : secret) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  const bool plain = std::ranges::all_of(secret, [](char c) { return is_id_character(c) || c == '/' || c == '+'; });
  return "export AWS_ACCESS_KEY_ID=" + key.id +
         "\nexport AWS_SECRET_ACCESS_KEY=" + (plain ? std::string(secret) : quoted + '\'') + '\n';
}

}  // namespace penstock
