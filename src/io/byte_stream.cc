#include "io/byte_stream.h"

namespace penstock {

std::span<iovec> drop_front(std::span<iovec> pieces, std::size_t bytes) {
  while (!pieces.empty() && bytes >= pieces.front().iov_len) {
    bytes -= pieces.front().iov_len;
    pieces = pieces.subspan(1);
  }
  if (bytes > 0) {
    CHECK(!pieces.empty());
    pieces.front().iov_base = static_cast<char*>(pieces.front().iov_base) + bytes;
    pieces.front().iov_len -= bytes;
  }
  return pieces;
}

std::size_t total_bytes(std::span<const iovec> pieces) {
  std::size_t bytes = 0;
  for (const auto& piece : pieces) bytes += piece.iov_len;
  return bytes;
}

void ByteStream::ReadableAwaiter::await_suspend(std::coroutine_handle<> waiting) {
  handle = waiting;
  attempt = [](IoWait& wait) { return static_cast<ReadableAwaiter&>(wait).stream.maybe_readable(); };
  stream.watch().wait_readable(*this, timeout);
}

bool ByteStream::ReadAwaiter::await_ready() {
  if (!stream.maybe_readable()) return false;
  count = stream.try_read(into);
  return !count.would_block();
}

void ByteStream::ReadAwaiter::await_suspend(std::coroutine_handle<> waiting) {
  handle = waiting;
  attempt = [](IoWait& wait) { return static_cast<ReadAwaiter&>(wait).await_ready(); };
  stream.watch().wait_readable(*this, timeout);
}

bool ByteStream::WriteAwaiter::await_ready() {
  while (!pieces.empty()) {
    count = stream.try_write(pieces);
    if (count.would_block()) return false;
    if (count.failed()) return true;
    pieces = drop_front(pieces, count.bytes());
  }
  return true;
}

void ByteStream::WriteAwaiter::await_suspend(std::coroutine_handle<> waiting) {
  handle = waiting;
  attempt = [](IoWait& wait) { return static_cast<WriteAwaiter&>(wait).await_ready(); };
  stream.watch().wait_writable(*this, timeout);
}

}  // namespace penstock
