#include "wire/http1_response.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <ctime>
#include <iterator>

#include "base/append_pieces.h"

namespace penstock::http1 {
namespace {

// "Content-Length: 112"
void append_length(std::string& out, std::uint64_t length) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), length).ptr;
  append_pieces(out, "Content-Length: ", std::string_view(digits.data(), end), "\r\n");
}

}  // namespace

std::string_view DateHeader::line(Tick turn) {
  if (turn == turn_) return line_;
  turn_ = turn;
  const auto second = to_millis(clock_.now()) / 1000;
  if (second != second_) {
    second_ = second;
    const std::time_t time = second;
    std::tm utc{};
    ::gmtime_r(&time, &utc);
    line_.clear();
    fmt::format_to(std::back_inserter(line_), "Date: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", utc);
  }
  return line_;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return {};
  }
}

ResponseFraming framing_of(const HttpResponse& response, bool to_head, int minor_version) {
  if (response.status == 204 || response.status < 200) return {Framing::none, std::nullopt, false};
  const bool streams = response.stream.source != nullptr;
  std::optional<std::uint64_t> length;
  if (streams) {
    length = response.stream.length;
  } else if (response.status != 304) {
    length = response.body.size();
  }
  if (to_head || response.status == 304) {
    return {Framing::none, response.stated_length ? response.stated_length : length, false};
  }
  if (length) return {Framing::fixed, length, true};
  return {minor_version >= 1 ? Framing::chunked : Framing::until_close, std::nullopt, true};
}

void append_response_head(std::string& out, const HttpResponse& response, const ResponseFraming& framing,
                          std::string_view date_line, bool keep_alive, int minor_version) {
  const auto digit = [status = response.status](int divisor) { return static_cast<char>('0' + status / divisor % 10); };
  const char status[] = {digit(100), digit(10), digit(1)};
  append_pieces(out, "HTTP/1.1 ", std::string_view(status, 3), " ", reason_phrase(response.status), "\r\n", date_line);
  if (framing.content_length) append_length(out, *framing.content_length);
  if (framing.framing == Framing::chunked) out.append("Transfer-Encoding: chunked\r\n");
  if (!keep_alive) {
    out.append("Connection: close\r\n");
  } else if (minor_version == 0) {
    out.append("Connection: keep-alive\r\n");
  }
  append_pieces(out, response.header_lines(), "\r\n");
}

}  // namespace penstock::http1
