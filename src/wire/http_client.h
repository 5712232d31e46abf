// An asynchronous HTTP/1.1 client: keep-alive, TLS, proxies as the environment names them (never for this machine's own
// addresses), bodies that stream both ways. libcurl does the work in one thread of its own; callers wait on their own
// executors.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/task.h"
#include "base/time.h"
#include "wire/protocol.h"

namespace penstock {

struct HttpClientOptions {
  std::size_t under_way_max = 4096;   // further calls answer 503 at once
  std::size_t connections_max = 256;  // calls above wait for one
  std::size_t connections_per_host_max = 128;
  std::size_t response_bytes_max = 64 << 20;  // of a response that does not stream
  Millis connect_timeout{5'000};
  Millis stall_timeout{60'000};  // with less than a byte a second
  std::string ca_file = {};      // certificates to trust besides the system's default; a PEM file
};

// One request and where it goes.
struct HttpCall {
  std::string endpoint;  // "http://127.0.0.1:4566", "https://kinesis.eu-north-1.amazonaws.com"
  ClientRequest request;
  Millis timeout{60'000};        // for the whole answer; for a streaming one, until its head
  bool stream_response = false;  // the body is response.stream; otherwise response.body
};

class HttpClient {
 public:
  explicit HttpClient(HttpClientOptions options);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  // Nothing may be under way; streams that were given out may outlive it and then end with an error.
  ~HttpClient();

  // The response, whatever its status. Any executor's thread. Errors: 503 "ServiceUnavailable" that says what could not
  // be reached or did not answer in time; the request may have been carried out all the same.
  Task<Result<ClientResponse>> send(HttpCall call);

 private:
  std::shared_ptr<class HttpClientThread> thread_;
};

}  // namespace penstock
