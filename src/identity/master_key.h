// The master key of a data directory's secrets, and the vault that it opens. The key lies beside the directory and not
// in it, so that a copy of the data gives no secret away; or the environment gives it. Blocking file access; for
// start-up. docs/formats/secrets.md has the bytes.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"
#include "identity/vault.h"

namespace penstock {

// Where the key comes from; at most one is given.
struct MasterKeySource {
  Secret key;                  // base64 of 32 bytes
  std::filesystem::path file;  // holds the same; empty: DATA.key
};

// In the data directory: tells whether a master key is the right one.
inline constexpr const char* vault_file = "vault";

// "/srv/penstock.key" for "/srv/penstock".
std::filesystem::path master_key_file(const std::filesystem::path& data);

enum class FirstStart : std::uint8_t {
  makes_key,   // when the directory has no secrets yet: the key is durable before this returns
  is_refused,  // for whoever only reads
};

// Errors (code "MasterKeyUnavailable") say what to do: the key is missing, is another one than the data was sealed
// with, is not 32 bytes of base64, or its file cannot be read or written.
Result<Vault> open_vault(const std::filesystem::path& data, const MasterKeySource& source, FirstStart first_start,
                         Random& random);

}  // namespace penstock
