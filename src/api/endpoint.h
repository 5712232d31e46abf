// Where a call goes: an explicit URL, or AWS's regional host.
// https://docs.aws.amazon.com/general/latest/gr/rande.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/protocol.h"

namespace penstock {

struct ServiceEndpoint {
  std::string url;   // "https://kinesis.eu-north-1.amazonaws.com", without a path
  std::string host;  // the Host header: with the port unless it is the scheme's own
};

// Where that request of a service goes. An explicit URL may have a path, which is put before the request's. Without
// one, a bucket in the path of an S3 request moves to the host, where its name allows that. Errors: 400
// "InvalidEndpoint" for a URL that is none.
Result<ServiceEndpoint> place_request(const ServiceModel& service, const Operation& operation, std::string_view region,
                                      const std::optional<std::string>& explicit_url, ClientRequest& request);

}  // namespace penstock
