#include "api/http_transport.h"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <mutex>

#include "io/block_on.h"
#include "wire/http_fixture.h"
#include "wire/sample_shapes.h"

namespace penstock {
namespace {

using namespace std::chrono_literals;

constexpr ProtocolKind protocols[] = {ProtocolKind::json};

ServiceModel sample_service() {
  auto service = sample::service;
  service.protocols = protocols;
  return service;
}

// A server that answers what the test put in its script, and keeps what it was asked.
class Script {
 public:
  struct Answer {
    int status = 200;
    std::string body = R"({"Records":[],"MillisBehindLatest":7})";
    std::vector<std::pair<std::string, std::string>> headers = {};
    bool vanish = false;  // break the connection instead
  };
  struct Asked {
    std::string path;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string header(std::string_view name) const {
      for (const auto& [field, value] : headers) {
        if (field == name) return value;
      }
      return {};
    }
  };

  Task<HttpResponse> handle(HttpRequest& request) {
    const auto body = co_await as_result(request.body->collect(1 << 20));
    const std::lock_guard lock(mutex_);
    Asked seen{.path = std::string(request.path), .body = std::string(body->begin(), body->end())};
    for (const auto& field : request.headers) seen.headers.emplace_back(field.name, field.value);
    asked.push_back(std::move(seen));
    Answer answer;
    if (!answers.empty()) {
      answer = std::move(answers.front());
      answers.pop_front();
    }
    HttpResponse response;
    response.status = answer.status;
    for (const auto& [name, value] : answer.headers) response.add_header(name, value);
    if (answer.vanish) {
      response.stream = {.source = std::make_unique<StringBody>("cut"), .length = 1000};
    } else {
      response.body = answer.body;
    }
    co_return response;
  }

  std::deque<Answer> answers;
  std::vector<Asked> asked;

 private:
  std::mutex mutex_;
};

class HttpTransportTest : public testing::Test {
 protected:
  HttpTransportOptions options() {
    return {.endpoint_url = http.url(),
            .region = "eu-north-1",
            .credentials = {.access_key_id = "AKID", .secret = "secret", .session_token = {}},
            .retries = {.attempts_max = 4, .backoff_base = 1ms, .throttled_base = 1ms}};
  }
  Result<Erased> call(HttpTransport& transport) {
    Erased input(sample::put_input);
    auto& in = input.as<sample::PutInput>();
    in.stream_name = "orders";
    in.records.push_back({.data = "hello", .partition_key = "key"});
    return block_on(loops[0], transport.call(service, sample::put_records, std::move(input)));
  }
  Result<Erased> call() {
    HttpTransport transport(client, clock, random, options());
    return call(transport);
  }
  static std::string error_body(const std::string& code) { return R"({"__type":")" + code + R"(","message":"text"})"; }

  const ServiceModel service = sample_service();
  Script script;
  HttpFixture http{[this](HttpRequest& request) { return script.handle(request); }};
  LoopGroup loops{1};
  HttpClient client{{}};
  SystemClock clock;
  SeededRandom random{1};
};

TEST_F(HttpTransportTest, encodes_signs_and_decodes) {
  const auto output = call();
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(const_cast<Erased&>(*output).as<sample::GetOutput>().millis_behind, 7);
  ASSERT_EQ(script.asked.size(), 1u);
  const auto& asked = script.asked.front();
  EXPECT_EQ(asked.header("x-amz-target"), "Sample_20131202.PutRecords");
  EXPECT_EQ(asked.header("host"), http.url().substr(7));
  EXPECT_TRUE(asked.header("authorization").starts_with("AWS4-HMAC-SHA256 Credential=AKID/"));
  EXPECT_NE(asked.header("authorization").find("/eu-north-1/sample/aws4_request"), std::string::npos);
  EXPECT_NE(asked.header("authorization").find("SignedHeaders=content-type;host;x-amz-date;x-amz-target"),
            std::string::npos)
      << asked.header("authorization");
  EXPECT_NE(asked.body.find(R"("StreamName":"orders")"), std::string::npos);
}

TEST_F(HttpTransportTest, a_refusal_of_the_service_is_not_tried_again) {
  script.answers = {{.status = 400, .body = error_body("ResourceNotFoundException")}};
  const auto output = call();
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, "ResourceNotFoundException");
  EXPECT_EQ(output.error().message, "text");
  EXPECT_EQ(script.asked.size(), 1u);
}

TEST_F(HttpTransportTest, tries_again_when_throttled_broken_or_cut_off) {
  script.answers = {{.status = 400, .body = error_body("ProvisionedThroughputExceededException")},
                    {.status = 503, .body = "not even JSON"},
                    {.vanish = true}};
  EXPECT_TRUE(call());
  EXPECT_EQ(script.asked.size(), 4u);
  for (const auto& asked : script.asked) EXPECT_EQ(asked.body, script.asked.front().body);  // with the same token
}

TEST_F(HttpTransportTest, attempts_are_bounded_and_the_last_error_is_given) {
  for (int i = 0; i < 9; ++i) script.answers.push_back({.status = 400, .body = error_body("ThrottlingException")});
  const auto output = call();
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, "ThrottlingException");
  EXPECT_EQ(script.asked.size(), 4u);
}

TEST_F(HttpTransportTest, the_total_time_is_bounded) {
  for (int i = 0; i < 9; ++i) script.answers.push_back({.status = 500, .headers = {{"Retry-After", "30"}}});
  auto with_bound = options();
  with_bound.retries.total_max = 10s;
  HttpTransport transport(client, clock, random, with_bound);
  EXPECT_FALSE(call(transport));  // at once: the service asks for more time than there is
  EXPECT_EQ(script.asked.size(), 1u);
}

TEST_F(HttpTransportTest, nobody_there_is_an_error_that_names_the_endpoint) {
  auto nowhere = options();
  nowhere.endpoint_url = "http://127.0.0.1:1";
  HttpTransport transport(client, clock, random, nowhere);
  const auto output = call(transport);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, "ServiceUnavailable");
  EXPECT_NE(output.error().message.find("http://127.0.0.1:1"), std::string::npos);
}

TEST_F(HttpTransportTest, learns_the_services_clock_from_a_refusal) {
  SimClock stopped(from_millis(1'600'000'000'000));
  HttpTransport transport(client, stopped, random, options());
  script.answers = {{.status = 403, .body = error_body("RequestTimeTooSkewed")}};
  EXPECT_TRUE(call(transport));
  ASSERT_EQ(script.asked.size(), 2u);
  EXPECT_TRUE(script.asked[0].header("x-amz-date").starts_with("20200913T"));
  const auto second = sigv4::parse_time(script.asked[1].header("x-amz-date"));
  ASSERT_TRUE(second);
  EXPECT_LT(std::chrono::abs(*second - clock.now()), 1min);

  script.asked.clear();
  EXPECT_TRUE(call(transport));  // what was learned is kept
  EXPECT_EQ(script.asked.size(), 1u);
  EXPECT_FALSE(script.asked[0].header("x-amz-date").starts_with("2020"));
}

TEST_F(HttpTransportTest, a_wrong_signature_with_the_right_time_is_final) {
  script.answers = {{.status = 403, .body = error_body("SignatureDoesNotMatch")}};
  const auto output = call();
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, "SignatureDoesNotMatch");
  EXPECT_EQ(script.asked.size(), 1u);
}

}  // namespace
}  // namespace penstock
