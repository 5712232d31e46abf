// The HTTP server: listens, spreads connections over the loops of a group, and serves each on its loop. The first bytes
// of a connection decide what it speaks; today that is HTTP/1.1.
//
// Each loop accepts for itself from one shared listener, and hands a connection to the loop that has the fewest.
// Hashing over one listener per loop (SO_REUSEPORT) would leave a loop without work when connections are few, which is
// the usual case: SDKs keep a handful each.
#pragma once

#include <memory>
#include <vector>

#include "io/clock.h"
#include "io/loop_group.h"
#include "io/socket.h"
#include "wire/http.h"
#include "wire/http_server_options.h"

namespace penstock {

class HttpServer {
 public:
  // Listens and begins to serve. Called, as all of this class, from a thread that is not a loop's. `handler` is called
  // on every loop's thread; it, the group and the clock outlive the server. Errors: those of Listener::listen.
  static Result<std::unique_ptr<HttpServer>> start(LoopGroup& loops, HttpHandler& handler, const Clock& clock,
                                                   HttpServerOptions options);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  // After stop().
  ~HttpServer();

  std::uint16_t port() const { return listener_.port; }

  // Stops accepting, ends idle connections, lets requests under way finish for `grace` and then breaks their
  // connections. Returns when every handler has ended.
  void stop(Millis grace);

  struct Totals {
    std::uint64_t connections_open = 0;
    std::uint64_t connections_accepted = 0;
    std::uint64_t connections_refused = 0;
    std::uint64_t requests = 0;
    std::uint64_t requests_malformed = 0;
    std::uint64_t timeouts = 0;
    std::uint64_t bytes_written = 0;
  };
  // Any thread.
  Totals totals() const;
  // Open connections of each loop. Any thread.
  std::vector<std::uint64_t> connections_by_loop() const;

 private:
  class LoopServer;

  HttpServer(Listener listener, HttpServerOptions options);
  // Where the next connection goes; null when the server is full. Any loop's thread.
  LoopServer* reserve_place();

  const HttpServerOptions options_;
  Listener listener_;
  std::vector<std::unique_ptr<LoopServer>> servers_;
  LoopGroup* loops_ = nullptr;
  bool stopped_ = false;
};

}  // namespace penstock
