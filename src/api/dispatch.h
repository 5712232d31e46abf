// The seam between front/ and a service: rows that call an operation without naming its types. Rows are generated from
// operations.txt: each service's service.cc instantiates `operation_rows<KinesisService>` from api/kinesis/service.inc.
#pragma once

#include <span>
#include <string_view>

#include "base/task.h"
#include "identity/caller.h"
#include "wire/model.h"

namespace penstock {

struct OperationRow {
  const Operation* operation;
  // `input` holds operation->input; the result holds operation->output.
  Task<Result<Erased>> (*invoke)(void* service, Caller caller, Erased input);
};

// One service as front/ and the in-process client see it. Lives as long as the server.
struct ServiceEntry {
  const ServiceModel* model;
  void* service;
  std::span<const OperationRow> rows;  // in the order of model->operations
};

namespace dispatch_detail {

template <class Service, class Input, class Output, Task<Result<Output>> (Service::*method)(Caller, Input)>
Task<Result<Erased>> invoke(void* service, Caller caller, Erased input, const Shape& output_shape) {
  auto output =
      co_await (static_cast<Service*>(service)->*method)(std::move(caller), std::move(input.as<Input>()));
  co_return Erased(output_shape, new Output(std::move(output)));
}

}  // namespace dispatch_detail
}  // namespace penstock
