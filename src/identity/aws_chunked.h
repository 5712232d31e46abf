// Decodes `aws-chunked` bodies as they arrive: chunks that may each be signed, then trailers that may be signed too.
// Pure: fed spans, yields spans of the same memory. One body per decoder; one thread.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and sigv4-streaming-trailers.html
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "identity/sigv4.h"
#include "identity/sigv4a.h"

namespace penstock {

// What chunk signatures are checked with; the first chunk's continues the request's own signature, of the same version.
struct ChunkSigning {
  std::variant<sigv4::SigningKey, sigv4a::Key> key;
  std::string time;   // "20150830T123600Z"
  std::string scope;  // "20150830/us-east-1/s3/aws4_request"; of Version 4A without the region
  std::string seed_signature;
};

struct AwsChunkedOptions {
  std::uint64_t decoded_bytes = 0;        // x-amz-decoded-content-length
  std::vector<std::string> announced;     // names in x-amz-trailer, lower case
  bool chunks_carry_signatures = false;   // the forms that are not UNSIGNED
  std::optional<ChunkSigning> signing{};  // absent: signatures are not looked at
};

class AwsChunkedDecoder {
 public:
  explicit AwsChunkedDecoder(AwsChunkedOptions options);

  // Consumes from the front of `input` and answers the next decoded bytes, a part of what was consumed. None when all
  // of `input` is consumed or the body has ended. Bytes are not to be trusted before done(): their signature follows
  // them. Errors: S3's IncompleteBody, SignatureDoesNotMatch, InvalidChunkSizeError, MalformedTrailerError.
  Result<std::span<const char>> decode(std::span<const char>& input);

  // The last chunk and the trailers are there, and all was verified.
  bool done() const { return state_ == State::done; }
  // Call when the input has ended: an error unless done().
  Status finish() const;

  // Names in lower case; complete once done().
  const std::vector<std::pair<std::string, std::string>>& trailers() const { return trailers_; }

 private:
  enum class State : std::uint8_t { size_line, data, data_end, trailer_line, done };

  // Moves a line without its CRLF to line_; false when its end has not arrived.
  Result<bool> take_line(std::span<const char>& input);
  Status begin_chunk();
  Status end_chunk();
  Status add_trailer();
  Status end_trailers();
  Status check_signature(std::string_view string_to_sign, std::string_view given);
  std::string string_to_sign(std::string_view kind) const;
  std::span<const char> take_data(std::span<const char>& input);

  AwsChunkedOptions options_;
  State state_ = State::size_line;
  std::string line_;
  bool line_complete_ = false;
  std::uint64_t chunk_left_ = 0;
  std::uint64_t chunk_bytes_ = 0;
  std::uint64_t chunks_ = 0;
  std::uint64_t decoded_ = 0;
  bool small_chunk_seen_ = false;
  std::string chunk_signature_;
  std::string previous_signature_;
  std::optional<Sha256Stream> chunk_hash_;
  std::size_t trailer_bytes_ = 0;
  std::vector<std::pair<std::string, std::string>> trailers_;
  std::string trailer_signature_;
};

}  // namespace penstock
