// Small documents of identity providers, read over HTTPS. Any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/task.h"
#include "wire/http_client.h"

namespace penstock::sts {

class HttpsDocuments {
 public:
  // The body of a 200 answer. Errors (502) say what went wrong: the provider cannot be reached, answers another status
  // or more than 256 KB, or the address is not one of HTTPS. This outlives the call.
  Task<Result<std::string>> read(std::string url);

 private:
  HttpClient& http();

  // Made when the first document is read: most servers read none, and a client has a thread.
  std::once_flag made_;
  std::unique_ptr<HttpClient> http_;
};

}  // namespace penstock::sts
