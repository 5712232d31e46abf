#include "wire/http1_output.h"

#include <array>

namespace penstock {

namespace {
iovec piece_of(std::string_view text) { return {const_cast<char*>(text.data()), text.size()}; }
}  // namespace

void Http1Output::use(ConnectionBuffers* buffers) {
  CHECK(!buffers_ || buffers_->output.empty() || broken_);
  buffers_ = buffers;
}

bool Http1Output::finished(IoCount count) {
  buffers_->output.clear();
  if (!count.failed()) return true;
  if (count.timed_out()) penstock::count(counters_.timeouts);
  broken_ = true;
  return false;
}

Task<bool> Http1Output::write(std::string_view piece, std::string_view last) {
  std::array<iovec, 3> places;
  std::size_t count = 0;
  for (const std::string_view text : {std::string_view(buffers_->output), piece, last}) {
    if (!text.empty()) places[count++] = piece_of(text);
  }
  if (count == 0) co_return !broken_;
  const auto pieces = std::span(places).first(count);
  const auto bytes = total_bytes(pieces);
  if (broken_) co_return false;
  const auto timeout = options_.write_grace + Millis{bytes * 1000 / options_.bytes_per_second_min};
  const auto outcome = co_await stream_.write(pieces, timeout);
  if (!outcome.failed()) penstock::count(counters_.bytes_written, bytes);
  co_return finished(outcome);
}

std::coroutine_handle<> Http1Output::Flush::await_suspend(std::coroutine_handle<> waiting) {
  writing.emplace(output.write({}));
  writing->handle().promise().continuation = waiting;
  return writing->handle();
}

bool Http1Output::flush_now() {
  if (!buffers_ || buffers_->output.empty() || broken_) return true;
  const std::array<iovec, 1> pieces = {piece_of(buffers_->output)};
  const auto outcome = stream_.try_write(pieces);
  if (outcome.would_block()) return false;
  if (outcome.failed()) {
    finished(outcome);
    return true;
  }
  penstock::count(counters_.bytes_written, outcome.bytes());
  buffers_->output.erase(0, outcome.bytes());
  return buffers_->output.empty();
}

}  // namespace penstock
