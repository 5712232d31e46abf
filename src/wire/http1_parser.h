// HTTP/1.x request heads and chunked framing: pure functions over a buffer that the caller owns. Strict where leniency
// lets two parties see different messages (RFC 9112, sections 5.1, 5.2, 6.3, 7.1, 11.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "wire/http.h"

namespace penstock::http1 {

inline constexpr std::size_t head_bytes_max = 64 << 10;
inline constexpr std::size_t request_line_bytes_max = 16 << 10;
inline constexpr std::size_t header_count_max = 100;

// Why a message is refused: the status to answer, and what is wrong. Status 0: nothing is.
struct Refusal {
  int status = 0;
  std::string_view reason = {};
  explicit operator bool() const { return status != 0; }
};

// Finds the end of a head in bytes that arrive piece by piece, looking at each byte once.
class HeadScanner {
 public:
  enum class Found { end, nothing_yet, bare_line_feed };
  // `head` begins with the request line and holds all bytes so far.
  Found scan(std::string_view head);
  // After Found::end: bytes of the head with its empty line.
  std::size_t head_bytes() const { return scanned_; }
  void reset() { *this = {}; }

 private:
  std::size_t scanned_ = 0;
  std::size_t line_start_ = 0;
};

enum class Expectation : std::uint8_t { none, continue_, unknown };

struct RequestHead {
  std::string_view method;
  std::string_view target;
  std::string_view path;
  std::string_view query;
  int minor_version = 1;  // HTTP/1.x
  std::size_t header_count = 0;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;
  Expectation expectation = Expectation::none;
};

// Parses a whole head, with its empty line, in place: header names become lower case, and all views point into `head`.
// `fields` has room for header_count_max. On a refusal `out` is unspecified.
Refusal parse_request_head(std::span<char> head, std::span<HeaderField> fields, RequestHead& out);

// Decodes a chunked body. Chunk extensions and trailers are read over, within bounds.
class ChunkDecoder {
 public:
  struct Step {
    std::size_t consumed = 0;    // bytes of the input that are done with
    std::string_view data = {};  // body bytes, within what was consumed
    bool finished = false;       // the body and its trailers ended; the rest is the next message
    bool malformed = false;
  };
  // Takes from the front of `input` up to one piece of data. Consumes everything when it yields neither data nor an
  // end.
  Step decode(std::string_view input);

 private:
  enum class State : std::uint8_t {
    size_start,
    size,
    extension,
    size_line_feed,
    data,
    data_return,
    data_line_feed,
    trailer_start,
    trailer,
    trailer_line_feed,
    end_line_feed,
    finished
  };
  static constexpr std::size_t extension_bytes_max = 1 << 10;  // a chunk
  static constexpr std::size_t trailer_bytes_max = 8 << 10;    // a body

  bool framing_byte(char byte);

  State state_ = State::size_start;
  std::uint64_t chunk_remaining_ = 0;
  std::size_t overhead_ = 0;  // bytes of this extension, or of the trailers
  int size_digits_ = 0;
};

}  // namespace penstock::http1
