// One client connection of the load generator: sends a request, collects the answer, over a non-blocking socket.
// One thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace penstock::bench {

struct Answer {
  int status = 0;
  std::string_view body;  // points into the connection until the next request
};

class Connection {
 public:
  // Connects (blocking) to "127.0.0.1:4566". Throws std::runtime_error: the generator cannot go on without.
  explicit Connection(const std::string& address);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int fd() const { return fd_; }
  // `request` outlives the answer.
  void start(std::string_view request);
  // Sends what the socket takes; true while something is left.
  bool flush();
  // Receives what is there; true once an answer is complete.
  bool receive();
  Answer answer() const { return {status_, std::string_view(input_).substr(head_, body_size_)}; }
  std::chrono::steady_clock::time_point started() const { return started_; }

 private:
  void read_head();

  int fd_ = -1;
  std::string_view request_;
  std::chrono::steady_clock::time_point started_;
  std::string input_;
  std::size_t received_ = 0;
  std::size_t head_ = 0;  // bytes of the head; 0 while it is not complete
  std::size_t body_size_ = 0;
  int status_ = 0;
};

}  // namespace penstock::bench
