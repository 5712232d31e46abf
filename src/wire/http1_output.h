// The writing side of an HTTP/1.1 connection: what is ready is gathered and goes out with one system call.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "io/byte_stream.h"
#include "wire/connection_buffers.h"
#include "wire/http_server_options.h"

namespace penstock {

class Http1Output {
 public:
  Http1Output(ByteStream& stream, const HttpServerOptions& options, HttpServerCounters& counters)
      : stream_(stream), options_(options), counters_(counters) {}

  // Where heads and small bodies are gathered; null while the connection is idle, and then nothing is pending.
  void use(ConnectionBuffers* buffers);
  std::string& pending() { return buffers_->output; }

  // Writes what is pending and then the pieces, and waits until all of it is with the kernel. False: the connection is
  // broken or too slow, and nothing can be written any more.
  Task<bool> write(std::string_view piece, std::string_view last = {});
  // The same without pieces. As a rule the kernel takes everything at once, and no coroutine is made.
  struct [[nodiscard]] Flush {
    Http1Output& output;
    std::optional<Task<bool>> writing = {};

    bool await_ready() { return output.flush_now(); }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting);
    bool await_resume() { return writing ? writing->handle().promise().take() : !output.broken(); }
  };
  Flush flush() { return {*this}; }
  // Writes what the kernel takes now. False: something is still pending.
  bool flush_now();
  bool broken() const { return broken_; }

 private:
  bool finished(IoCount count);

  ByteStream& stream_;
  const HttpServerOptions& options_;
  HttpServerCounters& counters_;
  ConnectionBuffers* buffers_ = nullptr;
  bool broken_ = false;
};

}  // namespace penstock
