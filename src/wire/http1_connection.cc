#include "wire/http1_connection.h"

#include <fmt/format.h>

#include <cstring>

namespace penstock {

namespace {

template <class T>
std::coroutine_handle<task_detail::Promise<T>> start(const Task<T>& task) {
  auto handle = task.handle();
  handle.resume();
  return handle;
}

// Runs a task at once; if it suspends, writes what is pending, so that no finished response waits for the next one.
template <class T>
struct FlushWhileWaiting {
  Task<T> task;
  Http1Output& output;

  bool await_ready() const { return start(task).done(); }
  void await_suspend(std::coroutine_handle<> waiting) {
    task.handle().promise().continuation = waiting;
    output.flush_now();
  }
  T await_resume() { return task.handle().promise().take(); }
};

}  // namespace

Http1Connection::Http1Connection(ByteStream& stream, std::string_view peer, Http1Context& context,
                                 std::unique_ptr<ConnectionBuffers> buffers)
    : stream_(stream),
      peer_(peer),
      context_(context),
      buffers_(std::move(buffers)),
      output_(stream, context.options, context.counters) {
  output_.use(buffers_.get());
}

Http1Connection::~Http1Connection() {
  if (buffers_) context_.pool.give_back(std::move(buffers_));
}

Task<void> Http1Connection::serve() {
  while (co_await wait_for_request() && co_await read_head() && co_await answer() == After::keep_alive) {
  }
  if (lingers_ && !output_.broken()) co_await linger();
}

// An idle connection holds no buffers.
Task<bool> Http1Connection::wait_for_request() {
  if (buffers_ && buffers_->buffered() > 0) co_return true;
  if (buffers_) {
    if (!co_await output_.flush()) co_return false;
    // A read that filled its space to the last byte does not tell whether the socket is empty.
    if (stream_.maybe_readable()) {
      make_room();
      const auto count = stream_.try_read(buffers_->free_space());
      if (!count.would_block()) {
        if (count.failed() || count.bytes() == 0) co_return false;
        buffers_->end += count.bytes();
        co_return true;
      }
    }
    output_.use(nullptr);
    context_.pool.give_back(std::move(buffers_));
  }
  if (context_.stopping) co_return false;
  idle_ = true;
  const bool readable = co_await stream_.readable(context_.options.idle_timeout);
  idle_ = false;
  if (!readable) co_return false;
  buffers_ = context_.pool.take();
  output_.use(buffers_.get());
  co_return true;
}

// A head may be followed by body bytes, for which there has to be room: they cannot move once the head is parsed.
void Http1Connection::make_room() {
  auto& buffers = *buffers_;
  if (buffers.input.capacity() - buffers.end >= body_space_min) return;
  std::memmove(buffers.input.data(), buffers.input.data() + buffers.begin, buffers.buffered());
  buffers.end -= std::exchange(buffers.begin, 0);
  if (buffers.input.capacity() - buffers.end < body_space_min) buffers.input.grow(2 * buffers.input.capacity());
}

// RFC 9112, section 2.2: some clients send an empty line after a body.
void Http1Connection::skip_empty_lines() {
  while (unread().starts_with("\r\n")) buffers_->begin += 2;
}

Task<bool> Http1Connection::read_head() {
  using Found = http1::HeadScanner::Found;
  const Tick deadline = stream_.watch().loop().now() + static_cast<Tick>(context_.options.head_timeout.count());
  scanner_.reset();
  while (true) {
    skip_empty_lines();
    const auto found = scanner_.scan(unread());
    if (found == Found::bare_line_feed) co_return co_await refuse({400, "A line of the head ends without CR."});
    const auto head_bytes = found == Found::end ? scanner_.head_bytes() : buffers_->buffered();
    if (head_bytes > http1::head_bytes_max) co_return co_await refuse({431, "The head is too large."});
    if (found == Found::end) break;
    if (!co_await read_more(deadline)) co_return false;
  }
  make_room();
  const std::span head(buffers_->input.data() + buffers_->begin, scanner_.head_bytes());
  const auto refusal = http1::parse_request_head(head, buffers_->fields, head_);
  if (refusal) co_return co_await refuse(refusal);
  if (head_.expectation == http1::Expectation::unknown) {
    co_return co_await refuse({417, "Only the expectation \"100-continue\" is understood."});
  }
  buffers_->begin += head.size();
  co_return true;
}

Task<bool> Http1Connection::read_more(Tick deadline) {
  make_room();
  auto count = stream_.maybe_readable() ? stream_.try_read(buffers_->free_space()) : IoCount{-EAGAIN};
  if (count.would_block()) {
    if (!co_await output_.flush()) co_return false;
    const Tick now = stream_.watch().loop().now();
    const Millis left{deadline > now ? static_cast<std::int64_t>(deadline - now) : 0};
    count = co_await stream_.read(buffers_->free_space(), left);
  }
  if (count.timed_out() && buffers_->buffered() > 0) {
    penstock::count(context_.counters.timeouts);
    co_return co_await refuse({408, "The head of the request did not arrive in time."});
  }
  if (count.failed() || count.bytes() == 0) co_return false;
  buffers_->end += count.bytes();
  co_return true;
}

Task<Http1Connection::After> Http1Connection::answer() {
  penstock::count(context_.counters.requests);
  Http1Body body(head_, stream_, *buffers_, output_, context_.pool, context_.options, context_.counters);
  HttpRequest request{.method = head_.method,
                      .target = head_.target,
                      .path = head_.path,
                      .query = head_.query,
                      .headers = std::span(buffers_->fields).first(head_.header_count),
                      .body = &body,
                      .peer = peer_};
  const bool to_head = head_.method == "HEAD";  // asked while the head is in the processor's caches
  auto response = co_await FlushWhileWaiting<HttpResponse>{context_.handler.handle(request), output_};
  CHECK(Executor::current() == &stream_.watch().loop());

  const bool keep = head_.keep_alive && !response.close && !context_.stopping && body.can_finish();
  const bool sent = co_await send(response, to_head, keep ? After::keep_alive : After::close);
  const bool goes_on = sent && keep && !output_.broken() && (!body.unfinished() || co_await body.finish());
  lingers_ = body.unfinished();
  co_return goes_on ? After::keep_alive : After::close;
}

Task<bool> Http1Connection::send(HttpResponse& response, bool to_head, After after) {
  auto framing = http1::framing_of(response, to_head, head_.minor_version);
  if (framing.framing == http1::Framing::until_close) after = After::close;
  http1::append_response_head(output_.pending(), response, framing, date_line(), after == After::keep_alive,
                              head_.minor_version);
  if (framing.sends_body && response.stream.source) {
    if (!co_await send_stream(response.stream, framing)) co_return false;
    co_return framing.framing != http1::Framing::until_close;
  }
  const std::string_view body = framing.sends_body ? std::string_view(response.body) : std::string_view{};
  if (body.size() > batched_body_bytes_max) co_return co_await output_.write(body);
  output_.pending().append(body);
  // More requests are here already: their responses can share one system call.
  if (after == After::keep_alive && buffers_->buffered() > 0 && output_.pending().size() < batched_bytes_max) {
    co_return true;
  }
  co_return co_await output_.flush();
}

Task<bool> Http1Connection::send_stream(BodyStream& stream, const http1::ResponseFraming& framing) {
  std::uint64_t sent = 0;
  while (true) {
    const auto piece = co_await FlushWhileWaiting<Result<std::span<const char>>>{stream.source->next(), output_};
    if (!piece) co_return false;  // the client sees that the body is cut off
    if (piece->empty()) break;
    sent += piece->size();
    if (framing.content_length && sent > *framing.content_length) co_return false;
    const bool chunked = framing.framing == http1::Framing::chunked;
    if (chunked) fmt::format_to(std::back_inserter(output_.pending()), "{:x}\r\n", piece->size());
    if (!co_await output_.write({piece->data(), piece->size()}, chunked ? "\r\n" : "")) co_return false;
  }
  if (framing.framing == http1::Framing::chunked) output_.pending().append("0\r\n\r\n");
  if (!co_await output_.flush()) co_return false;
  co_return !framing.content_length || sent == *framing.content_length;
}

// Answers what cannot be read as a request, and ends the connection.
Task<bool> Http1Connection::refuse(http1::Refusal refusal) {
  penstock::count(context_.counters.requests_malformed);
  HttpResponse response;
  response.status = refusal.status;
  response.body = fmt::format("{}\n", refusal.reason);
  response.add_header("Content-Type", "text/plain");
  const auto framing = http1::framing_of(response, false, 1);
  http1::append_response_head(output_.pending(), response, framing, date_line(), false, 1);
  co_await output_.write(response.body);
  lingers_ = true;
  co_return false;
}

Task<void> Http1Connection::linger() {
  stream_.shutdown_write();
  auto& loop = stream_.watch().loop();
  const Tick deadline = loop.now() + static_cast<Tick>(context_.options.linger_timeout.count());
  while (loop.now() < deadline) {
    buffers_->begin = buffers_->end = 0;
    const Millis left{static_cast<std::int64_t>(deadline - loop.now())};
    const auto count = co_await stream_.read(buffers_->free_space(), left);
    if (count.failed() || count.bytes() == 0) break;
  }
}

}  // namespace penstock
