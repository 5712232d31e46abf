#include "io/socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

namespace penstock {
namespace {

constexpr int backlog_max = 4096;
constexpr Millis forever = Millis{1LL << 40};

union Address {
  sockaddr any;
  sockaddr_in v4;
  sockaddr_in6 v6;
};

bool parse_address(const std::string& host, std::uint16_t port, Address& address, socklen_t& size) {
  address = {};
  const std::string numeric = host == "localhost" ? "127.0.0.1" : host;
  if (::inet_pton(AF_INET, numeric.c_str(), &address.v4.sin_addr) == 1) {
    address.v4.sin_family = AF_INET;
    address.v4.sin_port = htons(port);
    size = sizeof address.v4;
    return true;
  }
  if (::inet_pton(AF_INET6, numeric.c_str(), &address.v6.sin6_addr) == 1) {
    address.v6.sin6_family = AF_INET6;
    address.v6.sin6_port = htons(port);
    size = sizeof address.v6;
    return true;
  }
  return false;
}

std::uint16_t port_of(const Address& address) {
  return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

std::string text_of(const Address& address) {
  char text[INET6_ADDRSTRLEN] = {};
  if (address.any.sa_family == AF_INET6) {
    ::inet_ntop(AF_INET6, &address.v6.sin6_addr, text, sizeof text);
    return "[" + std::string(text) + "]:" + std::to_string(port_of(address));
  }
  ::inet_ntop(AF_INET, &address.v4.sin_addr, text, sizeof text);
  return std::string(text) + ":" + std::to_string(port_of(address));
}

ApiError cannot_listen(const std::string& host, std::uint16_t port, const std::string& why) {
  return {400, "InvalidListenAddress", "Cannot listen on " + host + ":" + std::to_string(port) + ": " + why};
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

IoCount TcpStream::try_read(std::span<char> into) {
  const auto count = ::recv(fd_.get(), into.data(), into.size(), 0);
  if (count < 0) {
    const int error = errno;
    if (error == EINTR) return try_read(into);
    if (error == EAGAIN) watch_.read_would_block();
    return {-error};
  }
  // A short read emptied the socket; the next byte makes a new event. The end shows by hung_up().
  if (static_cast<std::size_t>(count) < into.size() && !watch_.hung_up()) watch_.read_would_block();
  return {count};
}

IoCount TcpStream::try_write(std::span<const iovec> pieces) {
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(pieces.data());
  message.msg_iovlen = pieces.size();
  // For one piece the kernel has a shorter way.
  const auto count = pieces.size() == 1 ? ::send(fd_.get(), pieces[0].iov_base, pieces[0].iov_len, MSG_NOSIGNAL)
                                        : ::sendmsg(fd_.get(), &message, MSG_NOSIGNAL);
  if (count < 0) {
    const int error = errno;
    if (error == EINTR) return try_write(pieces);
    if (error == EAGAIN) watch_.write_would_block();
    return {-error};
  }
  return {count};
}

void TcpStream::shutdown_write() { ::shutdown(fd_.get(), SHUT_WR); }

void TcpStream::abort() { ::shutdown(fd_.get(), SHUT_RDWR); }

Result<Listener> Listener::listen(const std::string& host, std::uint16_t port) {
  Address address;
  socklen_t size = 0;
  if (!parse_address(host, port, address, size)) {
    return cannot_listen(host, port, "the host is not an IP address; use for example 127.0.0.1 or ::1.");
  }
  Fd fd(::socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return cannot_listen(host, port, std::strerror(errno));
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // Accepted sockets inherit this.
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::bind(fd.get(), &address.any, size) != 0 || ::listen(fd.get(), backlog_max) != 0) {
    const int error = errno;
    const std::string advice =
        error == EADDRINUSE ? "; another server has the port: stop it, or choose another port." : ".";
    return cannot_listen(host, port, std::strerror(error) + advice);
  }
  if (::getsockname(fd.get(), &address.any, &size) != 0) return cannot_listen(host, port, std::strerror(errno));
  return Listener{std::move(fd), host, port_of(address)};
}

bool Acceptor::Awaiter::await_ready() {
  if (acceptor.cancelled_) {
    accepted.error = ECANCELED;
    return true;
  }
  while (true) {
    Address address{};
    socklen_t size = sizeof address;
    const int fd = ::accept4(acceptor.listener_, &address.any, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      accepted = {Fd(fd), text_of(address), 0};
      return true;
    }
    if (errno == EAGAIN) return false;
    if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) continue;  // that connection is gone already
    accepted.error = errno;
    return true;
  }
}

void Acceptor::Awaiter::await_suspend(std::coroutine_handle<> waiting) {
  handle = waiting;
  attempt = [](IoWait& wait) {
    auto& self = static_cast<Awaiter&>(wait);
    if (!self.await_ready()) return false;
    self.acceptor.waiting_ = nullptr;
    return true;
  };
  acceptor.waiting_ = this;
  acceptor.watch_.wait_readable(*this, forever);
}

void Acceptor::cancel() {
  cancelled_ = true;
  if (waiting_) watch_.wake_reader();
}

}  // namespace penstock
