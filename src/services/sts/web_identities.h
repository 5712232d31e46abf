// Who shows a token of an OpenID Connect provider: the provider is one of the role's account (IAM keeps them), the
// token is for one of its audiences, in its time, and signed with one of the provider's keys. Keys are given by a
// setting or read from the provider over HTTPS, and remembered for a while. Any thread.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/task.h"
#include "identity/directory.h"
#include "io/clock.h"
#include "services/sts/json_web_keys.h"

namespace penstock::sts {

struct WebIdentity {
  std::string issuer;  // "https://accounts.example.com"
  std::string subject;
  std::string audience;
  std::string provider_arn;
  std::string source_identity;  // from a claim, as tags are
  policy::Tags tags;
  std::vector<std::string> transitive_tag_keys;
  // Condition keys of the session: {"accounts.example.com:sub", "ana"}.
  std::vector<std::pair<std::string, std::string>> keys;
};

// The text at an HTTPS address. Errors say what went wrong.
using ReadDocument = std::function<Task<Result<std::string>>(std::string url)>;

// By the issuer's URL without "https://".
using GivenKeys = std::map<std::string, JsonWebKeys, std::less<>>;

class WebIdentities {
 public:
  // `clock` outlives this; so does what `read` uses. Issuers with `given` keys are never asked.
  WebIdentities(ReadDocument read, GivenKeys given, const Clock& clock)
      : read_(std::move(read)), given_(std::move(given)), clock_(clock) {}

  // Errors: InvalidIdentityToken, ExpiredTokenException, IDPCommunicationError. `directory` outlives the call.
  Task<Result<WebIdentity>> identify(const Directory& directory, std::string account, std::string token);

 private:
  using Keys = std::shared_ptr<const JsonWebKeys>;
  struct KnownKeys {
    Keys keys;
    TimePoint read_at;
  };
  Task<Status> verify(std::string issuer, const JsonWebToken& token);
  Task<Result<Keys>> read_keys(std::string issuer);
  KnownKeys known(const std::string& issuer) const;

  const ReadDocument read_;
  const GivenKeys given_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::string, KnownKeys> known_;
  int reads_under_way_ = 0;
};

}  // namespace penstock::sts
