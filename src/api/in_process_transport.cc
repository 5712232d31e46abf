#include "api/in_process_transport.h"

#include "api/validate.h"
#include "wire/idempotency_token.h"

namespace penstock {
namespace {

ApiError not_here(const ServiceModel& service, const Operation& operation) {
  return error::not_implemented(std::string(service.service_id) + "." + std::string(operation.name) +
                                " is not implemented by this server.");
}

}  // namespace

const ServiceEntry* InProcessTransport::find(const ServiceModel& service) const {
  for (const auto& entry : with_.services) {
    if (entry.model == &service) return &entry;
  }
  return nullptr;
}

Task<Result<Erased>> InProcessTransport::call(const ServiceModel& service, const Operation& operation, Erased input) {
  CHECK(&input.shape() == operation.input);
  const auto* entry = find(service);
  const auto* row = entry ? entry->find(operation) : nullptr;
  if (!row) co_return not_here(service, operation);

  const RequestAccess access{with_.authorizer,
                             {.facts = {.time = with_.clock.now(), .region = caller_.region},
                              .dialect = dialect_of(service.protocols.front()),
                              .service = service.id,
                              .operation = operation.name}};
  auto caller = caller_;
  caller.request_id = with_.request_ids.next();
  caller.access = &access;
  fill_idempotency_tokens(*operation.input, input.get());
  const auto* rule = entry->rule_of(operation);
  CHECK(rule);  // complete() was asked before the server started
  co_await authorize(with_.authorizer, caller, *rule, entry->service, input.get(), access.request);
  co_await validate(service, operation, input.get());
  co_return co_await row->invoke(entry->service, std::move(caller), std::move(input));
}

}  // namespace penstock
