// The condition keys that tell how a request is signed, computed when a policy asks for them. One thread.
// https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
#pragma once

#include "base/time.h"
#include "identity/authenticate.h"
#include "policy/context.h"
#include "wire/http.h"

namespace penstock {

// The request and the claim outlive this.
class SignatureKeys final : public policy::Context {
 public:
  SignatureKeys(const HttpRequest& request, const Claim& claim, TimePoint now)
      : request_(request), claim_(claim), now_(now) {}
  bool find(std::string_view key, std::vector<std::string>& values) const override;

 private:
  const HttpRequest& request_;
  const Claim& claim_;
  const TimePoint now_;
};

}  // namespace penstock
