// Time-outs, caps and the graceful stop of the HTTP server. Bounds are short here, and tests only wait for what must
// come.
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <thread>

#include "base/executor.h"
#include "wire/http_fixture.h"

namespace penstock {
namespace {

using namespace std::chrono_literals;

Task<HttpResponse> echo(HttpRequest& request) {
  HttpResponse response;
  auto body = co_await as_result(request.body->collect(100 << 20));
  response.status = body ? 200 : body.error().status;
  response.body = body ? std::string(body->begin(), body->end()) : body.error().code;
  co_return response;
}

TEST(HttpServerTimeouts, close_a_connection_that_sends_nothing) {
  HttpFixture http(echo, {.idle_timeout = 30ms});
  auto client = http.connect();
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(client.buffered(), "");
}

TEST(HttpServerTimeouts, close_a_connection_that_idles_after_a_request) {
  HttpFixture http(echo, {.idle_timeout = 30ms});
  auto client = http.connect();
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_TRUE(client.closed());
}

TEST(HttpServerTimeouts, a_head_that_trickles_in_is_refused) {
  HttpFixture http(echo, {.head_timeout = 60ms, .linger_timeout = 10ms});
  auto client = http.connect();
  client.send("GET / HTTP/1.1\r\n");
  // Each line arrives well within the bound; the head as a whole does not.
  for (int i = 0; i < 100 && client.send("A: b\r\n"); ++i) std::this_thread::sleep_for(5ms);
  EXPECT_EQ(client.receive().status, 408);
  EXPECT_TRUE(client.closed());
}

TEST(HttpServerTimeouts, a_body_that_stalls_is_an_error_for_the_handler) {
  HttpFixture http(echo, {.body_grace = 30ms, .linger_timeout = 10ms});
  auto client = http.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123");
  const auto response = client.receive();
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, "RequestTimeout");
  EXPECT_TRUE(client.closed());
}

TEST(HttpServerTimeouts, a_body_that_trickles_below_the_least_rate_is_an_error) {
  HttpFixture http(echo, {.body_grace = 50ms, .bytes_per_second_min = 1000, .linger_timeout = 10ms});
  auto client = http.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
  for (int i = 0; i < 1000 && client.send("x"); ++i) std::this_thread::sleep_for(5ms);
  EXPECT_EQ(client.receive().body, "RequestTimeout");
}

TEST(HttpServerTimeouts, the_handlers_own_time_does_not_count) {
  HttpFixture http(
      [](HttpRequest& request) -> Task<HttpResponse> {
        co_await sleep_for(150ms);
        co_return co_await echo(request);
      },
      {.body_grace = 100ms, .stall_timeout = 100ms});
  auto client = http.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x'));
  EXPECT_EQ(client.receive().status, 200);
}

TEST(HttpServerTimeouts, a_client_that_does_not_read_is_dropped) {
  HttpFixture http(
      [](HttpRequest&) -> Task<HttpResponse> {
        HttpResponse response;
        response.body.assign(50'000'000, 'x');
        co_return response;
      },
      {.write_grace = 30ms, .bytes_per_second_min = 10'000'000'000});
  auto client = http.connect();
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  while (http.server->totals().connections_open > 0) std::this_thread::sleep_for(1ms);
  EXPECT_FALSE(client.receive().complete);
  EXPECT_EQ(http.server->totals().timeouts, 1u);
}

TEST(HttpServerCap, refuses_connections_over_the_cap_and_serves_when_there_is_room) {
  HttpFixture http(echo, {.connections_max = 3}, 2);
  std::deque<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(http.connect());
    clients.back().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(clients.back().receive().status, 200);
  }
  auto refused = http.connect();
  EXPECT_EQ(refused.receive().status, 503);
  clients.pop_front();
  while (http.server->totals().connections_open == 3) std::this_thread::sleep_for(1ms);
  auto welcome = http.connect();
  welcome.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(welcome.receive().status, 200);
}

TEST(HttpServerLoops, few_connections_are_spread_evenly) {
  HttpFixture http(echo, {}, 3);
  std::deque<RawClient> clients;
  for (int i = 0; i < 6; ++i) {
    clients.push_back(http.connect());
    clients.back().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(clients.back().receive().status, 200);
  }
  EXPECT_EQ(http.server->connections_by_loop(), (std::vector<std::uint64_t>{2, 2, 2}));
}

TEST(HttpServerStop, ends_idle_connections_and_finishes_requests_under_way) {
  std::atomic<bool> release = false;
  std::atomic<bool> under_way = false;
  HttpFixture http([&](HttpRequest&) -> Task<HttpResponse> {
    under_way = true;
    while (!release) co_await sleep_for(1ms);
    HttpResponse response;
    response.body = "finished";
    co_return response;
  });
  auto idle = http.connect();
  auto busy = http.connect();
  busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  while (!under_way) std::this_thread::sleep_for(1ms);
  std::jthread stopper([&] { http.server->stop(10s); });
  EXPECT_TRUE(idle.closed());
  release = true;
  const auto response = busy.receive();
  EXPECT_EQ(response.body, "finished");
  EXPECT_EQ(response.header("Connection"), "close");
  EXPECT_TRUE(busy.closed());
}

TEST(HttpServerStop, counts_a_connection_as_idle_after_a_body_that_came_behind_its_head) {
  HttpFixture http(echo, {.head_timeout = 60s, .linger_timeout = 60s});
  auto client = http.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
  while (http.server->totals().requests == 0) std::this_thread::sleep_for(1ms);
  client.send("{}");
  EXPECT_EQ(client.receive().body, "{}");
  std::jthread stopper([&] { http.server->stop(20s); });
  EXPECT_TRUE(client.closed());
}

TEST(HttpServerStop, does_not_linger_after_a_body_that_the_handler_left_and_the_server_read) {
  HttpFixture http([](HttpRequest&) -> Task<HttpResponse> { co_return HttpResponse{}; },
                   {.head_timeout = 60s, .linger_timeout = 60s});
  auto client = http.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  client.send("{}GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  std::jthread stopper([&] { http.server->stop(20s); });
  EXPECT_TRUE(client.closed());
}

TEST(HttpServerStop, breaks_connections_that_outlast_the_grace) {
  HttpFixture http(echo);
  auto client = http.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123");
  while (http.server->totals().requests == 0) std::this_thread::sleep_for(1ms);
  http.server->stop(20ms);
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(http.server->totals().connections_open, 0u);
}

TEST(HttpServerStop, comes_back_at_once_without_connections) {
  HttpFixture http(echo, {}, 2);
  http.server->stop(60s);
  EXPECT_EQ(http.server->totals().connections_open, 0u);
}

}  // namespace
}  // namespace penstock
