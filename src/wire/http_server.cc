#include "wire/http_server.h"

#include <string_view>
#include <unordered_set>

#include "base/task_scope.h"
#include "io/block_on.h"
#include "io/descriptor_limit.h"
#include "wire/accepted_queue.h"
#include "wire/http1_connection.h"
#include "wire/sniff.h"

namespace penstock {
namespace {

constexpr Millis accept_pause{100};  // after the process ran out of descriptors
constexpr Millis trim_interval{5'000};
constexpr std::size_t other_descriptors = 4096;  // files, and connections of ours to others

// TLS: fatal alert, protocol_version. A client that tries TLS learns so at once.
constexpr std::string_view tls_refusal{"\x15\x03\x01\x00\x02\x02\x46", 7};
constexpr std::string_view full_refusal =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\nRetry-After: 1\r\n\r\n";

}  // namespace

// The part of the server that lives on one loop.
class HttpServer::LoopServer {
 public:
  LoopServer(HttpServer& server, EventLoop& loop, HttpHandler& handler, const Clock& clock)
      : server_(server),
        loop_(loop),
        date_(clock),
        context_{.handler = handler, .options = server.options_, .pool = pool_, .date = date_, .counters = counters_},
        accepted_(loop) {}

  // On the loop's thread:
  Task<void> start() {
    acceptor_.emplace(loop_, server_.listener_.fd.get());
    loop_.set_timer(trimmer_, trim_interval);
    scope_.spawn(accept_connections());
    scope_.spawn(adopt_connections());
    co_return;
  }
  Task<void> begin_stop() {
    context_.stopping = true;
    acceptor_->cancel();
    accepted_.close();
    for (auto* connection : connections_) {
      if (!connection->http1 || connection->http1->idle()) connection->stream.abort();
    }
    co_return;
  }
  Task<void> finish_stop(Millis grace) {
    loop_.set_timer(grace_, grace);
    co_await scope_.drain();
    grace_.clear();
    trimmer_.clear();
    acceptor_.reset();
  }

  // Any thread.
  void adopt(Acceptor::Accepted accepted) {
    if (!accepted_.push(std::move(accepted))) open.fetch_sub(1, std::memory_order_relaxed);
  }
  std::atomic<std::uint64_t> open = 0;  // with those on their way here
  const HttpServerCounters& counters() const { return counters_; }

 private:
  struct Connection {
    TcpStream stream;
    std::optional<Http1Connection> http1;
  };
  struct OwnedTimer : Timer {
    OwnedTimer(LoopServer& owner, void (*fire)(Timer&)) : Timer(fire), owner(owner) {}
    LoopServer& owner;
  };

  Task<void> accept_connections() {
    while (true) {
      auto accepted = co_await acceptor_->accept();
      if (accepted.error == ECANCELED) break;
      if (accepted.error != 0) {
        co_await sleep_for(accept_pause);
        continue;
      }
      if (auto* place = server_.reserve_place()) {
        count(counters_.connections_accepted);
        place->adopt(std::move(accepted));
      } else {
        count(counters_.connections_refused);
        refuse(std::move(accepted));
      }
    }
  }

  void refuse(Acceptor::Accepted accepted) {
    TcpStream stream(loop_, std::move(accepted.fd));
    const iovec piece{const_cast<char*>(full_refusal.data()), full_refusal.size()};
    stream.try_write({&piece, 1});
  }

  Task<void> adopt_connections() {
    while (auto accepted = co_await accepted_.pop()) scope_.spawn(serve(std::move(*accepted)));
  }

  Task<void> serve(Acceptor::Accepted accepted) {
    {
      Connection connection{.stream = TcpStream(loop_, std::move(accepted.fd)), .http1 = std::nullopt};
      connections_.insert(&connection);
      if (!context_.stopping) co_await sniff_and_serve(connection, accepted.peer);
      connections_.erase(&connection);
    }
    open.fetch_sub(1, std::memory_order_relaxed);
  }

