// An HTTP request and response as the stages of front/ see them, whatever the version on the wire.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/header_field.h"
#include "wire/body.h"

namespace penstock {

// The body of a request: read whole, or as a stream; not both.
class RequestBody : public BodySource {
 public:
  // Declared length in bytes; absent when chunked.
  virtual std::optional<std::uint64_t> length() const = 0;
  // The whole body, in the connection's buffer, with at least 64 readable bytes behind it (simdjson's padding). Valid
  // until the response is sent. Error: 413 RequestEntityTooLargeException over `bytes_max`, with the body left unread.
  virtual Task<Result<std::span<char>>> collect(std::size_t bytes_max) = 0;
};

// Every view points into the connection's buffers and is valid until the response is sent.
struct HttpRequest {
  std::string_view method;
  std::string_view target;  // as sent: path?query
  std::string_view path;    // as sent, still percent-encoded
  std::string_view query;   // as sent, without '?'
  std::span<const HeaderField> headers;
  RequestBody* body = nullptr;  // never null
  std::string_view peer;        // "127.0.0.1:50312"
  bool secure = false;

  std::string_view header(std::string_view name) const {
    const auto* value = find_header(headers, name);
    return value ? *value : std::string_view{};
  }
};

class HttpResponse {
 public:
  int status = 200;
  std::string body;    // when `stream` is absent
  BodyStream stream;   // length known: Content-Length; otherwise chunked
  bool close = false;  // end the connection after this response
  // For HEAD and 304: the Content-Length to state without a body.
  std::optional<std::uint64_t> stated_length;

  // Appends a header field; CR and LF in the value become spaces. Content-Length, Connection, Date and
  // Transfer-Encoding are the connection's business.
  void add_header(std::string_view name, std::string_view value);
  // All fields as "Name: value\r\n" lines.
  const std::string& header_lines() const { return header_lines_; }

 private:
  static constexpr std::size_t usual_header_bytes = 200;

  std::string header_lines_;
};

// Answers one request. Called on the thread of the connection's loop, where its task also has to end (base/run_on.h
// leads elsewhere and back); several loops call at once. Requests of one connection are answered in order.
class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  virtual Task<HttpResponse> handle(HttpRequest& request) = 0;
};

}  // namespace penstock
