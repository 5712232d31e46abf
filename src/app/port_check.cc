#include "app/port_check.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string_view>

namespace penstock::app {
namespace {

struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
};

bool answers_as_penstock(const addrinfo& address) {
  const Descriptor peer{socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const timeval second{.tv_sec = 1, .tv_usec = 0};
  setsockopt(peer.fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
  setsockopt(peer.fd, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof second);
  if (connect(peer.fd, address.ai_addr, address.ai_addrlen) != 0) return false;
  constexpr std::string_view request = "GET /_penstock/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  if (send(peer.fd, request.data(), request.size(), MSG_NOSIGNAL) < 0) return false;
  std::string answer(4096, '\0');
  std::size_t length = 0;
  while (length < answer.size()) {
    const auto got = recv(peer.fd, answer.data() + length, answer.size() - length, 0);
    if (got <= 0) break;
    length += static_cast<std::size_t>(got);
  }
  return std::string_view(answer).substr(0, length).find("\"penstock\"") != std::string_view::npos;
}

}  // namespace

PortState port_state(const std::string& host, std::uint16_t port) {
  const addrinfo hints{.ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return PortState::unusable;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> address(found, &freeaddrinfo);
  const Descriptor listener{socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const int on = 1;
  setsockopt(listener.fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener.fd, address->ai_addr, address->ai_addrlen) == 0 && listen(listener.fd, 1) == 0)
    return PortState::free;
  if (errno != EADDRINUSE) return PortState::unusable;
  return answers_as_penstock(*address) ? PortState::penstock : PortState::taken;
}

}  // namespace penstock::app
