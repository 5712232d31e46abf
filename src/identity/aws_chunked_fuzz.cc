// Feeds arbitrary bytes in arbitrary pieces; the first byte chooses the form. What is decoded must not depend on the
// pieces.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "identity/aws_chunked.h"

namespace {

struct Outcome {
  std::string decoded;
  std::string error;
  bool done = false;
  bool operator==(const Outcome&) const = default;
};

Outcome decode(penstock::AwsChunkedOptions options, std::span<const char> body, std::size_t piece_bytes) {
  penstock::AwsChunkedDecoder decoder(std::move(options));
  Outcome outcome;
  while (!body.empty() && outcome.error.empty()) {
    auto piece = body.first(std::min(piece_bytes, body.size()));
    body = body.subspan(piece.size());
    while (!piece.empty()) {
      const auto data = decoder.decode(piece);
      if (!data) {
        outcome.error = data.error().code;
        break;
      }
      outcome.decoded.append(data->data(), data->size());
    }
  }
  outcome.done = outcome.error.empty() && decoder.done();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const auto form = data[0];
  const std::size_t piece_bytes = 1 + data[1] % 16;
  penstock::AwsChunkedOptions options;
  options.decoded_bytes = form >> 3;
  options.chunks_carry_signatures = (form & 1) != 0;
  if ((form & 2) != 0) options.announced = {"x-amz-checksum-crc32"};
  if ((form & 4) != 0) options.signing = penstock::ChunkSigning{{}, "20150830T123600Z", "scope", "seed"};
  if (options.signing && (data[1] & 0x80) != 0) {
    static const penstock::sigv4a::Key key("AKIDEXAMPLE", "secret");
    options.signing->key = key;
  }
  const std::span body(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto whole = decode(options, body, body.size() + 1);
  const auto pieces = decode(options, body, piece_bytes);
  CHECK(whole.decoded.size() <= options.decoded_bytes);
  CHECK(!whole.done || whole.decoded.size() == options.decoded_bytes);
  CHECK(whole == pieces);
  return 0;
}
