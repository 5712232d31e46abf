// Input: a query, a line feed, an Authorization header, a line feed, a date. Whatever they hold is refused, since no
// signature here is right, with an error that says something; what presents none is nobody's, to S3 alone. In the mode
// that ignores signatures nothing crashes.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "identity/authenticate.h"

using namespace penstock;

namespace {

const RootKeys& keys() {
  static const RootKeys keys(
      {.id = "AKIDEXAMPLE", .secret = "secret", .principal = policy::root_principal("000000000000")});
  return keys;
}

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text = end == text.npos ? std::string_view{} : text.substr(end + 1);
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto query = take_line(text);
  const auto authorization = take_line(text);
  const auto date = take_line(text);
  const std::array<HeaderField, 4> headers = {{{"host", "localhost"},
                                               {"authorization", authorization},
                                               {"x-amz-date", date},
                                               {"x-amz-content-sha256", "UNSIGNED-PAYLOAD"}}};
  const sigv4::Message message{"GET", "/bucket/key", query, headers};
  const auto now = *sigv4::parse_time("20150830T123600Z");
  static const Authenticator checking(keys(), Signatures::checked);
  static const Authenticator ignoring(keys(), Signatures::ignored);
  for (const auto& endpoint : {Endpoint{Dialect::json, "kinesis"}, Endpoint{Dialect::query, "iam"},
                               Endpoint{Dialect::s3, "s3", Unsigned::taken}}) {
    const auto claim = checking.identify(message, endpoint, now);
    if (claim && !claim->is_verified) {
      CHECK(endpoint.dialect == Dialect::s3 && claim->presented.place == Place::nowhere);
      CHECK(claim->key->principal->kind == policy::PrincipalKind::anonymous);
      continue;
    }
    auto verified =
        claim ? checking.verify(*claim, message, endpoint, sigv4::empty_payload_hash) : Status(claim.error());
    CHECK(!verified && verified.error().status >= 400 && !verified.error().code.empty());
    if (const auto accepted = ignoring.identify(message, endpoint, now))
      CHECK(accepted->key && !accepted->region.empty());
  }
  return 0;
}
