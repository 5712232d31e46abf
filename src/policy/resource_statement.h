// The statements of a resource's policy as they were written, for the service that checks them against what they name.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace penstock::policy {

struct ResourceStatement {
  std::vector<std::string> actions;         // of Action; empty when there is NotAction
  std::vector<std::string> resources;       // of Resource; empty when there is NotResource
  std::vector<std::string> principals;      // {"AWS": …} of Principal and NotPrincipal
  std::vector<std::string> condition_keys;  // "s3:prefix"
};

// In the order of the policy, which parse_resource_policy() took; none of a text that it does not take.
std::vector<ResourceStatement> resource_statements(std::string_view policy);

}  // namespace penstock::policy
