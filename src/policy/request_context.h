// The condition keys that every request has: of who asks, of how, of what the service adds. Made per request on the
// stack: it computes nothing before a policy asks.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"
#include "policy/context.h"
#include "policy/principal.h"

namespace penstock::policy {

// How a request came; empty texts are keys that it does not have.
struct RequestFacts {
  TimePoint time = {};  // aws:CurrentTime, aws:EpochTime
  std::string_view source_ip = {};
  std::string_view user_agent = {};
  std::string_view referer = {};
  std::string_view region = {};  // aws:RequestedRegion
  bool is_secure = false;        // aws:SecureTransport
  // Of a service that acts: for whom (aws:SourceArn, aws:SourceAccount), or through which others the user came
  // (aws:CalledVia, aws:ViaAWSService).
  std::string_view source_arn = {};
  std::string_view source_account = {};
  std::span<const std::string> called_via = {};
};

class RequestContext final : public Context {
 public:
  // All of them outlive the context. `entries` are the keys of the service: {"s3:prefix", "reports/"}.
  RequestContext(const Principal& principal, const RequestFacts& facts, std::span<const ContextEntry> entries = {})
      : principal_(principal), facts_(facts), entries_(entries) {}

  bool find(std::string_view key, std::vector<std::string>& values) const override;

 private:
  const Principal& principal_;
  const RequestFacts& facts_;
  const std::span<const ContextEntry> entries_;
};

}  // namespace penstock::policy
