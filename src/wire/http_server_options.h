// Bounds of the HTTP server, and what it counts.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/time.h"

namespace penstock {

struct HttpServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;                // 0: a free one
  std::size_t connections_max = 10'000;  // further ones are told 503 and closed

  Millis idle_timeout{75'000};  // between requests; longer than the minute for which SDKs keep a connection
  Millis head_timeout{10'000};  // from the first byte of a request to the end of its head
  // A body, and the reading of a response, may take `*_grace` plus one second for each `bytes_per_second_min`; only
  // time in which we wait for the other side counts, and no single wait is longer than `stall_timeout`.
  Millis body_grace{20'000};
  Millis write_grace{30'000};
  Millis stall_timeout{20'000};
  std::size_t bytes_per_second_min = 1024;

  // What a handler left unread of a body is read over up to this; beyond, the connection is closed after the response.
  std::size_t discard_bytes_max = 256 << 10;
  // After a response that closes, what the client still sends is read over this long, so that it sees the response
  // instead of a reset.
  Millis linger_timeout{5'000};
};

// Written on one loop, read from any thread.
struct HttpServerCounters {
  std::atomic<std::uint64_t> connections_accepted = 0;
  std::atomic<std::uint64_t> connections_refused = 0;  // over the cap
  std::atomic<std::uint64_t> requests = 0;
  std::atomic<std::uint64_t> requests_malformed = 0;
  std::atomic<std::uint64_t> timeouts = 0;
  std::atomic<std::uint64_t> bytes_written = 0;
};

inline void count(std::atomic<std::uint64_t>& counter, std::uint64_t by = 1) {
  counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);  // one writer
}

}  // namespace penstock
