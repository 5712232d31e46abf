// Input lines: method, target (path?query), host, X-Amz-Target, Authorization, body. Routing comes to an operation of
// the service that it chose, or to an error; labels are never empty.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "api/kinesis/model.h"
#include "api/s3/model.h"
#include "base/check.h"
#include "front/fake_service.h"
#include "front/router.h"

using namespace penstock;

namespace {

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text = end == text.npos ? std::string_view{} : text.substr(end + 1);
  return line;
}

const Router& router() {
  static const std::array kinesis_rows = {FakeService::row<kinesis::operations::put_record>()};
  static const std::array s3_rows = {FakeService::row<s3::operations::get_object>(),
                                     FakeService::row<s3::operations::put_object>(),
                                     FakeService::row<s3::operations::list_objects_v2>()};
  static const auto kinesis_rules = FakeService::rules(kinesis_rows);
  static const auto s3_rules = FakeService::rules(s3_rows);
  static const std::array services = {ServiceEntry{&kinesis::model, nullptr, kinesis_rows, kinesis_rules},
                                      ServiceEntry{&s3::model, nullptr, s3_rows, s3_rules}};
  static Metrics metrics;
  static const Router router(services, metrics);
  return router;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  HttpRequest request;
  request.method = take_line(text);
  request.target = take_line(text);
  const auto question = request.target.find('?');
  request.path = request.target.substr(0, question);
  if (question != request.target.npos) request.query = request.target.substr(question + 1);
  std::vector<HeaderField> headers = {{"host", take_line(text)}};
  if (const auto target = take_line(text); !target.empty()) headers.push_back({"x-amz-target", target});
  if (const auto authorization = take_line(text); !authorization.empty()) {
    headers.push_back({"authorization", authorization});
  }
  headers.push_back({"content-type", "application/x-www-form-urlencoded"});
  request.headers = headers;

  Route route;
  const auto routed = router().route(request, text, route);
  CHECK(route.model);
  CHECK(!routed || route.operation);
  if (!routed) {
    CHECK(routed.error().status >= 400 && !routed.error().code.empty());
    return 0;
  }
  CHECK(route.service && route.service->find(route.operation->row->operation->name) == route.operation);
  for (const auto& label : route.labels) CHECK(!label.value.empty());
  return 0;
}
