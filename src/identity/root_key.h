// The key of an account's root: chosen by a setting, or made on the first start and kept in the data directory, sealed
// and readable by its owner alone. Blocking file access; for start-up. docs/formats/secrets.md has the bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "identity/keys.h"
#include "identity/vault.h"

namespace penstock {

// Where it is kept, in the data directory.
inline constexpr const char* root_key_file = "root_key";

// Fills a span with unpredictable bytes.
using RandomBytes = std::function<void(std::span<std::uint8_t>)>;

// "ACCESS:SECRET", as the setting has it. Errors (code "InvalidSetting") say what is wrong, never the secret.
Result<AccessKey> parse_root_key(std::string_view setting, std::string_view account);

struct KeptRootKey {
  AccessKey key;
  bool created = false;  // on this start: the caller prints export_lines() once
};
// Reads DIRECTORY/root_key, or makes it (mode 0600, durable before it is returned). A plain one, as earlier versions
// kept it, is sealed. Errors (code "RootKeyUnavailable") name the file and what to do.
Result<KeptRootKey> load_or_create_root_key(const std::filesystem::path& directory, std::string_view account,
                                            const Vault& vault, const RandomBytes& random);

// For a shell: "export AWS_ACCESS_KEY_ID=…" and AWS_SECRET_ACCESS_KEY, a line each.
std::string export_lines(const AccessKey& key);

}  // namespace penstock
