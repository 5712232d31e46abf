#include "wire/http_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/executor.h"
#include "base/task_scope.h"
#include "io/block_on.h"
#include "wire/http_fixture.h"

namespace penstock {
namespace {

using namespace std::chrono_literals;

Task<HttpResponse> echo(HttpRequest& request) {
  HttpResponse response;
  auto body = co_await as_result(request.body->collect(64 << 20));
  response.status = body ? 200 : body.error().status;
  response.add_header("X-Seen", std::string(request.method) + " " + std::string(request.target));
  response.add_header("X-Sent", request.header("x-sent"));
  response.add_header("X-Length", request.header("content-length"));
  response.add_header("X-Type", request.header("content-type"));
  if (body) response.body.assign(body->begin(), body->end());
  co_return response;
}

std::string header(const ClientResponse& response, std::string_view name) {
  for (const auto& [field, value] : response.headers) {
    if (field == name) return value;
  }
  return "(none)";
}

class HttpClientTest : public testing::Test {
 protected:
  Result<ClientResponse> send(HttpCall call) { return block_on(loops_[0], client_.send(std::move(call))); }

  LoopGroup loops_{1};
  HttpClient client_{{.under_way_max = 500, .response_bytes_max = 1 << 20, .connect_timeout = 2s}};
};

TEST_F(HttpClientTest, sends_a_request_and_gives_the_response) {
  HttpFixture http(echo);
  const auto response = send({.endpoint = http.url(),
                              .request = {.method = "POST",
                                          .path = "/a/../b//c%2F",
                                          .query = "x=1&y",
                                          .headers = {{"x-sent", "value"}, {"content-type", "application/json"}},
                                          .body = "hello"}});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "hello");
  EXPECT_GE(response->body.capacity(), response->body.size() + 64);
  EXPECT_EQ(header(*response, "x-seen"), "POST /a/../b//c%2F?x=1&y");
  EXPECT_EQ(header(*response, "x-sent"), "value");
  EXPECT_EQ(header(*response, "x-type"), "application/json");
}

TEST_F(HttpClientTest, sends_every_method_with_the_length_that_it_has) {
  HttpFixture http(echo);
  for (const std::string method : {"GET", "DELETE", "HEAD", "PUT", "POST"}) {
    const auto response = send({.endpoint = http.url(), .request = {.method = method, .path = "/m"}});
    ASSERT_TRUE(response);
    EXPECT_EQ(header(*response, "x-seen"), method + " /m");
    EXPECT_EQ(header(*response, "x-length"), method.starts_with('P') ? "0" : "");
    EXPECT_EQ(header(*response, "x-type"), "");
  }
}

TEST_F(HttpClientTest, keeps_connections) {
  HttpFixture http(echo);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(send({.endpoint = http.url(), .request = {.method = "GET"}}));
  EXPECT_EQ(http.server->totals().connections_accepted, 1u);
}

TEST_F(HttpClientTest, carries_many_calls_at_once) {
  HttpFixture http(echo, {}, 2);
  auto many = [](HttpClient& client, std::string url) -> Task<int> {
    TaskScope scope;
    int right = 0;
    for (int i = 0; i < 300; ++i) {
      scope.spawn([](HttpClient& by, std::string endpoint, std::string text, int& count) -> Task<void> {
        const auto response = co_await by.send({.endpoint = endpoint, .request = {.method = "POST", .body = text}});
        if (response && response->body == text) ++count;
      }(client, url, std::to_string(i), right));
    }
    co_await scope.drain();
    co_return right;
  };
  EXPECT_EQ(block_on(loops_[0], many(client_, http.url())), 300);
}

TEST_F(HttpClientTest, says_what_could_not_be_reached) {
  std::uint16_t port = 0;
  {
    port = Listener::listen("127.0.0.1", 0)->port;
  }
  const auto endpoint = "http://127.0.0.1:" + std::to_string(port);
  const auto response = send({.endpoint = endpoint, .request = {.method = "GET"}});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().status, 503);
  EXPECT_EQ(response.error().code, "ServiceUnavailable");
  EXPECT_NE(response.error().message.find(endpoint), std::string::npos);
  EXPECT_FALSE(send({.endpoint = "no url at all", .request = {.method = "GET"}}));
  EXPECT_FALSE(send({.endpoint = "file:///etc/passwd", .request = {.method = "GET"}}));
}

TEST_F(HttpClientTest, gives_up_when_the_time_is_up) {
  HttpFixture http([](HttpRequest&) -> Task<HttpResponse> {
    co_await sleep_for(100ms);
    co_return HttpResponse();
  });
  const auto response = send({.endpoint = http.url(), .request = {.method = "GET"}, .timeout = 20ms});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().status, 503);
}

TEST_F(HttpClientTest, refuses_a_response_over_the_bound) {
  HttpFixture http([](HttpRequest& request) -> Task<HttpResponse> {
    HttpResponse response;
    response.body.assign(request.path == "/fits" ? 1 << 20 : (1 << 20) + 1, 'x');
    co_return response;
  });
  EXPECT_TRUE(send({.endpoint = http.url(), .request = {.method = "GET", .path = "/fits"}}));
  const auto response = send({.endpoint = http.url(), .request = {.method = "GET", .path = "/over"}});
  ASSERT_FALSE(response);
  EXPECT_NE(response.error().message.find("more than"), std::string::npos) << response.error().message;
}

class Pieces final : public BodySource {
 public:
  Pieces(std::size_t count, std::size_t bytes, bool fails = false) : count_(count), piece_(bytes, 'p'), fails_(fails) {}
  Task<Result<std::span<const char>>> next() override {
    if (made_ % 5 == 1) co_await sleep_for(1ms);
    if (made_ == count_ && fails_) co_return error::validation("the source broke");
    if (made_++ == count_) co_return std::span<const char>{};
    co_return std::span<const char>(piece_);
  }

