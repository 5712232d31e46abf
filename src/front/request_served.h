// The access log's event: one request, its answer, and how long that took. Paths are logged, queries are not: presigned
// URLs carry signatures there.
#pragma once

#include <chrono>
#include <string_view>

#include "base/event_log.h"
#include "front/route.h"

namespace penstock {

struct RequestServed {
  static constexpr std::string_view name = "request";

  std::string_view request_id;
  std::string_view method, path;
  std::string_view service, operation;  // empty where routing failed
  std::string_view access_key_id;
  std::string_view peer;
  int status = 0;
  std::string_view error;  // AWS's code
  std::chrono::nanoseconds took{0};
  const RoutedOperation* routed = nullptr;
  Counter* unrouted = nullptr;

  // What goes well is for those who look closely; what a client does wrong is news to its author, and so is what is not
  // here (501).
  Level level() const {
    if (status < 400) return Level::debug;
    return status < 500 || status == 501 ? Level::info : Level::error;
  }

  void describe(LogLine& line) const {
    line.add("request_id", request_id).add("method", method).add("path", path);
    if (!service.empty()) line.add("service", service);
    if (!operation.empty()) line.add("operation", operation);
    line.add("status", status);
    if (!error.empty()) line.add("error", error);
    line.add("took_ms", took).add("key", access_key_id).add("peer", peer);
  }

  void count() const {
    if (!routed) {
      unrouted->add();
      return;
    }
    const auto status_class = static_cast<std::size_t>(status / 100);
    if (status_class < routed->by_status_class.size() && routed->by_status_class[status_class]) {
      routed->by_status_class[status_class]->add();
    }
    routed->seconds->observe(took);
  }
};

}  // namespace penstock
