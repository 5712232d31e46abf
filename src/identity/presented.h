// What a request presents to prove who asks: read from the Authorization header or from a presigned URL's parameters,
// and nothing of it believed yet. Pure; any thread.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "identity/sigv4.h"

namespace penstock {

enum class Place : std::uint8_t { nowhere, header, query };

struct Presented {
  Place place = Place::nowhere;
  std::string_view header;  // the Authorization header, whole
  // Empty where absent.
  std::string_view algorithm, credential, signed_headers, signature;
  std::string_view time;  // X-Amz-Date, or the Date header
  std::string_view session_token;
  std::string_view expires;       // presigned: seconds
  std::string_view payload_hash;  // x-amz-content-sha256
  std::string_view region_set;    // Version 4A: X-Amz-Region-Set
  // Presigned: the decoded values, which the views above point to.
  std::unique_ptr<std::array<std::string, 9>> decoded;
};

// The header wins where both are there; see has_query_algorithm().
Presented read_presented(const sigv4::Message& message);
bool has_query_algorithm(std::string_view query);

// "keyid/date/region/service/terminator"
struct Credential {
  std::string_view access_key_id;
  sigv4::Scope scope;
  std::string_view terminator;
};
// Nothing unless there are exactly five parts.
std::optional<Credential> parse_credential(std::string_view text);
// Of Version 4A: "keyid/date/service/terminator".
std::optional<Credential> parse_regionless_credential(std::string_view text);

// A request's time: "20150830T123600Z", or as Date headers have it "Sun, 30 Aug 2015 12:36:00 GMT".
std::optional<TimePoint> parse_request_time(std::string_view text);

// True for a name in a list such as "host;x-amz-date".
bool is_signed(std::string_view signed_headers, std::string_view name);

}  // namespace penstock
