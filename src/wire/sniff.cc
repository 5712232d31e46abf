#include "wire/sniff.h"

#include <algorithm>

namespace penstock {
namespace {
constexpr std::string_view http2_preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";  // RFC 9113, section 3.4
constexpr char tls_handshake = 0x16;
}  // namespace

Sniffed sniff_bytes(std::string_view bytes) {
  if (bytes.empty()) return Sniffed::undecided;
  if (bytes.front() == tls_handshake) return Sniffed::tls;
  const auto compared = std::min(bytes.size(), http2_preface.size());
  if (bytes.substr(0, compared) != http2_preface.substr(0, compared)) return Sniffed::http1;
  return compared == http2_preface.size() ? Sniffed::http2 : Sniffed::undecided;
}

Task<Speaks> sniff(ByteStream& stream, ConnectionBuffers& buffers, Millis timeout) {
  auto& loop = stream.watch().loop();
  const Tick deadline = loop.now() + static_cast<Tick>(timeout.count());
  while (true) {
    const Tick now = loop.now();
    const Millis left{deadline > now ? static_cast<std::int64_t>(deadline - now) : 0};
    const auto count = co_await stream.read(buffers.free_space(), left);
    if (count.failed() || count.bytes() == 0) co_return Speaks::nothing;
    buffers.end += count.bytes();
    switch (sniff_bytes({buffers.input.data(), buffers.end})) {
      case Sniffed::http1:
        co_return Speaks::http1;
      case Sniffed::http2:
        co_return Speaks::http2;
      case Sniffed::tls:
        co_return Speaks::tls;
      case Sniffed::undecided:
        break;
    }
  }
}

}  // namespace penstock
