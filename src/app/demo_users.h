// The users that the demo's producer and consumers run as, each allowed what its part needs and nothing else. Made
// through the IAM API, as anybody would; their keys are of one run and kept in memory alone.
#pragma once

#include <string>

#include "api/iam/client.h"
#include "identity/sigv4.h"

namespace penstock::app {

struct DemoUser {
  std::string name;
  std::string policy;  // JSON
};

// Makes the user when it is missing, gives it its policy, takes back the keys of runs that were cut short, and answers
// a new key. Errors: IAM's own.
Task<Result<sigv4::Credentials>> begin_demo_user(iam::IAMClient& iam, DemoUser user);
// Takes back every key of the user. Errors: IAM's own.
Task<Status> end_demo_user(iam::IAMClient& iam, std::string name);

}  // namespace penstock::app
