// Random streams of requests, cut at random places, against a plain model: every request that was sent whole is
// answered, in order, with what a plain function of the request says.
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "base/executor.h"
#include "wire/http_fixture.h"

namespace penstock {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t collect_max = 200'000;

std::uint64_t digest(std::string_view bytes, std::uint64_t hash = 1469598103934665603u) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

struct Sent {
  std::string path;  // says how the handler behaves
  std::string body;
  std::string bytes;
};

// The model: what the server has to answer.
std::string expected(const Sent& sent) {
  if (sent.path == "/ignore") return "ignored";
  if (sent.path == "/collect" && sent.body.size() > collect_max) return "RequestEntityTooLargeException";
  return sent.path + " " + std::to_string(sent.body.size()) + " " + std::to_string(digest(sent.body));
}

Task<HttpResponse> handle(HttpRequest& request) {
  HttpResponse response;
  if (request.path == "/ignore") {
    response.body = "ignored";
    co_return response;
  }
  if (request.path == "/sleep") co_await sleep_for(1ms);
  std::size_t size = 0;
  std::uint64_t hash = digest("");
  if (request.path == "/stream" || request.path == "/chunks") {
    while (true) {
      const auto piece = co_await as_result(request.body->next());
      if (!piece || piece->empty()) break;
      size += piece->size();
      hash = digest({piece->data(), piece->size()}, hash);
      if (size % 3 == 0) co_await sleep_for(0ms);
    }
  } else {
    const auto body = co_await as_result(request.body->collect(collect_max));
    if (!body) {
      response.status = body.error().status;
      response.body = body.error().code;
      co_return response;
    }
    size = body->size();
    hash = digest({body->data(), body->size()});
  }
  auto text = std::string(request.path) + " " + std::to_string(size) + " " + std::to_string(hash);
  if (request.path == "/chunks") {
    response.stream.source = std::make_unique<StringBody>(std::move(text));
  } else {
    response.body = std::move(text);
  }
  co_return response;
}

class Stream {
 public:
  explicit Stream(std::mt19937_64& random) : random_(random) {}

  Sent request(bool last) {
    static constexpr const char* paths[] = {"/collect", "/stream", "/sleep", "/ignore", "/chunks"};
    Sent sent{.path = paths[random_() % std::size(paths)]};
    const bool may_be_large = sent.path == "/stream" || sent.path == "/chunks" || (last && sent.path == "/collect");
    sent.body.resize(random_() % (std::size_t{1} << (random_() % (may_be_large ? 20 : 16))));
    for (char& c : sent.body) c = static_cast<char>(random_());
    sent.bytes = "POST " + sent.path + " HTTP/1.1\r\nHost: a\r\n";
    for (auto count = random_() % 5; count > 0; --count) {
      sent.bytes += "X-Filler-" + std::to_string(count) + ": " + std::string(random_() % 500, 'f') + "\r\n";
    }
    // An unread chunked body ends the connection, so only the last request may have one.
    if (random_() % 3 == 0 && (last || sent.path != "/ignore")) {
      sent.bytes += "Transfer-Encoding: chunked\r\n\r\n" + chunked(sent.body);
    } else {
      sent.bytes += "Content-Length: " + std::to_string(sent.body.size()) + "\r\n\r\n" + sent.body;
    }
    return sent;
  }

 private:
  std::string chunked(std::string_view body) {
    std::string out;
    while (!body.empty()) {
      const auto piece = body.substr(0, 1 + random_() % 20'000);
      char size[32];
      std::snprintf(size, sizeof size, random_() % 2 ? "%zx\r\n" : "%zX;ext=1\r\n", piece.size());
      out.append(size).append(piece).append("\r\n");
      body.remove_prefix(piece.size());
    }
    return out + (random_() % 2 ? "0\r\n\r\n" : "000\r\nX-Trailer: t\r\n\r\n");
  }

  std::mt19937_64& random_;
};

TEST(HttpRandomStreams, are_answered_as_the_model_says) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  HttpFixture http(handle, {}, 2);
  for (int round = 0; round < 60; ++round) {
    Stream stream(random);
    std::vector<Sent> requests;
    std::string bytes;
    const auto count = 1 + random() % 20;
    for (std::size_t i = 0; i < count; ++i) {
      requests.push_back(stream.request(i + 1 == count));
      bytes += requests.back().bytes;
    }
    std::vector<std::size_t> cuts;
    for (std::size_t at = 0; at < bytes.size(); at += cuts.back()) {
      cuts.push_back(1 + random() % (std::size_t{1} << (4 + random() % 16)));
    }
    auto client = http.connect();
    std::jthread sender([&] {
      std::string_view rest = bytes;
      for (std::size_t i = 0; i < cuts.size() && client.send(rest.substr(0, cuts[i])); ++i) {
        rest.remove_prefix(std::min(rest.size(), cuts[i]));
        if (i % 50 == 0) std::this_thread::sleep_for(100us);
      }
    });
    for (const auto& sent : requests) {
      const auto response = client.receive();
      ASSERT_TRUE(response.complete) << "round " << round;
      ASSERT_EQ(response.body, expected(sent)) << "round " << round;
    }
  }
}

TEST(HttpRandomStreams, garbage_between_requests_never_stops_the_server) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  HttpFixture http(handle, {.linger_timeout = 1ms}, 2);
  for (int round = 0; round < 200; ++round) {
    Stream stream(random);
    std::string bytes = stream.request(false).bytes + stream.request(true).bytes;
    for (auto damage = 1 + random() % 4; damage > 0; --damage) {
      const auto at = random() % bytes.size();
      if (random() % 2) {
        bytes[at] = static_cast<char>(random());
      } else {
        bytes.erase(at, 1 + random() % 50);
      }
      if (bytes.empty()) break;
    }
    auto client = http.connect();
    std::jthread sender([&] {
      client.send(bytes);
      client.end_of_input();
    });
    while (client.fill()) {
    }
  }
  auto client = http.connect();
  client.send("POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_EQ(client.receive().status, 200);
}

}  // namespace
}  // namespace penstock
