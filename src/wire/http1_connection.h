// One HTTP/1.1 connection: reads requests, asks the handler, writes the responses in order. One loop's thread only.
#pragma once

#include <memory>
#include <string>

#include "wire/http1_body.h"
#include "wire/http1_output.h"
#include "wire/http1_response.h"

namespace penstock {

// What the connections of one loop share; outlives them.
struct Http1Context {
  HttpHandler& handler;
  const HttpServerOptions& options;
  BufferPool& pool;
  http1::DateHeader& date;
  HttpServerCounters& counters;
  bool stopping = false;  // requests under way are finished, no further one is begun
};

class Http1Connection {
 public:
  // `buffers` holds what was read already, maybe nothing.
  Http1Connection(ByteStream& stream, std::string_view peer, Http1Context& context,
                  std::unique_ptr<ConnectionBuffers> buffers);
  Http1Connection(const Http1Connection&) = delete;
  Http1Connection& operator=(const Http1Connection&) = delete;
  ~Http1Connection();

  // Until the connection has ended; the caller closes the stream.
  Task<void> serve();
  // Between two requests, with nothing of the next one here yet.
  bool idle() const { return idle_; }

 private:
  static constexpr std::size_t batched_body_bytes_max = 16 << 10;
  static constexpr std::size_t batched_bytes_max = 64 << 10;
  static constexpr std::size_t body_space_min = 4 << 10;

  enum class After : bool { close, keep_alive };

  Task<bool> wait_for_request();
  Task<bool> read_head();
  Task<bool> read_more(Tick deadline);
  void make_room();
  Task<After> answer();
  Task<bool> send(HttpResponse& response, bool to_head, After after);
  Task<bool> send_stream(BodyStream& stream, const http1::ResponseFraming& framing);
  Task<bool> refuse(http1::Refusal refusal);
  Task<void> linger();
  void skip_empty_lines();
  std::string_view date_line() const { return context_.date.line(stream_.watch().loop().now()); }
  std::string_view unread() const { return {buffers_->input.data() + buffers_->begin, buffers_->buffered()}; }

  ByteStream& stream_;
  const std::string_view peer_;
  Http1Context& context_;
  std::unique_ptr<ConnectionBuffers> buffers_;
  Http1Output output_;
  http1::HeadScanner scanner_;
  http1::RequestHead head_;
  bool idle_ = false;
  bool lingers_ = false;  // the client may still be sending when the connection ends
};

}  // namespace penstock
