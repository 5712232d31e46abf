// The condition keys that an HTTP request tells itself, computed when a policy asks for them. One thread.
#pragma once

#include "identity/authenticate.h"
#include "identity/time_keys.h"
#include "wire/http.h"

namespace penstock {

// The request and the claim outlive this.
class HttpKeys final : public TimeKeys {
 public:
  HttpKeys(const HttpRequest& request, const Claim& claim, TimePoint now)
      : TimeKeys(now), request_(request), claim_(claim), now_(now) {}
  bool find(std::string_view key, std::vector<std::string>& values) const override;

 private:
  bool find_signature_key(std::string_view key, std::vector<std::string>& values) const;

  const HttpRequest& request_;
  const Claim& claim_;
  const TimePoint now_;
};

}  // namespace penstock
