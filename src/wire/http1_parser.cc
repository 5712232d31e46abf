#include "wire/http1_parser.h"

#include <emmintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace penstock::http1 {
namespace {

// Lower case of a character that a token may have (RFC 9110, section 5.6.2); 0 for any other.
constexpr auto token_characters = [] {
  std::array<char, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[c] = static_cast<char>(c);
  for (int c = 'a'; c <= 'z'; ++c) table[c] = table[c - 'a' + 'A'] = static_cast<char>(c);
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = c;
  return table;
}();

char token_character(char c) { return token_characters[static_cast<unsigned char>(c)]; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// The first control character other than a tab; *end is one.
char* find_control(char* at, const char* end) {
  const auto low = _mm_set1_epi8(0x20);
  const auto del = _mm_set1_epi8(0x7f);
  const auto tab = _mm_set1_epi8('\t');
  for (; end - at >= 16; at += 16) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    // Unsigned bytes below 0x20: those that the saturating minimum with 0x1f leaves as they are.
    const auto below = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_sub_epi8(low, _mm_set1_epi8(1))), bytes);
    const auto control = _mm_andnot_si128(_mm_cmpeq_epi8(bytes, tab), _mm_or_si128(below, _mm_cmpeq_epi8(bytes, del)));
    if (const int mask = _mm_movemask_epi8(control)) return at + std::countr_zero(static_cast<unsigned>(mask));
  }
  while (!is_control(*at) || *at == '\t') ++at;
  return at;
}

// Turns the token that begins here into lower case and answers its end.
char* lower_token(char* at, const char* end) {
  // Names are letters, digits and hyphens as a rule, and end with a colon within 16 bytes.
  if (end - at >= 16) {
    const auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const auto within = [&](__m128i value, char first, char last) {
      const auto from_first = _mm_sub_epi8(value, _mm_set1_epi8(first));
      return _mm_cmpeq_epi8(_mm_min_epu8(from_first, _mm_set1_epi8(static_cast<char>(last - first))), from_first);
    };
    const auto upper = within(bytes, 'A', 'Z');
    const auto lower = _mm_or_si128(bytes, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
    const auto plain = _mm_or_si128(_mm_or_si128(within(lower, 'a', 'z'), within(bytes, '0', '9')),
                                    _mm_cmpeq_epi8(bytes, _mm_set1_epi8('-')));
    const auto length = std::countr_one(static_cast<unsigned>(_mm_movemask_epi8(plain)));
    // The bytes behind the token stay as they are.
    const auto places = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const auto mine = _mm_cmplt_epi8(places, _mm_set1_epi8(static_cast<char>(length)));
    const auto mixed = _mm_or_si128(_mm_and_si128(mine, lower), _mm_andnot_si128(mine, bytes));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(at), mixed);
    at += length;
  }
  while (const char lower = token_character(*at)) *at++ = lower;
  return at;
}

std::string_view trimmed(const char* begin, const char* end) {
  auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (begin < end && blank(*begin)) ++begin;
  while (begin < end && blank(end[-1])) --end;
  return {begin, end};
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, [](char a, char b) { return token_character(a) == b; });
}

// Whether a comma-separated list has an element.
bool lists(std::string_view list, std::string_view lower) {
  while (true) {
    const auto comma = std::min(list.find(','), list.size());
    if (equals_ignoring_case(trimmed(list.data(), list.data() + comma), lower)) return true;
    if (comma == list.size()) return false;
    list.remove_prefix(comma + 1);
  }
}

