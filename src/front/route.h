// Where a request goes: the service, the protocol that it speaks, and the operation.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/dispatch.h"
#include "base/metrics.h"
#include "front/rest_routes.h"
#include "identity/auth_error.h"
#include "wire/protocol.h"

namespace penstock {

// An implemented operation with what is known of it before any request.
struct RoutedOperation {
  const OperationRow* row;
  const AccessRule* access;                   // what a caller must be allowed
  std::string target;                         // X-Amz-Target: "Kinesis_20131202.PutRecord"
  std::array<Counter*, 6> by_status_class{};  // [2]: 2xx …
  Histogram* seconds = nullptr;
};

struct RoutedService {
  ServiceEntry entry;
  std::vector<std::unique_ptr<RoutedOperation>> operations;
  std::unique_ptr<RestRoutes> rest;  // null for RPC protocols
  std::size_t body_bytes_max = 0;

  const RoutedOperation* find(std::string_view name) const {
    for (const auto& operation : operations) {
      if (operation->row->operation->name == name) return operation.get();
    }
    return nullptr;
  }
};

struct Route {
  // As far as routing came; an error is encoded with what is there.
  const ServiceModel* model = nullptr;  // never null once routed
  const RoutedService* service = nullptr;
  ProtocolKind protocol = ProtocolKind::json;
  const RoutedOperation* operation = nullptr;
  std::vector<Label> labels;

  bool is_s3() const { return protocol == ProtocolKind::rest_xml; }
  // Once an operation is found.
  Endpoint endpoint() const {
    return {dialect_of(protocol), model->signing_name, operation->access->unsigned_requests};
  }
};

}  // namespace penstock
