// One request on its way through the stages. Lives in Front::handle's frame; one thread.
#pragma once

#include <span>
#include <string>

#include "front/route.h"
#include "identity/authenticate.h"
#include "identity/caller.h"
#include "wire/http.h"
#include "wire/shape.h"

namespace penstock {

struct Exchange {
  HttpRequest& request;
  Route route = {};
  Claim claim = {};
  Caller caller = {};
  std::span<char> body = {};  // a whole one, decoded from aws-chunked where it was
  bool body_is_read = false;
  BodyStream stream = {};  // the body of an operation that streams its input
  Erased input = {};
  Erased output = {};
  HttpResponse response = {};

  const Operation& operation() const { return *route.operation->row->operation; }
  sigv4::Message message() const { return {request.method, request.path, request.query, request.headers}; }
};

}  // namespace penstock
