// The head of an HTTP/1.1 response as bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "io/clock.h"
#include "io/timer_wheel.h"
#include "wire/http.h"

namespace penstock::http1 {

// "Date: Fri, 20 Nov 2026 12:00:00 GMT\r\n", made once a second. One loop's.
class DateHeader {
 public:
  explicit DateHeader(const Clock& clock) : clock_(clock) {}
  // `turn` is the loop's time: the clock is asked once a turn.
  std::string_view line(Tick turn);

 private:
  const Clock& clock_;
  std::optional<Tick> turn_;
  std::int64_t second_ = -1;
  std::string line_;
};

enum class Framing : std::uint8_t { fixed, chunked, until_close, none };

struct ResponseFraming {
  Framing framing = Framing::fixed;
  std::optional<std::uint64_t> content_length;  // as stated; absent: no such header
  bool sends_body = true;
};

// How the body of a response travels; to_head: to a HEAD request, which gets none.
ResponseFraming framing_of(const HttpResponse& response, bool to_head, int minor_version);

// Appends status line, header fields and the empty line.
void append_response_head(std::string& out, const HttpResponse& response, const ResponseFraming& framing,
                          std::string_view date_line, bool keep_alive, int minor_version);

// "OK" for 200; empty for a status without a registered phrase.
std::string_view reason_phrase(int status);

}  // namespace penstock::http1
