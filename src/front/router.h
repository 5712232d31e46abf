// Finds the operation that a request asks for: by X-Amz-Target, by the Action parameter, or by method, path, parameters
// and host, in the service that the credential scope names. Built once; any thread.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/metrics.h"
#include "base/result.h"
#include "front/route.h"
#include "wire/http.h"

namespace penstock {

class Router {
 public:
  // `metrics` outlives this; so do the services, which are complete() (api/dispatch.h).
  Router(std::span<const ServiceEntry> services, Metrics& metrics);

  // Whether the operation's name is in the body, as Query clients send it; then route() wants the body.
  static bool needs_body(const HttpRequest& request);

  // Fills `route` as far as it comes. Errors: AWS's for an unknown operation, in the service's words; the same with a
  // message that names the service, for one that there is not here; NotImplemented for an operation that the model
  // knows and the service lacks.
  Status route(const HttpRequest& request, std::string_view body, Route& route) const;

 private:
  Status route_target(const HttpRequest& request, std::string_view target, Route& route) const;
  Status route_action(const HttpRequest& request, std::string_view body, Route& route) const;
  Status route_rest(const HttpRequest& request, Route& route) const;
  Status choose(const RoutedService& service, ProtocolKind protocol, std::string_view operation, Route& route) const;
  const RoutedService* find(std::string_view signing_name) const;
  const RoutedService* service_with(ProtocolKind protocol) const;
  std::string message_without(std::string_view service) const;

  std::vector<std::unique_ptr<RoutedService>> services_;
  std::string service_ids_;  // "iam, kinesis and s3"
  struct Target {
    const RoutedService* service;
    const RoutedOperation* operation;
  };
  std::unordered_map<std::string_view, Target> targets_;
};

}  // namespace penstock
