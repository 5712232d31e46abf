// The policy that hangs on a resource: its text as it was put, and what it says. A service keeps the text in the record
// of its resource and gives the document to the access rules (AccessNeed::resource_policy). Immutable; any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/document.h"

namespace penstock::policy {

struct ResourcePolicy {
  std::string text;
  std::shared_ptr<const Document> document;
  std::vector<std::string> resources;  // of Resource and NotResource, as written
  std::vector<std::string> actions;    // of Action and NotAction, as written
  // Some statement allows something to everyone. https://docs.aws.amazon.com/AmazonS3/latest/userguide/
  // access-control-block-public-access.html#access-control-block-public-access-policy-status
  bool is_public = false;

  // Is each resource within `arn`: the ARN itself, or followed by one of `separators` or a wildcard?
  bool is_about(std::string_view arn, std::string_view separators) const;
};

using ResourcePolicyRef = std::shared_ptr<const ResourcePolicy>;

// Errors: MalformedPolicyDocument, 400, with AWS's text; a service that has another code for it keeps the text.
Result<ResourcePolicyRef> parse_resource_policy(std::string text, EffectCase effects = EffectCase::exact);

// Policies by their text, read once: for a service that keeps no resources in memory. Any thread.
class ResourcePolicies {
 public:
  // Error: of a text that parse_resource_policy() does not take.
  Result<ResourcePolicyRef> read(std::string_view text) const;

 private:
  static constexpr std::size_t kept_max = 1'000;
  mutable std::shared_mutex mutex_;
  mutable std::map<std::string, ResourcePolicyRef, std::less<>> kept_;
};

}  // namespace penstock::policy
