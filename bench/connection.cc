#include "bench/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

namespace penstock::bench {
namespace {

constexpr std::size_t receive_bytes = 256 << 10;

std::size_t content_length(std::string_view head) {
  constexpr std::string_view name = "\r\ncontent-length:";
  for (std::size_t at = 0; at + name.size() < head.size(); ++at) {
    if (strncasecmp(head.data() + at, name.data(), name.size()) != 0) continue;
    auto digits = head.substr(at + name.size());
    digits.remove_prefix(std::min(digits.find_first_not_of(' '), digits.size()));
    std::size_t length = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), length);
    return length;
  }
  throw std::runtime_error("an answer without Content-Length");
}

}  // namespace

Connection::Connection(const std::string& address) {
  const auto colon = address.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
  if (inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr) != 1) {
    throw std::runtime_error("not an IPv4 address: " + address);
  }
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
    throw std::system_error(errno, std::generic_category(), "connect to " + address);
  }
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Connection::~Connection() { close(fd_); }

void Connection::start(std::string_view request) {
  request_ = request;
  received_ = head_ = body_size_ = 0;
  started_ = std::chrono::steady_clock::now();
}

bool Connection::flush() {
  while (!request_.empty()) {
    const auto sent = send(fd_, request_.data(), request_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EAGAIN) return true;
      throw std::system_error(errno, std::generic_category(), "send");
    }
    request_.remove_prefix(static_cast<std::size_t>(sent));
  }
  return false;
}

bool Connection::receive() {
  for (;;) {
    if (input_.size() < received_ + receive_bytes)
      input_.resize(std::max(2 * input_.size(), received_ + receive_bytes));
    const auto got = recv(fd_, input_.data() + received_, input_.size() - received_, MSG_DONTWAIT);
    if (got == 0) throw std::runtime_error("the server closed the connection");
    if (got < 0) {
      if (errno == EAGAIN) return false;
      throw std::system_error(errno, std::generic_category(), "receive");
    }
    received_ += static_cast<std::size_t>(got);
    if (head_ == 0) read_head();
    if (head_ != 0 && received_ >= head_ + body_size_) return true;
  }
}

void Connection::read_head() {
  const auto text = std::string_view(input_).substr(0, received_);
  const auto end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return;
  head_ = end + 4;
  std::from_chars(text.data() + std::min(text.find(' ') + 1, end), text.data() + end, status_);
  body_size_ = content_length(text.substr(0, end + 2));
}

}  // namespace penstock::bench
