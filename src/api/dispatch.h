// The seam between front/ and a service: rows that call an operation without naming its types. Rows are generated from
// operations.txt; a service hands them out with
//   ServiceEntry KinesisService::entry() {
//     return {&kinesis::model, this, kinesis::operation_rows<KinesisService>, access_rules()};
//   }
// Rows are immutable; a row is invoked on the thread of the request.
#pragma once

#include <span>
#include <string>

#include "api/access.h"
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
  std::span<const AccessRule> access;  // one for each row

  // What a caller has to be allowed; null only in an entry that complete() refuses.
  const AccessRule* rule_of(const Operation& operation) const {
    for (const auto& rule : access) {
      if (rule.operation == &operation) return &rule;
    }
    return nullptr;
  }

  // Null for an operation that the service lacks.
  const OperationRow* find(const Operation& operation) const {
    for (const auto& row : rows) {
      if (row.operation == &operation) return &row;
    }
    return nullptr;
  }
};

// Whether each operation has an access rule. Error: 500 InternalFailure naming those without.
Status complete(std::span<const ServiceEntry> services);

namespace dispatch_detail {

template <class Input, class Output, class Service>
using Method = Task<Result<Output>> (Service::*)(Caller, Input);

// The input is moved out of its erased form, never copied; so is the output into its own.
template <const Operation& operation, auto method, class Service, class Input, class Output>
Task<Result<Erased>> invoke(void* service, Caller caller, Erased input) {
  auto output = co_await (static_cast<Service*>(service)->*method)(std::move(caller), std::move(input.as<Input>()));
  co_return Erased(*operation.output, new Output(std::move(output)));
}

}  // namespace dispatch_detail

template <const Operation& operation, class Service, class Input, class Output,
          dispatch_detail::Method<Input, Output, Service> method>
constexpr OperationRow dispatch_row() {
  return {&operation, &dispatch_detail::invoke<operation, method, Service, Input, Output>};
}

}  // namespace penstock
