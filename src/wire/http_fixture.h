// For tests: an HTTP server on a free port with a handler given as a function, and a client that sends raw bytes.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "wire/http_server.h"

namespace penstock {

// Blocking; gives up after ten seconds, so that a failing test ends.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    CHECK(::connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }

  // False when the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  void end_of_input() { ::shutdown(fd_.get(), SHUT_WR); }
  void reset() {
    const linger hard{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    fd_ = Fd();
  }

  struct Response {
    int status = 0;
    std::string head;
    std::string body;
    bool complete = false;
    std::string header(std::string_view name) const {  // "Content-Length"
      const auto at = head.find("\r\n" + std::string(name) + ": ");
      if (at == std::string::npos) return {};
      const auto begin = at + name.size() + 4;
      return head.substr(begin, head.find("\r\n", begin) - begin);
    }
  };

  // The next response; status 0 when the connection ended before one.
  Response receive(std::string_view method = "GET") {
    Response response;
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
      if (!fill()) return response;
    }
    const auto head_end = buffer_.find("\r\n\r\n") + 4;
    response.head = buffer_.substr(0, head_end);
    buffer_.erase(0, head_end);
    response.status = std::stoi(response.head.substr(9, 3));
    response.complete = true;
    if (method == "HEAD" || response.status < 200 || response.status == 204 || response.status == 304) return response;
    if (response.header("Transfer-Encoding") == "chunked") {
      response.complete = receive_chunks(response.body);
    } else if (const auto length = response.header("Content-Length"); !length.empty()) {
      response.complete = take(std::stoul(length), response.body);
    } else {
      while (fill()) {
      }
      response.body = std::exchange(buffer_, {});
    }
    return response;
  }

  // Whether the server has closed, waiting for it; anything that arrives before is kept.
  bool closed() {
    while (fill()) {
    }
    return ended_;
  }
  std::string& buffered() { return buffer_; }
  // Bytes that have arrived and were not received, at most that many.
  bool fill(std::size_t bytes_max = 65536) {
    std::string piece(bytes_max, '\0');
    const auto count = ::recv(fd_.get(), piece.data(), piece.size(), 0);
    if (count == 0 || (count < 0 && errno != EAGAIN)) ended_ = true;
    if (count <= 0) return false;
    buffer_.append(piece, 0, static_cast<std::size_t>(count));
    return true;
  }

 private:
  bool take(std::size_t count, std::string& into) {
    while (buffer_.size() < count) {
      if (!fill()) return false;
    }
    into.append(buffer_, 0, count);
    buffer_.erase(0, count);
    return true;
  }
  bool receive_chunks(std::string& body) {
    while (true) {
      while (buffer_.find("\r\n") == std::string::npos) {
        if (!fill()) return false;
      }
      const auto size = std::stoul(buffer_, nullptr, 16);
      buffer_.erase(0, buffer_.find("\r\n") + 2);
      std::string line_end;
      if (!take(size, body) || !take(2, line_end) || line_end != "\r\n") return false;
      if (size == 0) return true;
    }
  }

  Fd fd_;
  std::string buffer_;
  bool ended_ = false;
};

class HttpFixture {
 public:
  using Handle = std::function<Task<HttpResponse>(HttpRequest& request)>;

  explicit HttpFixture(Handle handle, HttpServerOptions options = {}, std::size_t loop_count = 1)
      : loops(loop_count), handler_(std::move(handle)) {
    auto started = HttpServer::start(loops, handler_, clock, std::move(options));
    CHECK(started);
    server = std::move(*started);
  }
  ~HttpFixture() { server->stop(Millis{0}); }

  RawClient connect() const { return RawClient(server->port()); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server->port()); }

 private:
  class FunctionHandler final : public HttpHandler {
   public:
    explicit FunctionHandler(Handle handle) : handle_(std::move(handle)) {}
    Task<HttpResponse> handle(HttpRequest& request) override { return handle_(request); }

   private:
    Handle handle_;
  };

 public:
  SystemClock clock;
  LoopGroup loops;

 private:
  FunctionHandler handler_;

 public:
  std::unique_ptr<HttpServer> server;
};

}  // namespace penstock
