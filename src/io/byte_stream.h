// What a connection reads from and writes to: a TCP socket (io/socket.h). TLS joins as another body of this interface.
// One reader and one writer at a time, on the thread of the watch's loop.
#pragma once

#include <sys/uio.h>

#include <cerrno>
#include <cstddef>
#include <span>

#include "io/fd_watch.h"

namespace penstock {

// What a read or a write came to: a count of bytes (0 from a read: the end), or an errno.
struct IoCount {
  std::ptrdiff_t value = 0;  // negative: -errno

  bool failed() const { return value < 0; }
  bool would_block() const { return value == -EAGAIN; }
  bool timed_out() const { return value == -ETIMEDOUT; }
  std::size_t bytes() const { return static_cast<std::size_t>(value); }
};

// Removes the first `bytes` from a gather list.
std::span<iovec> drop_front(std::span<iovec> pieces, std::size_t bytes);
std::size_t total_bytes(std::span<const iovec> pieces);

class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // At once, or -EAGAIN.
  virtual IoCount try_read(std::span<char> into) = 0;
  virtual IoCount try_write(std::span<const iovec> pieces) = 0;
  // False when a read is known to find nothing.
  virtual bool maybe_readable() const = 0;
  // Says that no more will be written. The other side may still be read.
  virtual void shutdown_write() = 0;
  // Ends both directions: whoever waits wakes up and finds the end, or an error.
  virtual void abort() = 0;
  virtual FdWatch& watch() = 0;

  struct [[nodiscard]] ReadableAwaiter : IoWait {
    explicit ReadableAwaiter(ByteStream& stream, Millis timeout) : stream(stream), timeout(timeout) {}
    bool await_ready() const { return stream.maybe_readable(); }
    void await_suspend(std::coroutine_handle<> waiting);
    bool await_resume() const { return !timed_out; }

    ByteStream& stream;
    Millis timeout;
  };
  // True once a read may find something (bytes, the end, an error); false when the time is up.
  ReadableAwaiter readable(Millis timeout) { return ReadableAwaiter(*this, timeout); }

  struct [[nodiscard]] ReadAwaiter : IoWait {
    ReadAwaiter(ByteStream& stream, std::span<char> into, Millis timeout)
        : stream(stream), into(into), timeout(timeout) {}
    bool await_ready();
    void await_suspend(std::coroutine_handle<> waiting);
    IoCount await_resume() const { return timed_out ? IoCount{-ETIMEDOUT} : count; }

    ByteStream& stream;
    std::span<char> into;
    Millis timeout;
    IoCount count;
  };
  // Waits for at least one byte. -ETIMEDOUT when the time is up.
  ReadAwaiter read(std::span<char> into, Millis timeout) { return {*this, into, timeout}; }

  struct [[nodiscard]] WriteAwaiter : IoWait {
    WriteAwaiter(ByteStream& stream, std::span<iovec> pieces, Millis timeout)
        : stream(stream), pieces(pieces), timeout(timeout) {}
    bool await_ready();
    void await_suspend(std::coroutine_handle<> waiting);
    IoCount await_resume() const { return timed_out ? IoCount{-ETIMEDOUT} : count; }

    ByteStream& stream;
    std::span<iovec> pieces;
    Millis timeout;
    IoCount count;
  };
  // Writes everything; `pieces` is used up. -ETIMEDOUT when that takes longer than `timeout`.
  WriteAwaiter write(std::span<iovec> pieces, Millis timeout) { return {*this, pieces, timeout}; }
};

}  // namespace penstock
