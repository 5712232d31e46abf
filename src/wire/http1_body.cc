#include "wire/http1_body.h"

#include <algorithm>
#include <cstring>

namespace penstock {
namespace {

ApiError timed_out() {
  return {400, "RequestTimeout",
          "Your socket connection to the server was not read from or written to within the timeout period. Idle "
          "connections will be closed."};
}
ApiError truncated() {
  return {400, "IncompleteBody",
          "You did not provide the number of bytes specified by the Content-Length HTTP header."};
}
ApiError malformed() { return {400, "InvalidRequest", "The chunked body of the request is malformed."}; }
ApiError too_large(std::size_t bytes_max) {
  return {413, "RequestEntityTooLargeException",
          "The body of the request is larger than " + std::to_string(bytes_max) + " bytes."};
}

}  // namespace

Http1Body::Http1Body(const http1::RequestHead& head, ByteStream& stream, ConnectionBuffers& buffers,
                     Http1Output& output, BufferPool& pool, const HttpServerOptions& options,
                     HttpServerCounters& counters)
    : stream_(stream),
      buffers_(buffers),
      output_(output),
      pool_(pool),
      options_(options),
      counters_(counters),
      chunked_(head.chunked),
      length_(head.content_length.value_or(0)),
      start_(buffers.begin),
      remaining_(length_),
      expects_continue_(head.expectation == http1::Expectation::continue_),
      finished_(!chunked_ && length_ == 0) {}

Http1Body::~Http1Body() { pool_.give_back_large(std::move(large_)); }

std::optional<std::uint64_t> Http1Body::length() const {
  if (chunked_) return std::nullopt;
  return length_;
}

bool Http1Body::can_finish() const {
  if (broken_) return false;
  if (finished_) return true;
  // A client that was not told to continue may send the body or the next request: nobody can tell which.
  if (expects_continue_ || chunked_) return false;
  return remaining_ <= buffers_.buffered() + options_.discard_bytes_max;
}

Task<bool> Http1Body::finish() {
  while (!finished_) {
    if (!co_await as_result(next_piece())) co_return false;
  }
  co_return true;
}

// At least one byte; only the time that is spent waiting here counts.
Task<Result<std::size_t>> Http1Body::read(std::span<char> into) {
  if (expects_continue_) {
    expects_continue_ = false;
    output_.pending().append("HTTP/1.1 100 Continue\r\n\r\n");
  }
  IoCount count{-EAGAIN};
  if (stream_.maybe_readable()) count = stream_.try_read(into);
  if (count.would_block()) {
    if (!co_await output_.flush()) count = {-EPIPE};
  }
  if (count.would_block()) {
    const auto earned = Millis{received_ * 1000 / options_.bytes_per_second_min};
    const auto allowed = std::min(options_.stall_timeout, options_.body_grace + earned - waited_);
    const Tick start = stream_.watch().loop().now();
    count = co_await stream_.read(into, allowed);
    waited_ += Millis{stream_.watch().loop().now() - start};
  }
  if (count.timed_out()) penstock::count(counters_.timeouts);
  if (count.failed() || count.bytes() == 0) {
    broken_ = true;
    co_return count.timed_out() ? timed_out() : truncated();
  }
  received_ += count.bytes();
  co_return count.bytes();
}

Task<Result<std::span<const char>>> Http1Body::next() {
  CHECK(!collected_);
  return next_piece();
}

Task<Result<std::span<const char>>> Http1Body::next_piece() {
  if (finished_) return []() -> Task<Result<std::span<const char>>> { co_return std::span<const char>{}; }();
  return chunked_ ? next_of_chunks() : next_of_length();
}

Task<Result<std::span<const char>>> Http1Body::next_of_length() {
  std::span<const char> piece;
  if (buffers_.buffered() > 0) {
    const auto count = std::min<std::uint64_t>(buffers_.buffered(), remaining_);
    piece = {buffers_.input.data() + buffers_.begin, count};
    buffers_.begin += count;
  } else {
    if (remaining_ > ConnectionBuffers::input_bytes && large_.capacity() == 0) {
      large_ = pool_.take_large(stream_buffer_bytes);
    }
    buffers_.begin = buffers_.end = start_;
    const auto space = large_.capacity() > 0 ? std::span(large_.data(), large_.capacity()) : buffers_.free_space();
    const auto into = space.first(std::min<std::uint64_t>(space.size(), remaining_));
    piece = into.first(co_await read(into));
  }
  remaining_ -= piece.size();
  finished_ = remaining_ == 0;
  co_return piece;
}

Task<Result<std::span<const char>>> Http1Body::next_of_chunks() {
  while (true) {
    const auto step = decoder_.decode({buffers_.input.data() + buffers_.begin, buffers_.buffered()});
    buffers_.begin += step.consumed;
    if (step.malformed) {
      broken_ = true;
      co_return malformed();
    }
    finished_ = step.finished;
    if (finished_ || !step.data.empty()) co_return std::span<const char>(step.data);
    buffers_.begin = buffers_.end = start_;
    buffers_.end += co_await read(buffers_.free_space());
  }
}

Task<Result<std::span<char>>> Http1Body::collect(std::size_t bytes_max) {
  CHECK(!std::exchange(collected_, true));
  CHECK(remaining_ == length_);
  if (chunked_) return collect_chunks(bytes_max);
  if (length_ > bytes_max) {
    return [](std::size_t max) -> Task<Result<std::span<char>>> { co_return too_large(max); }(bytes_max);
  }
  return collect_length(static_cast<std::size_t>(length_));
}

Task<Result<std::span<char>>> Http1Body::collect_length(std::size_t length) {
  char* body = nullptr;
  if (start_ + length <= buffers_.input.capacity()) {
    while (buffers_.buffered() < length) buffers_.end += co_await read(buffers_.free_space());
    body = buffers_.input.data() + start_;
    buffers_.begin += length;
  } else {
    large_ = pool_.take_large(length);
    body = large_.data();
    std::size_t filled = buffers_.buffered();
    std::memcpy(body, buffers_.input.data() + buffers_.begin, filled);
    buffers_.begin = buffers_.end;
    while (filled < length) filled += co_await read({body + filled, length - filled});
  }
  remaining_ = 0;
  finished_ = true;
  co_return std::span<char>(body, length);
}

Task<Result<std::span<char>>> Http1Body::collect_chunks(std::size_t bytes_max) {
  large_ = pool_.take_large(std::min(bytes_max, stream_buffer_bytes));
  std::size_t filled = 0;
  while (true) {
    const auto piece = co_await next_of_chunks();
    if (piece.empty()) break;
    if (piece.size() > bytes_max - filled) co_return too_large(bytes_max);
    if (filled + piece.size() > large_.capacity()) {
      large_.grow(std::min(bytes_max, std::max(2 * large_.capacity(), filled + piece.size())));
    }
    std::memcpy(large_.data() + filled, piece.data(), piece.size());
    filled += piece.size();
  }
  co_return std::span<char>(large_.data(), filled);
}

}  // namespace penstock
