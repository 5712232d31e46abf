#include "io/signals.h"

#include <poll.h>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <limits>

#include "base/check.h"

namespace penstock {
namespace {

sigset_t stop_set() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGINT);
  ::sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  const auto set = stop_set();
  CHECK(::pthread_sigmask(SIG_BLOCK, &set, nullptr) == 0);
  CHECK(::signal(SIGPIPE, SIG_IGN) != SIG_ERR);
  fd_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  CHECK(fd_ >= 0);
}

StopSignals::~StopSignals() {
  ::close(fd_);
  const auto set = stop_set();
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

int StopSignals::wait() {
  while (true) {
    if (const auto signal = wait_for(Millis{std::numeric_limits<int>::max()})) return *signal;
  }
}

std::optional<int> StopSignals::wait_for(Millis timeout) {
  pollfd poll_fd{.fd = fd_, .events = POLLIN, .revents = 0};
  ::poll(&poll_fd, 1, static_cast<int>(std::clamp<std::int64_t>(timeout.count(), 0, std::numeric_limits<int>::max())));
  signalfd_siginfo info;
  if (::read(fd_, &info, sizeof info) != sizeof info) return std::nullopt;
  return static_cast<int>(info.ssi_signo);
}

}  // namespace penstock
