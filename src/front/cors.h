// What browsers need to call an AWS endpoint from another origin. Pure.
#pragma once

#include <string_view>

#include "wire/http.h"

namespace penstock {

// Which origins may read answers. A server that checks signatures lets all: an answer takes a key. One that does not
// lets pages of this machine alone, since any page could ask otherwise.
enum class Origins : std::uint8_t { all, loopback };

bool is_allowed(Origins origins, std::string_view origin);

// An OPTIONS request that asks whether another one may be sent.
bool is_preflight(const HttpRequest& request);
HttpResponse preflight(const HttpRequest& request, Origins origins);
// Whether a page of another origin may read the response.
bool is_shared(const HttpRequest& request, Origins origins);
// Adds the fields that let the page read a response that is shared.
void add_cors(HttpResponse& response);

}  // namespace penstock
