// Fuzzes the HTTP/1.1 head parser and the chunk decoder: no input may crash them, and cutting an input into pieces must
// not change what is understood.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/check.h"
#include "wire/http1_parser.h"
#include "wire/sniff.h"

namespace penstock::http1 {
namespace {

struct Scanned {
  HeadScanner::Found found = HeadScanner::Found::nothing_yet;
  std::size_t head_bytes = 0;
  bool operator==(const Scanned&) const = default;
};

Scanned scan_in_pieces(std::string_view bytes, std::size_t piece_bytes) {
  HeadScanner scanner;
  for (std::size_t end = 0; end < bytes.size();) {
    end = std::min(bytes.size(), end + piece_bytes);
    const auto found = scanner.scan(bytes.substr(0, end));
    if (found != HeadScanner::Found::nothing_yet) {
      return {found, found == HeadScanner::Found::end ? scanner.head_bytes() : 0};
    }
  }
  return {};
}

struct Decoded {
  std::string body;
  std::size_t consumed = 0;
  bool finished = false;
  bool malformed = false;
  bool operator==(const Decoded&) const = default;
};

Decoded decode_in_pieces(std::string_view bytes, std::size_t piece_bytes) {
  ChunkDecoder decoder;
  Decoded decoded;
  while (!bytes.empty() && !decoded.finished && !decoded.malformed) {
    const auto piece = bytes.substr(0, piece_bytes);
    const auto step = decoder.decode(piece);
    CHECK(step.consumed <= piece.size());
    CHECK(step.consumed > 0 || step.malformed);
    CHECK(step.data.empty() || (step.data.data() >= piece.data() && step.data.end() <= piece.end()));
    decoded.body += step.data;
    decoded.consumed += step.consumed;
    decoded.finished = step.finished;
    decoded.malformed = step.malformed;
    bytes.remove_prefix(step.consumed);
  }
  return decoded;
}

void check_head(std::string_view bytes) {
  std::string head(bytes);
  std::array<HeaderField, header_count_max> fields;
  RequestHead parsed;
  if (parse_request_head(head, fields, parsed)) return;
  auto inside = [&](std::string_view view) {
    return view.data() >= head.data() && view.end() <= head.data() + head.size();
  };
  CHECK(inside(parsed.method) && inside(parsed.target));
  CHECK(!parsed.path.empty() && !(parsed.chunked && parsed.content_length));
  CHECK(parsed.header_count <= fields.size());
  for (const auto& field : std::span(fields).first(parsed.header_count)) {
    CHECK(inside(field.name) && inside(field.value) && !field.name.empty());
    CHECK(field.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
  }
}

}  // namespace
}  // namespace penstock::http1

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace penstock::http1;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  penstock::sniff_bytes(bytes);
  const auto whole = scan_in_pieces(bytes, size + 1);
  CHECK(whole == scan_in_pieces(bytes, 1) && whole == scan_in_pieces(bytes, 7));
  if (whole.found == HeadScanner::Found::end) check_head(bytes.substr(0, whole.head_bytes));
  check_head(bytes);
  const auto decoded = decode_in_pieces(bytes, size + 1);
  CHECK(decoded == decode_in_pieces(bytes, 1) && decoded == decode_in_pieces(bytes, 5));
  return 0;
}
