// Who asks, for what account and region: made by front/ for each request and passed to every operation.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "policy/principal.h"

namespace penstock {

struct RequestAccess;

struct Caller {
  std::string account = "000000000000";
  std::string region = "us-east-1";
  std::shared_ptr<const policy::Principal> principal;  // null only where a test calls an operation itself
  std::string access_key_id;
  std::string request_id;  // answers carry it; logs do too
  std::string source_ip;
  const RequestAccess* access = nullptr;  // for may() (identity/authorize.h); lives until the operation has answered
};

}  // namespace penstock