 private:
  std::size_t count_;
  std::size_t made_ = 0;
  std::string piece_;
  bool fails_;
};

Task<HttpResponse> count_streamed(HttpRequest& request) {
  HttpResponse response;
  std::size_t bytes = 0;
  while (true) {
    const auto piece = co_await as_result(request.body->next());
    if (!piece) {
      response.status = piece.error().status;
      co_return response;
    }
    if (piece->empty()) break;
    bytes += piece->size();
  }
  response.body = std::to_string(bytes) + (request.body->length() ? " fixed" : " chunked");
  co_return response;
}

TEST_F(HttpClientTest, streams_a_request_of_known_and_unknown_length) {
  HttpFixture http(count_streamed);
  for (const bool known : {true, false}) {
    HttpCall call{.endpoint = http.url(), .request = {.method = "PUT", .path = "/"}};
    call.request.stream.source = std::make_unique<Pieces>(50, 77'777);
    if (known) call.request.stream.length = 50 * 77'777;
    const auto response = send(std::move(call));
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, known ? "3888850 fixed" : "3888850 chunked");
  }
}

TEST_F(HttpClientTest, an_error_of_the_source_ends_the_call_with_it) {
  HttpFixture http(count_streamed);
  HttpCall call{.endpoint = http.url(), .request = {.method = "PUT", .path = "/"}};
  call.request.stream.source = std::make_unique<Pieces>(5, 1000, true);
  call.request.stream.length = 1'000'000;
  const auto response = send(std::move(call));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().message, "the source broke");
}

TEST_F(HttpClientTest, an_early_refusal_reaches_a_caller_that_still_sends) {
  HttpFixture http([](HttpRequest&) -> Task<HttpResponse> {
    HttpResponse response;
    response.status = 403;
    response.body = "no";
    co_return response;
  });
  HttpCall call{.endpoint = http.url(), .request = {.method = "PUT", .path = "/"}};
  call.request.stream = {.source = std::make_unique<Pieces>(1000, 100'000), .length = 100'000'000};
  const auto response = send(std::move(call));
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 403);
  EXPECT_EQ(response->body, "no");
}

Task<HttpResponse> answer_stream(HttpRequest& request) {
  HttpResponse response;
  response.stream.source = std::make_unique<Pieces>(100, 50'000, request.path == "/fails");
  if (request.path == "/known") response.stream.length = 5'000'000;
  co_return response;
}

struct Streamed {
  Result<std::size_t> bytes = 0uz;
  std::optional<std::uint64_t> length;
};

Task<Streamed> read_streamed(HttpClient& client, std::string url, std::string path, std::size_t stop_after) {
  auto response = co_await client.send(
      {.endpoint = std::move(url), .request = {.method = "GET", .path = std::move(path)}, .stream_response = true});
  CHECK(response);
  Streamed streamed{.length = response->stream.length};
  std::size_t bytes = 0;
  while (bytes < stop_after) {
    const auto piece = co_await response->stream.source->next();
    if (!piece) {
      streamed.bytes = piece.error();
      co_return streamed;
    }
    if (piece->empty()) break;
    bytes += piece->size();
    if (bytes % 7 == 0) co_await sleep_for(1ms);
  }
  streamed.bytes = bytes;
  co_return streamed;
}

TEST_F(HttpClientTest, streams_a_response) {
  HttpFixture http(answer_stream);
  const auto known = block_on(loops_[0], read_streamed(client_, http.url(), "/known", ~0uz));
  EXPECT_EQ(known.bytes.value(), 5'000'000u);
  EXPECT_EQ(known.length, 5'000'000u);
  const auto chunked = block_on(loops_[0], read_streamed(client_, http.url(), "/chunked", ~0uz));
  EXPECT_EQ(chunked.bytes.value(), 5'000'000u);
  EXPECT_FALSE(chunked.length);
}

TEST_F(HttpClientTest, a_cut_off_stream_is_an_error) {
  HttpFixture http(answer_stream);
  const auto streamed = block_on(loops_[0], read_streamed(client_, http.url(), "/fails", ~0uz));
  ASSERT_FALSE(streamed.bytes);
  EXPECT_EQ(streamed.bytes.error().status, 503);
}

TEST_F(HttpClientTest, dropping_a_stream_ends_its_connection) {
  HttpFixture http(answer_stream);
  EXPECT_GE(block_on(loops_[0], read_streamed(client_, http.url(), "/known", 1)).bytes.value(), 1u);
  while (http.server->totals().connections_open > 0) std::this_thread::sleep_for(1ms);
}

TEST(HttpClient, answers_busy_over_its_bound) {
  std::atomic<bool> release = false;
  HttpFixture http([&](HttpRequest&) -> Task<HttpResponse> {
    while (!release) co_await sleep_for(1ms);
    co_return HttpResponse();
  });
  HttpClient client({.under_way_max = 2});
  LoopGroup loops(1);
  auto scenario = [](HttpClient& by, std::string url, std::atomic<bool>& gate) -> Task<int> {
    TaskScope scope;
    int answered = 0;
    for (int i = 0; i < 2; ++i) {
      scope.spawn([](HttpClient& sender, std::string endpoint, int& count) -> Task<void> {
        if (co_await sender.send({.endpoint = endpoint, .request = {.method = "GET"}})) ++count;
      }(by, url, answered));
    }
    const auto refused = co_await by.send({.endpoint = url, .request = {.method = "GET"}});
    EXPECT_FALSE(refused);
    gate = true;
    co_await scope.drain();
    co_return answered;
  };
  EXPECT_EQ(block_on(loops[0], scenario(client, http.url(), release)), 2);
}

}  // namespace
}  // namespace penstock
