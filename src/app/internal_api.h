// What the server answers about itself, below /_penstock/: GET health, GET metrics, POST reset. On the connections'
// threads. Reset needs no signature: it exists for test suites, and front/ lets it through on loopback peers only.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "base/metrics.h"
#include "wire/http.h"

namespace penstock::app {

class InternalApi final : public HttpHandler {
 public:
  struct Options {
    std::vector<std::string> services;     // the ids that answer: "kinesis"
    std::function<Task<Status>()> reset;   // empties every service
    std::function<std::string()> metrics;  // Prometheus text
  };
  explicit InternalApi(Options options) : options_(std::move(options)) {}

  Task<HttpResponse> handle(HttpRequest& request) override;

 private:
  HttpResponse health() const;
  Task<HttpResponse> reset(bool from_this_machine);

  const Options options_;
  std::atomic<bool> resetting_ = false;
};

}  // namespace penstock::app
