// DynamoDB's answer to a GET of its endpoint that nobody has signed, as load balancers and `curl` send it. Pure.
#pragma once

#include "wire/http.h"

namespace penstock {

bool asks_for_health(const HttpRequest& request);
HttpResponse healthy(const HttpRequest& request);

}  // namespace penstock
