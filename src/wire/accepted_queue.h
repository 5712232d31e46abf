// Accepted connections on their way to the loop that will serve them.
#pragma once

#include <deque>
#include <mutex>
#include <optional>

#include "io/socket.h"

namespace penstock {

// push() from any thread; the rest on the loop's. Bounded by the server's cap on connections.
class AcceptedQueue {
 public:
  explicit AcceptedQueue(EventLoop& loop) : loop_(loop) {}

  // False after close(): the connection is dropped, and with it closed.
  bool push(Acceptor::Accepted accepted);
  // What is left is still popped.
  void close();

  struct [[nodiscard]] PopAwaiter {
    AcceptedQueue& queue;
    bool await_ready() const { return false; }
    bool await_suspend(std::coroutine_handle<> handle);
    std::optional<Acceptor::Accepted> await_resume();
  };
  // The next connection, in order; nothing once the queue is closed and empty.
  PopAwaiter pop() { return {*this}; }

 private:
  EventLoop& loop_;
  std::mutex mutex_;
  std::deque<Acceptor::Accepted> accepted_;
  std::coroutine_handle<> waiting_;
  bool closed_ = false;
};

}  // namespace penstock
