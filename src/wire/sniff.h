// The seam at which protocols part: the first bytes of a connection say what it speaks.
#pragma once

#include <cstdint>
#include <string_view>

#include "io/byte_stream.h"
#include "wire/connection_buffers.h"

namespace penstock {

enum class Speaks : std::uint8_t {
  http1,
  http2,    // with prior knowledge: the connection preface
  tls,      // a ClientHello
  nothing,  // the connection ended, or the time was up
};

// What bytes say so far; `undecided` needs more of them.
enum class Sniffed : std::uint8_t { http1, http2, tls, undecided };
Sniffed sniff_bytes(std::string_view bytes);

// Reads into `buffers` until it is clear. Nothing is taken out of them.
Task<Speaks> sniff(ByteStream& stream, ConnectionBuffers& buffers, Millis timeout);

}  // namespace penstock
