#include "wire/http_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/executor.h"
#include "wire/http_fixture.h"

namespace penstock {
namespace {

using namespace std::chrono_literals;

HttpResponse answer(int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

// Answers the method, the path and the whole body.
Task<HttpResponse> echo(HttpRequest& request) {
  auto body = co_await as_result(request.body->collect(64 << 20));
  if (!body) co_return answer(body.error().status, body.error().code);
  co_return answer(200, std::string(request.method) + " " + std::string(request.path) + " " +
                            std::string(body->begin(), body->end()));
}

Task<HttpResponse> count_streamed(HttpRequest& request) {
  std::uint64_t bytes = 0;
  while (true) {
    const auto piece = co_await as_result(request.body->next());
    if (!piece) co_return answer(piece.error().status, piece.error().code);
    if (piece->empty()) break;
    bytes += piece->size();
  }
  co_return answer(200, std::to_string(bytes));
}

std::string post(std::string_view path, std::string_view body, std::string_view headers = "") {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

TEST(HttpServer, answers_and_keeps_the_connection) {
  HttpFixture http(echo);
  auto client = http.connect();
  for (int i = 0; i < 3; ++i) {
    client.send(post("/x", "hello"));
    const auto response = client.receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "POST /x hello");
    EXPECT_EQ(response.header("Content-Length"), "13");
    EXPECT_EQ(response.header("Date").size(), 29u);
    EXPECT_EQ(response.header("Connection"), "");
  }
  EXPECT_EQ(http.server->totals().requests, 3u);
}

TEST(HttpServer, reads_requests_wherever_they_are_cut) {
  HttpFixture http(echo);
  const auto request =
      post("/cut", "0123456789", "Expect: 100-continue\r\n") +
      "POST /chunks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
  for (std::size_t cut = 1; cut < request.size(); ++cut) {
    auto client = http.connect();
    client.send(request.substr(0, cut));
    std::this_thread::sleep_for(1ms);
    client.send(request.substr(cut));
    auto response = client.receive();
    if (response.status == 100) response = client.receive();
    EXPECT_EQ(response.body, "POST /cut 0123456789") << "cut at " << cut;
    EXPECT_EQ(client.receive().body, "POST /chunks abcde") << "cut at " << cut;
  }
}

TEST(HttpServer, answers_pipelined_requests_in_order) {
  HttpFixture http([](HttpRequest& request) -> Task<HttpResponse> {
    if (request.path.ends_with("7")) co_await sleep_for(2ms);
    co_return co_await echo(request);
  });
  auto client = http.connect();
  std::string requests;
  for (int i = 0; i < 200; ++i)
    requests += post("/" + std::to_string(i), std::string(static_cast<std::size_t>(i * 7), 'x'));
  std::jthread sender([&] { client.send(requests); });
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(client.receive().body,
              "POST /" + std::to_string(i) + " " + std::string(static_cast<std::size_t>(i * 7), 'x'));
  }
}

TEST(HttpServer, a_finished_response_does_not_wait_for_a_slow_request_behind_it) {
  std::atomic<bool> release = false;
  HttpFixture http([&](HttpRequest& request) -> Task<HttpResponse> {
    while (request.path == "/slow" && !release) co_await sleep_for(1ms);
    co_return answer(200, std::string(request.path));
  });
  auto client = http.connect();
  client.send("GET /fast HTTP/1.1\r\nHost: a\r\n\r\nGET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive().body, "/fast");
  release = true;
  EXPECT_EQ(client.receive().body, "/slow");
}

TEST(HttpServer, tells_a_client_to_continue_only_when_the_body_is_wanted) {
  HttpFixture http([](HttpRequest& request) -> Task<HttpResponse> {
    if (request.path == "/refuse") co_return answer(403, "no");
    co_return co_await echo(request);
  });
  auto client = http.connect();
  client.send("PUT /take HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  client.send("hello");
  EXPECT_EQ(client.receive().body, "PUT /take hello");

  client.send("PUT /refuse HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  const auto refused = client.receive();
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.header("Connection"), "close");  // what the client sends next could be the body or a request
  EXPECT_TRUE(client.closed());
}

TEST(HttpServer, refuses_an_expectation_that_it_does_not_know) {
  HttpFixture http(echo);
  auto client = http.connect();
  client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.receive().status, 417);
}

TEST(HttpServer, collects_large_bodies_of_known_and_unknown_length) {
  HttpFixture http(echo);
  auto client = http.connect();
  std::string body(3'000'000, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>('a' + i % 23);
  std::jthread fixed([&] { client.send(post("/", body)); });
  EXPECT_EQ(client.receive().body, "POST / " + body);
  fixed.join();

  std::jthread chunked([&] {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (std::size_t at = 0; at < body.size(); at += 100'000)
      client.send("186a0\r\n" + body.substr(at, 100'000) + "\r\n");
    client.send("0\r\n\r\n");
  });
  EXPECT_EQ(client.receive().body, "POST / " + body);
}

TEST(HttpServer, a_collected_body_has_readable_bytes_behind_it) {
  HttpFixture http([](HttpRequest& request) -> Task<HttpResponse> {
    const auto body = co_await as_result(request.body->collect(1 << 20));
    int sum = 0;
    for (std::size_t i = 0; i < 64; ++i) sum += static_cast<volatile const char*>(body->data())[body->size() + i];
    co_return answer(200, sum == 12345 ? "unlikely" : "fine");
  });
  auto client = http.connect();
  for (const std::size_t size : {0uz, 1uz, 16'300uz, 16'384uz, 16'385uz, 300'000uz}) {
    client.send(post("/", std::string(size, 'x')));
    EXPECT_EQ(client.receive().body, "fine");
  }
}

TEST(HttpServer, refuses_a_body_over_the_handlers_bound_unread) {
  HttpFixture http([](HttpRequest& request) -> Task<HttpResponse> {
    auto body = co_await as_result(request.body->collect(10));
    co_return body ? answer(200, "fits") : answer(body.error().status, body.error().code);
  });
  auto client = http.connect();
  client.send(post("/", "0123456789"));
  EXPECT_EQ(client.receive().body, "fits");
  client.send(post("/", "0123456789a"));
  auto response = client.receive();
  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(response.body, "RequestEntityTooLargeException");
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n0123456789a\r\n");
  response = client.receive();
  EXPECT_EQ(response.status, 413);
  EXPECT_TRUE(client.closed());
}

TEST(HttpServer, streams_a_gigabyte_in_without_growing) {
  auto resident_kilobytes = [] {
    long pages = 0;
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    CHECK(file && std::fscanf(file, "%*d %ld", &pages) == 1);
    std::fclose(file);
    return pages * 4;
  };
  HttpFixture http(count_streamed);
  auto client = http.connect();
  const std::string piece(1 << 20, 'x');
  const auto before = resident_kilobytes();
  client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n");
  for (int i = 0; i < 1024; ++i) ASSERT_TRUE(client.send(piece));
  EXPECT_EQ(client.receive().body, "1073741824");
  EXPECT_LT(resident_kilobytes() - before, 16 * 1024);
}

TEST(HttpServer, a_handler_that_does_not_read_holds_the_sender_back) {
  std::atomic<bool> release = false;
  HttpFixture http([&](HttpRequest& request) -> Task<HttpResponse> {
    while (!release) co_await sleep_for(1ms);
    co_return co_await count_streamed(request);
  });
  auto client = http.connect();
  std::atomic<std::size_t> sent = 0;
  client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 104857600\r\n\r\n");
  std::jthread sender([&] {
    const std::string piece(1 << 20, 'x');
    for (int i = 0; i < 100; ++i, ++sent) client.send(piece);
  });
  std::this_thread::sleep_for(200ms);
  EXPECT_LT(sent, 50u);  // no more than the kernel's buffers
  release = true;
  EXPECT_EQ(client.receive().body, "104857600");
}

class Pieces final : public BodySource {
 public:
  Pieces(int count, std::size_t bytes, bool fails = false) : count_(count), piece_(bytes, 'p'), fails_(fails) {}
  Task<Result<std::span<const char>>> next() override {
    if (made_ % 3 == 2) co_await sleep_for(1ms);
    if (made_ == count_ && fails_) co_return error::internal("broken");
    if (made_++ == count_) co_return std::span<const char>{};
    co_return std::span<const char>(piece_);
  }

 private:
  int count_;
  int made_ = 0;
  std::string piece_;
  bool fails_;
};

Task<HttpResponse> answer_stream(HttpRequest& request) {
  HttpResponse response;
  const bool known = request.path == "/known" || request.path == "/short";
  response.stream.source =
      std::make_unique<Pieces>(request.path == "/short" ? 9 : 10, 50'000, request.path == "/fails");
  if (known) response.stream.length = 500'000;
  co_return response;
}

TEST(HttpServer, streams_responses_of_known_and_unknown_length) {
  HttpFixture http(answer_stream);
  auto client = http.connect();
  for (const std::string path : {"/known", "/chunked", "/known"}) {
    client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto response = client.receive();
    EXPECT_EQ(response.body, std::string(500'000, 'p'));
    EXPECT_TRUE(response.complete);
    EXPECT_EQ(response.header("Transfer-Encoding"), path == "/chunked" ? "chunked" : "");
  }
  client.send("GET /chunked HTTP/1.0\r\n\r\n");
  const auto old = client.receive();  // until the end of the connection
  EXPECT_EQ(old.body, std::string(500'000, 'p'));
  EXPECT_EQ(old.header("Transfer-Encoding"), "");
}

TEST(HttpServer, a_response_stream_that_fails_or_ends_early_is_cut_off_visibly) {
  HttpFixture http(answer_stream);
  for (const std::string path : {"/fails", "/short"}) {
    auto client = http.connect();
    client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_FALSE(client.receive().complete);
    EXPECT_TRUE(client.closed());
  }
}

TEST(HttpServer, sends_the_head_of_a_stream_before_its_first_piece) {
  std::atomic<bool> release = false;
  struct Waiting final : BodySource {
    explicit Waiting(std::atomic<bool>& flag) : release(flag) {}
    Task<Result<std::span<const char>>> next() override {
      while (!release) co_await sleep_for(1ms);
      co_return std::span<const char>{};
    }
    std::atomic<bool>& release;
  };
  HttpFixture http([&](HttpRequest&) -> Task<HttpResponse> {
    HttpResponse response;
    response.stream.source = std::make_unique<Waiting>(release);
    co_return response;
  });
  auto client = http.connect();
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  while (client.buffered().find("\r\n\r\n") == std::string::npos) ASSERT_TRUE(client.fill());
  release = true;
  EXPECT_TRUE(client.receive().complete);
}

TEST(HttpServer, states_lengths_without_bodies_for_head_and_no_content) {
  HttpFixture http([](HttpRequest& request) -> Task<HttpResponse> {
    HttpResponse response = answer(200, "hello");
    if (request.path == "/none") response = answer(204, "");
    if (request.path == "/unmodified") response = answer(304, "");
    if (request.path == "/stated") {
      response = answer(200, "");
      response.stated_length = 123;
    }
    co_return response;
  });
  auto client = http.connect();
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive("HEAD").header("Content-Length"), "5");
  client.send("HEAD /stated HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive("HEAD").header("Content-Length"), "123");
  client.send("GET /none HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive().header("Content-Length"), "");
  client.send("GET /unmodified HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive().header("Content-Length"), "");
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive().body, "hello");
}

TEST(HttpServer, header_values_cannot_break_out_of_their_line) {
  HttpFixture http([](HttpRequest&) -> Task<HttpResponse> {
    auto response = answer(200, "x");
    response.add_header("X-Value", "a\r\nX-Other: b");
    co_return response;
  });
  auto client = http.connect();
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto response = client.receive();
  EXPECT_EQ(response.header("X-Value"), "a  X-Other: b");
  EXPECT_EQ(response.header("X-Other"), "");
}

TEST(HttpServer, a_handler_may_answer_before_it_has_read_the_body) {
  HttpFixture http([](HttpRequest&) -> Task<HttpResponse> { co_return answer(200, "early"); });
  auto client = http.connect();
  for (int i = 0; i < 3; ++i) {
    client.send(post("/", std::string(100'000, 'x')));
    EXPECT_EQ(client.receive().body, "early");
  }
  // Too much to read over: the client still sees the answer, then the end.
  std::jthread sender([&] { client.send(post("/", std::string(30'000'000, 'x'))); });
  const auto last = client.receive();
  EXPECT_EQ(last.body, "early");
  EXPECT_EQ(last.header("Connection"), "close");
  sender.join();
  client.end_of_input();
  EXPECT_TRUE(client.closed());
}

TEST(HttpServer, a_truncated_body_is_an_error_for_the_handler) {
  std::atomic<int> errors = 0;
  HttpFixture http([&](HttpRequest& request) -> Task<HttpResponse> {
    auto body = co_await as_result(request.body->collect(1000));
    if (!body && body.error().code == "IncompleteBody") ++errors;
    co_return answer(body ? 200 : body.error().status, "");
  });
  for (const std::string request : {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345",
                                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"}) {
    auto client = http.connect();
    client.send(request);
    client.end_of_input();
    EXPECT_EQ(client.receive().status, 400);
    EXPECT_TRUE(client.closed());
  }
  EXPECT_EQ(errors, 2);
}

TEST(HttpServer, refuses_malformed_heads_and_closes) {
  HttpFixture http(echo);
  struct Case {
    std::string request;
    int status;
  };
  for (const auto& [request, status] : std::initializer_list<Case>{
           {"GET / HTTP/1.1\n", 400},
           {"GET / HTTP/1.1\r\n\r\n", 400},
           {"GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505},
           {"GET / HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\nHost: a\r\n" + std::string(70'000, 'a'), 431},
           {"GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
           {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
       }) {
    auto client = http.connect();
    client.send(request);
    const auto response = client.receive();
    EXPECT_EQ(response.status, status) << request.substr(0, 100);
    EXPECT_EQ(response.header("Connection"), "close");
    client.end_of_input();
    EXPECT_TRUE(client.closed());
  }
  auto client = http.connect();
  client.send(post("/", "still serves"));
  EXPECT_EQ(client.receive().status, 200);
}

TEST(HttpServer, takes_heads_up_to_the_bound) {
  HttpFixture http([](HttpRequest& request) -> Task<HttpResponse> {
    co_return answer(200, std::to_string(request.header("long").size()));
  });
  auto client = http.connect();
  for (const int size : {10'000, 16'384, 40'000, 65'000}) {
    client.send(post("/", "body", "Long: " + std::string(static_cast<std::size_t>(size), 'a') + "\r\n"));
    EXPECT_EQ(client.receive().body, std::to_string(size));
  }
}

TEST(HttpServer, refuses_tls_and_http2_in_their_own_terms) {
  HttpFixture http(echo);
  auto tls = http.connect();
  tls.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
  EXPECT_TRUE(tls.closed());
  EXPECT_EQ(tls.buffered(), std::string("\x15\x03\x01\x00\x02\x02\x46", 7));
  auto http2 = http.connect();
  http2.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  EXPECT_TRUE(http2.closed());
}

TEST(HttpServer, survives_clients_that_vanish) {
  HttpFixture http([](HttpRequest& request) -> Task<HttpResponse> {
    if (request.path == "/echo") co_return co_await echo(request);
    co_return co_await answer_stream(request);
  });
  for (int i = 0; i < 20; ++i) {
    auto client = http.connect();
    client.send(i % 2 ? "GET /chunked HTTP/1.1\r\nHost: a\r\n\r\n"
                      : "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n1");
    if (i % 4 == 3) client.fill(100);
    client.reset();
  }
  auto client = http.connect();
  client.send(post("/echo", "alive"));
  EXPECT_EQ(client.receive().body, "POST /echo alive");
}

}  // namespace
}  // namespace penstock
