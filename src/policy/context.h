// The condition keys of one request, asked for by name: most policies ask for none, so nothing is computed before.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock::policy {

// A key in lower case with its value: {"s3:prefix", "reports/"}. A key with several values has several entries.
using ContextEntry = std::pair<std::string, std::string>;

class Context {
 public:
  virtual ~Context() = default;
  // Appends the values of `key`, which is in lower case: "aws:sourceip". False when the request does not have the key
  // (a key that is there may have no value).
  virtual bool find(std::string_view key, std::vector<std::string>& values) const = 0;
};

}  // namespace penstock::policy