// "GET /path?query HTTP/1.1" without its CRLF.
Refusal parse_request_line(std::string_view line, RequestHead& out) {
  if (line.size() > request_line_bytes_max) return {414, "The request line is too long."};
  const auto method_end = line.find(' ');
  const auto target_end = line.rfind(' ');
  if (method_end == std::string_view::npos || method_end == target_end) return {400, "The request line is malformed."};
  out.method = line.substr(0, method_end);
  out.target = line.substr(method_end + 1, target_end - method_end - 1);
  const auto version = line.substr(target_end + 1);

  if (out.method.empty() || !std::ranges::all_of(out.method, token_character)) return {400, "The method is malformed."};
  if (version.size() != 8 || !version.starts_with("HTTP/") || version[6] != '.') {
    return {400, "The request line is malformed."};
  }
  if (version[5] != '1' || version[7] < '0' || version[7] > '9')
    return {505, "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
  out.minor_version = version[7] - '0';
  if (out.target.empty() || std::ranges::any_of(out.target, [](char c) { return is_control(c) || c == ' '; })) {
    return {400, "The request target is malformed."};
  }
  return {};
}

// Splits origin-form, absolute-form and "*" (RFC 9112, section 3.2).
Refusal split_target(RequestHead& out) {
  auto rest = out.target;
  if (rest.starts_with("http://") || rest.starts_with("https://")) {
    rest.remove_prefix(rest.find("//") + 2);
    const auto slash = rest.find_first_of("/?");
    rest = slash == std::string_view::npos ? std::string_view("/") : rest.substr(slash);
  } else if (rest.front() != '/' && rest != "*") {
    return {400, "The request target is malformed."};
  }
  const auto question = rest.find('?');
  out.path = rest.substr(0, question);
  out.query = question == std::string_view::npos ? std::string_view{} : rest.substr(question + 1);
  if (out.path.empty()) out.path = "/";
  return {};
}

// What framing and connection handling have to know of the header fields.
class FramingFields {
 public:
  Refusal add(const HeaderField& field, RequestHead& head) {
    switch (field.name.size()) {
      case 4:
        if (field.name == "host" && std::exchange(host_, true)) return {400, "There is more than one Host header."};
        break;
      case 6:
        if (field.name == "expect") {
          head.expectation =
              equals_ignoring_case(field.value, "100-continue") ? Expectation::continue_ : Expectation::unknown;
        }
        break;
      case 10:
        if (field.name == "connection") {
          close_ |= lists(field.value, "close");
          keep_alive_ |= lists(field.value, "keep-alive");
        }
        break;
      case 14:
        if (field.name == "content-length") return content_length(field.value, head);
        break;
      case 17:
        if (field.name == "transfer-encoding") return transfer_encoding(field.value, head);
        break;
      default:
        break;
    }
    return {};
  }

  Refusal finish(RequestHead& head) const {
    if (head.chunked && head.content_length) return {400, "Content-Length and Transfer-Encoding exclude each other."};
    if (head.chunked && head.minor_version == 0) return {400, "HTTP/1.0 has no Transfer-Encoding."};
    if (!host_ && head.minor_version >= 1) return {400, "The Host header is missing."};
    head.keep_alive = !close_ && (head.minor_version >= 1 || keep_alive_);
    if (head.minor_version == 0) head.expectation = Expectation::none;
    return {};
  }

 private:
  static Refusal content_length(std::string_view value, RequestHead& head) {
    if (head.content_length) return {400, "There is more than one Content-Length."};
    std::uint64_t length = 0;
    if (value.empty() || value.size() > 18) return {400, "Content-Length is malformed."};
    for (const char c : value) {
      if (c < '0' || c > '9') return {400, "Content-Length is malformed."};
      length = length * 10 + static_cast<std::uint64_t>(c - '0');
    }
    head.content_length = length;
    return {};
  }

  static Refusal transfer_encoding(std::string_view value, RequestHead& head) {
    if (head.chunked) return {400, "There is more than one Transfer-Encoding."};
    if (!equals_ignoring_case(value, "chunked")) return {501, "Only the transfer encoding \"chunked\" is understood."};
    head.chunked = true;
    return {};
  }

  bool host_ = false;
  bool close_ = false;
  bool keep_alive_ = false;
};

}  // namespace

HeadScanner::Found HeadScanner::scan(std::string_view head) {
  while (true) {
    const auto* found = static_cast<const char*>(std::memchr(head.data() + scanned_, '\n', head.size() - scanned_));
    if (!found) {
      scanned_ = head.size();
      return Found::nothing_yet;
    }
    const auto at = static_cast<std::size_t>(found - head.data());
    if (at == line_start_ || head[at - 1] != '\r') return Found::bare_line_feed;
    scanned_ = at + 1;
    if (at - line_start_ == 1) return Found::end;
    line_start_ = scanned_;
  }
}