  Task<void> sniff_and_serve(Connection& connection, std::string_view peer) {
    if (!co_await connection.stream.readable(server_.options_.idle_timeout)) co_return;
    auto buffers = pool_.take();
    const auto speaks = co_await sniff(connection.stream, *buffers, server_.options_.head_timeout);
    if (speaks == Speaks::http1) {
      connection.http1.emplace(connection.stream, peer, context_, std::move(buffers));
      co_await connection.http1->serve();
      co_return;
    }
    if (speaks == Speaks::tls) {
      const iovec piece{const_cast<char*>(tls_refusal.data()), tls_refusal.size()};
      connection.stream.try_write({&piece, 1});
    }
    if (speaks != Speaks::nothing) count(counters_.requests_malformed);
    pool_.give_back(std::move(buffers));
  }

  HttpServer& server_;
  EventLoop& loop_;
  BufferPool pool_;
  http1::DateHeader date_;
  HttpServerCounters counters_;
  Http1Context context_;
  AcceptedQueue accepted_;
  std::optional<Acceptor> acceptor_;
  std::unordered_set<Connection*> connections_;
  OwnedTimer grace_{*this, [](Timer& timer) {
                      for (auto* connection : static_cast<OwnedTimer&>(timer).owner.connections_)
                        connection->stream.abort();
                    }};
  OwnedTimer trimmer_{*this, [](Timer& timer) {
                        auto& self = static_cast<OwnedTimer&>(timer).owner;
                        self.pool_.trim();
                        self.loop_.set_timer(timer, trim_interval);
                      }};
  TaskScope scope_;
};

Result<std::unique_ptr<HttpServer>> HttpServer::start(LoopGroup& loops, HttpHandler& handler, const Clock& clock,
                                                      HttpServerOptions options) {
  auto listener = Listener::listen(options.host, options.port);
  if (!listener) return std::move(listener.error());
  raise_descriptor_limit(options.connections_max + other_descriptors);
  std::unique_ptr<HttpServer> server(new HttpServer(std::move(*listener), std::move(options)));
  for (std::size_t i = 0; i < loops.size(); ++i) {
    server->servers_.push_back(std::make_unique<LoopServer>(*server, loops[i], handler, clock));
  }
  for (std::size_t i = 0; i < loops.size(); ++i) block_on(loops[i], server->servers_[i]->start());
  server->loops_ = &loops;
  return server;
}

HttpServer::HttpServer(Listener listener, HttpServerOptions options)
    : options_(std::move(options)), listener_(std::move(listener)) {}

HttpServer::~HttpServer() { CHECK(stopped_); }

void HttpServer::stop(Millis grace) {
  if (std::exchange(stopped_, true)) return;
  for (std::size_t i = 0; i < servers_.size(); ++i) block_on((*loops_)[i], servers_[i]->begin_stop());
  for (std::size_t i = 0; i < servers_.size(); ++i) block_on((*loops_)[i], servers_[i]->finish_stop(grace));
}

HttpServer::LoopServer* HttpServer::reserve_place() {
  LoopServer* fewest = nullptr;
  std::uint64_t total = 0;
  for (const auto& server : servers_) {
    const auto open = server->open.load(std::memory_order_relaxed);
    total += open;
    if (!fewest || open < fewest->open.load(std::memory_order_relaxed)) fewest = server.get();
  }
  if (!fewest || total >= options_.connections_max) return nullptr;
  fewest->open.fetch_add(1, std::memory_order_relaxed);
  return fewest;
}

HttpServer::Totals HttpServer::totals() const {
  Totals totals;
  auto read = [](const std::atomic<std::uint64_t>& counter) { return counter.load(std::memory_order_relaxed); };
  for (const auto& server : servers_) {
    const auto& counters = server->counters();
    totals.connections_open += read(server->open);
    totals.connections_accepted += read(counters.connections_accepted);
    totals.connections_refused += read(counters.connections_refused);
    totals.requests += read(counters.requests);
    totals.requests_malformed += read(counters.requests_malformed);
    totals.timeouts += read(counters.timeouts);
    totals.bytes_written += read(counters.bytes_written);
  }
  return totals;
}

std::vector<std::uint64_t> HttpServer::connections_by_loop() const {
  std::vector<std::uint64_t> counts;
  for (const auto& server : servers_) counts.push_back(server->open.load(std::memory_order_relaxed));
  return counts;
}

}  // namespace penstock
