// A sealed secret as the one line of a text file: "sealed " and base64. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "identity/vault.h"

namespace penstock {

bool is_sealed_text(std::string_view text);
std::string seal_text(const Vault& vault, std::string_view purpose, std::string_view secret);
// Absent for what Vault::open() does not open, and for other text.
std::optional<Secret> open_text(const Vault& vault, std::string_view purpose, std::string_view text);

}  // namespace penstock