Refusal parse_request_head(std::span<char> head, std::span<HeaderField> fields, RequestHead& out) {
  out = {};
  if (head.size() < 4 || std::string_view(head.data() + head.size() - 4, 4) != "\r\n\r\n") {
    return {400, "The head is not complete."};
  }
  char* at = head.data();
  char* const end = at + head.size() - 2;  // the empty line: stops every search, and leaves one byte to look ahead

  char* line_end = find_control(at, end);
  if (line_end[0] != '\r' || line_end[1] != '\n') return {400, "The request line is malformed."};
  if (const auto refusal = parse_request_line({at, line_end}, out)) return refusal;
  if (const auto refusal = split_target(out)) return refusal;
  at = line_end + 2;

  FramingFields framing;
  while (at < end) {
    if (out.header_count == std::min(fields.size(), header_count_max)) return {431, "There are too many headers."};
    char* const name = at;
    at = lower_token(at, end);
    if (at == name || *at != ':') return {400, "A header name is malformed."};  // also a folded line
    char* const value = at + 1;
    line_end = find_control(value, end);
    if (line_end[0] != '\r' || line_end[1] != '\n') return {400, "A header value is malformed."};
    auto& field = fields[out.header_count++] = {{name, at}, trimmed(value, line_end)};
    if (const auto refusal = framing.add(field, out)) return refusal;
    at = line_end + 2;
  }
  return framing.finish(out);
}

bool ChunkDecoder::framing_byte(char byte) {
  auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
  };
  switch (state_) {
    case State::size_start:
    case State::size:
      if (digit(byte) >= 0) {
        chunk_remaining_ = chunk_remaining_ << 4 | static_cast<std::uint64_t>(digit(byte));
        state_ = State::size;
        return ++size_digits_ <= 15;
      }
      if (state_ == State::size_start) return false;
      state_ = byte == '\r' ? State::size_line_feed : State::extension;
      overhead_ = 0;
      return byte == '\r' || byte == ';';
    case State::extension:
      if (byte == '\r') state_ = State::size_line_feed;
      return byte == '\r' || ((!is_control(byte) || byte == '\t') && ++overhead_ <= extension_bytes_max);
    case State::size_line_feed:
      overhead_ = 0;
      state_ = chunk_remaining_ > 0 ? State::data : State::trailer_start;
      return byte == '\n';
    case State::data_return:
      state_ = State::data_line_feed;
      return byte == '\r';
    case State::data_line_feed:
      state_ = State::size_start;
      size_digits_ = 0;
      return byte == '\n';
    case State::trailer_start:
      state_ = byte == '\r' ? State::end_line_feed : State::trailer;
      return byte == '\r' || (token_character(byte) && ++overhead_ <= trailer_bytes_max);
    case State::trailer:
      if (byte == '\r') state_ = State::trailer_line_feed;
      return byte == '\r' || ((!is_control(byte) || byte == '\t') && ++overhead_ <= trailer_bytes_max);
    case State::trailer_line_feed:
      state_ = State::trailer_start;
      return byte == '\n';
    case State::end_line_feed:
      state_ = State::finished;
      return byte == '\n';
    case State::data:
    case State::finished:
      break;
  }
  return false;
}

ChunkDecoder::Step ChunkDecoder::decode(std::string_view input) {
  std::size_t at = 0;
  while (state_ != State::finished && at < input.size()) {
    if (state_ == State::data) {
      const auto data = input.substr(at, chunk_remaining_);
      chunk_remaining_ -= data.size();
      if (chunk_remaining_ == 0) state_ = State::data_return;
      return {.consumed = at + data.size(), .data = data};
    }
    if (!framing_byte(input[at])) return {.consumed = at, .malformed = true};
    ++at;
  }
  return {.consumed = at, .finished = state_ == State::finished};
}

}  // namespace penstock::http1
