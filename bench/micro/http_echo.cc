// links: wire
// The HTTP server with a handler that reads a body and answers a few bytes: what the network costs by itself.
//   http_echo [PORT] [LOOPS]      then for example: wrk -c64 -t2 -s bench/micro/post.lua http://127.0.0.1:PORT/
#include <cstdio>
#include <cstdlib>

#include "io/signals.h"
#include "wire/http_server.h"

namespace {

class EchoHandler final : public penstock::HttpHandler {
 public:
  penstock::Task<penstock::HttpResponse> handle(penstock::HttpRequest& request) override {
    penstock::HttpResponse response;
    const auto body = co_await as_result(request.body->collect(16 << 20));
    response.status = body ? 200 : body.error().status;
    response.add_header("Content-Type", "application/x-amz-json-1.1");
    response.body = body ? std::to_string(body->size()) : body.error().message;
    co_return response;
  }
};

}  // namespace

int main(int argc, char** argv) {
  penstock::StopSignals signals;
  penstock::LoopGroup loops(argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1);
  EchoHandler handler;
  const penstock::SystemClock clock;
  penstock::HttpServerOptions options;
  options.port = static_cast<std::uint16_t>(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 0);
  auto server = penstock::HttpServer::start(loops, handler, clock, options);
  if (!server) {
    std::fprintf(stderr, "%s\n", server.error().message.c_str());
    return 1;
  }
  std::printf("http://127.0.0.1:%u/\n", (*server)->port());
  std::fflush(stdout);
  signals.wait();
  (*server)->stop(penstock::Millis{5000});
  return 0;
}
