// TCP sockets on an event loop. Non-blocking, close-on-exec, without Nagle's delay.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/result.h"
#include "io/byte_stream.h"

namespace penstock {

// Owns a file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

class TcpStream final : public ByteStream {
 public:
  // `fd` is a connected, non-blocking socket.
  TcpStream(EventLoop& loop, Fd fd) : fd_(std::move(fd)), watch_(loop, fd_.get(), FdWatch::Kind::stream) {}

  IoCount try_read(std::span<char> into) override;
  IoCount try_write(std::span<const iovec> pieces) override;
  bool maybe_readable() const override { return watch_.maybe_readable(); }
  void shutdown_write() override;
  void abort() override;
  FdWatch& watch() override { return watch_; }

 private:
  Fd fd_;
  FdWatch watch_;
};

// A listening socket that several loops may share.
struct Listener {
  Fd fd;
  std::string host;        // as given
  std::uint16_t port = 0;  // the one that was bound

  // `host` is a numeric IPv4 or IPv6 address, or "localhost"; port 0 takes a free one.
  // Errors: 400 "InvalidListenAddress" that says what is wrong and what to do.
  static Result<Listener> listen(const std::string& host, std::uint16_t port);
};

// Accepts connections of a shared listener on one loop; whichever loop is awake first gets the next one.
class Acceptor {
 public:
  Acceptor(EventLoop& loop, int listener)
      : listener_(listener), watch_(loop, listener, FdWatch::Kind::shared_listener) {}

  struct Accepted {
    Fd fd;
    std::string peer;  // "127.0.0.1:50312", "[::1]:50312"
    int error = 0;     // errno when fd is absent: out of descriptors or memory, or ECANCELED after cancel()
  };
  struct [[nodiscard]] Awaiter : IoWait {
    explicit Awaiter(Acceptor& acceptor) : acceptor(acceptor) {}
    bool await_ready();
    void await_suspend(std::coroutine_handle<> waiting);
    Accepted await_resume() { return std::move(accepted); }

    Acceptor& acceptor;
    Accepted accepted;
  };
  Awaiter accept() { return Awaiter(*this); }
  // Wakes whoever waits in accept(), and makes every further one answer ECANCELED.
  void cancel();

 private:
  int listener_;
  FdWatch watch_;
  Awaiter* waiting_ = nullptr;
  bool cancelled_ = false;
};

}  // namespace penstock
