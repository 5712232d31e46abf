#include "identity/sealed_text.h"

#include "base/base64.h"

namespace penstock {
namespace {

constexpr std::string_view prefix = "sealed ";

}  // namespace

bool is_sealed_text(std::string_view text) { return text.starts_with(prefix); }

std::string seal_text(const Vault& vault, std::string_view purpose, std::string_view secret) {
  return std::string(prefix) + to_base64(vault.seal(purpose, secret)) + '\n';
}

std::optional<Secret> open_text(const Vault& vault, std::string_view purpose, std::string_view text) {
  if (!is_sealed_text(text)) return std::nullopt;
  text.remove_prefix(prefix.size());
  std::string sealed;
  if (!from_base64(text.substr(0, text.find('\n')), sealed)) return std::nullopt;
  return vault.open(purpose, sealed);
}

}  // namespace penstock
