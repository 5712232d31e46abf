// The public keys of an identity provider (RFC 7517) and the signatures that they verify (RFC 7518): RS256, RS384,
// RS512, ES256, ES384 and ES512. Immutable; any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/sts/json_web_token.h"

namespace penstock::sts {

class JsonWebKeys {
 public:
  // A key set, {"keys": […]}; keys that no algorithm above takes are left out. Absent for text that is none.
  static std::optional<JsonWebKeys> read(std::string_view json);

  enum class Outcome : std::uint8_t { verified, no_such_key, wrong_signature };
  Outcome verify(const JsonWebToken& token) const;

 private:
  struct Key {
    std::string id;
    std::string algorithm;  // the only one that it is for; empty: all of its family
    std::string family;     // "RS", "ES256", …: what its algorithms begin with
    std::shared_ptr<void> key;
  };
  std::vector<Key> keys_;
};

}  // namespace penstock::sts
