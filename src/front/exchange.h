// One request on its way through the stages. Lives in Front::handle's frame; one thread.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "front/route.h"
#include "front/signature_keys.h"
#include "identity/authenticate.h"
#include "identity/authorize.h"
#include "identity/caller.h"
#include "wire/http.h"
#include "wire/shape.h"

namespace penstock {

struct Exchange {
  HttpRequest& request;
  Route route = {};
  TimePoint now = {};  // when it was identified
  Claim claim = {};
  std::string request_id = {};
  Caller caller = {};         // moved into the operation by dispatch
  std::span<char> body = {};  // a whole one, decoded from aws-chunked where it was
  bool body_is_read = false;
  BodyStream stream = {};  // the body of an operation that streams its input
  Erased input = {};
  Status constraints = {};                   // of the input: told to those who may ask
  std::optional<SignatureKeys> keys = {};    // from authorize on
  std::optional<RequestAccess> access = {};  // the same
  Erased output = {};
  HttpResponse response = {};

  const Operation& operation() const { return *route.operation->row->operation; }
  sigv4::Message message() const { return {request.method, request.path, request.query, request.headers}; }
};

}  // namespace penstock
