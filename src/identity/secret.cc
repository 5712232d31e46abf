#include "identity/secret.h"

#include <openssl/crypto.h>

namespace penstock {

// The whole buffer: a short text that was moved from stays where it was.
void Secret::wipe() noexcept {
  text_.resize(text_.capacity());
  OPENSSL_cleanse(text_.data(), text_.size());
  text_.clear();
}

}  // namespace penstock
