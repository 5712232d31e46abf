// What an operation's caller must be allowed: one rule per operation, in the service's access.cc beside its operations.
// A server refuses to start with an operation that has none. Rules are immutable; called on the request's thread.
#pragma once

#include <algorithm>
#include <string_view>

#include "base/result.h"
#include "identity/authorize.h"
#include "identity/caller.h"
#include "wire/model.h"

namespace penstock {

struct AccessRule {
  const Operation* operation;
  // All that has to be allowed for this input. Who may not ask is told nothing of what is wrong with a request, so the
  // input may break the model's constraints. Errors: it names no resource at all.
  Result<AccessNeeds> (*needs)(const void* service, const Caller& caller, const void* input);
  // Taken: the needs are then an anonymous principal's.
  Unsigned unsigned_requests = Unsigned::refused;
};

// ok(), or why the caller may not do this: the error of the rule, or the denial of the first need that is not allowed.
Status authorize(const Authorizer& authorizer, const Caller& caller, const AccessRule& rule, const void* service,
                 const void* input, const OperationRequest& request);

// Which family's error words a protocol's clients read.
constexpr Dialect dialect_of(ProtocolKind protocol) {
  if (protocol == ProtocolKind::rest_xml) return Dialect::s3;
  return protocol == ProtocolKind::query ? Dialect::query : Dialect::json;
}

// An action's name as a template argument.
template <std::size_t size>
struct ActionName {
  consteval ActionName(const char (&literal)[size]) { std::copy_n(literal, size, text); }  // NOLINT: is written as one
  constexpr operator std::string_view() const { return {text, size - 1}; }                 // NOLINT: is read as one
  char text[size];
};

namespace access_detail {
template <auto function>
struct RuleOf;
// A method of the service.
template <class Service, class Input, Result<AccessNeeds> (Service::*method)(const Caller&, const Input&) const>
struct RuleOf<method> {
  static Result<AccessNeeds> needs(const void* service, const Caller& caller, const void* input) {
    return (static_cast<const Service*>(service)->*method)(caller, *static_cast<const Input*>(input));
  }
};
// A function beside it.
template <class Service, class Input, Result<AccessNeeds> (*function)(const Service&, const Caller&, const Input&)>
struct RuleOf<function> {
  static Result<AccessNeeds> needs(const void* service, const Caller& caller, const void* input) {
    return function(*static_cast<const Service*>(service), caller, *static_cast<const Input*>(input));
  }
};
}  // namespace access_detail

// access_rule<operations::put_record, &KinesisService::to_put_record>(), where
//   Result<AccessNeeds> to_put_record(const Caller&, const PutRecordInput&) const;
// or access_rule<operations::put_record, &to_put_record>(), where
//   Result<AccessNeeds> to_put_record(const KinesisService&, const Caller&, const PutRecordInput&);
template <const Operation& operation, auto function>
constexpr AccessRule access_rule(Unsigned unsigned_requests = Unsigned::refused) {
  return {&operation, &access_detail::RuleOf<function>::needs, unsigned_requests};
}

}  // namespace penstock
