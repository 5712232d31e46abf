// Seals small secrets so that they can be kept: AES-256-GCM under keys that follow from one master key, which lies
// beside the data (master_key.h). What is sealed is bound to a purpose and opens for that one alone: name the thing,
// "iam/access-key/AKIA…", so that nothing sealed can stand in another's place. Immutable; any thread.
// docs/formats/secrets.md has the bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "identity/secret.h"
#include "io/random.h"

namespace penstock {

class Vault {
 public:
  static constexpr std::size_t key_bytes = 32;
  // A seal's nonce is random: one vault seals fewer than 2^32 things (NIST SP 800-38D, 8.3).
  static constexpr std::size_t overhead_bytes = 29;

  // `key` has key_bytes. `random` outlives this.
  Vault(Secret key, Random& random);

  // Bytes, not text; overhead_bytes longer than `secret`.
  std::string seal(std::string_view purpose, std::string_view secret) const;
  // Absent for anything that seal() did not make for this purpose under this key.
  std::optional<Secret> open(std::string_view purpose, std::string_view sealed) const;

  // A key for a purpose of its own; from it nobody finds the master key or another purpose's. key_bytes long.
  Secret derive_key(std::string_view purpose) const;
  // A vault under such a key: for what is sealed in great numbers.
  Vault derive(std::string_view purpose) const { return {derive_key(purpose), *random_}; }

 private:
  Secret key_;
  Secret sealing_key_;
  Random* random_;
};

}  // namespace penstock
