// What the server answers about itself, below /_penstock/. On the connections' threads. Pages of other origins are kept
// away by front/.
//
//   GET health     open to everyone
//   GET metrics    open to this machine; from elsewhere signed by the root
//   POST explain   signed by whoever asks (access_explainer.h)
//   POST reset     signed by the root; with `--auth off`, from this machine only
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "app/internal_callers.h"
#include "base/metrics.h"
#include "wire/http.h"

namespace penstock::app {

class InternalApi final : public HttpHandler {
 public:
  struct Options {
    std::vector<std::string> services;                                      // the ids that answer: "kinesis"
    std::function<Task<Status>()> reset;                                    // empties every service
    std::function<std::string()> metrics;                                   // Prometheus text
    std::function<Task<Result<std::string>>(Caller, std::string)> explain;  // JSON, both ways
    const InternalCallers& callers;
  };
  explicit InternalApi(Options options) : options_(std::move(options)) {}

  Task<HttpResponse> handle(HttpRequest& request) override;

 private:
  HttpResponse health() const;
  Task<HttpResponse> metrics(HttpRequest& request);
  Task<HttpResponse> explain(HttpRequest& request);
  Task<HttpResponse> reset(HttpRequest& request);
  Task<Status> be_root(HttpRequest& request) const;

  const Options options_;
  std::atomic<bool> resetting_ = false;
};

}  // namespace penstock::app
