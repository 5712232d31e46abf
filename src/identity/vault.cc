#include "identity/vault.h"

#include <openssl/evp.h>

#include <memory>

#include "base/check.h"
#include "base/freed_by.h"
#include "base/hash.h"

namespace penstock {
namespace {

// version, nonce, what is sealed, tag
constexpr char seal_version = 1;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t sealed_at = 1 + nonce_bytes;
static_assert(sealed_at + tag_bytes == Vault::overhead_bytes);

enum Direction : int { opening = 0, sealing = 1 };

unsigned char* bytes_at(std::string& text, std::size_t at) {
  return reinterpret_cast<unsigned char*>(text.data()) + at;
}
const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
int size_of(std::string_view text) { return static_cast<int>(text.size()); }

// A cipher with key, nonce and associated data in place. Context and algorithm are made once: both cost more than a
// seal.
EVP_CIPHER_CTX* prepared(Direction direction, const Secret& key, std::string_view nonce, std::string_view purpose) {
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  thread_local const std::unique_ptr<EVP_CIPHER_CTX, FreedBy<EVP_CIPHER_CTX_free>> own(EVP_CIPHER_CTX_new());
  auto* context = own.get();
  CHECK(cipher && context);
  CHECK(EVP_CipherInit_ex2(context, cipher, bytes_of(key.reveal()), bytes_of(nonce), direction, nullptr) == 1);
  int length = 0;
  const auto version = static_cast<unsigned char>(seal_version);
  CHECK(EVP_CipherUpdate(context, nullptr, &length, &version, 1) == 1);
  CHECK(EVP_CipherUpdate(context, nullptr, &length, bytes_of(purpose), size_of(purpose)) == 1);
  return context;
}

}  // namespace

Vault::Vault(Secret key, Random& random)
    : key_(std::move(key)), sealing_key_(derive_key("penstock vault 1: seal")), random_(&random) {
  CHECK(key_.reveal().size() == key_bytes);
}

std::string Vault::seal(std::string_view purpose, std::string_view secret) const {
  std::string sealed(overhead_bytes + secret.size(), '\0');
  sealed[0] = seal_version;
  random_->fill({bytes_at(sealed, 1), nonce_bytes});
  auto* context = prepared(sealing, sealing_key_, std::string_view(sealed).substr(1, nonce_bytes), purpose);
  int length = 0;
  CHECK(EVP_CipherUpdate(context, bytes_at(sealed, sealed_at), &length, bytes_of(secret), size_of(secret)) == 1);
  CHECK(static_cast<std::size_t>(length) == secret.size());
  CHECK(EVP_CipherFinal_ex(context, bytes_at(sealed, sealed_at + secret.size()), &length) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_bytes, bytes_at(sealed, sealed_at + secret.size())) ==
        1);
  return sealed;
}

std::optional<Secret> Vault::open(std::string_view purpose, std::string_view sealed) const {
  if (sealed.size() < overhead_bytes || sealed[0] != seal_version) return std::nullopt;
  const auto content = sealed.substr(sealed_at, sealed.size() - overhead_bytes);
  std::string tag(sealed.substr(sealed.size() - tag_bytes));
  auto* context = prepared(opening, sealing_key_, sealed.substr(1, nonce_bytes), purpose);
  std::string opened(content.size(), '\0');
  int length = 0;
  CHECK(EVP_CipherUpdate(context, bytes_at(opened, 0), &length, bytes_of(content), size_of(content)) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_bytes, tag.data()) == 1);
  unsigned char nothing = 0;
  Secret secret(std::move(opened));
  if (EVP_CipherFinal_ex(context, &nothing, &length) != 1) return std::nullopt;
  return secret;
}

// HKDF-Expand (RFC 5869) for one block: the master key is random already.
Secret Vault::derive_key(std::string_view purpose) const {
  const auto derived = hmac_sha256(key_.reveal(), std::string(purpose) + '\1');
  return Secret(std::string(penstock::bytes_of(derived)));
}

}  // namespace penstock
