// The body of one HTTP/1.1 request: fixed-length or chunked, read when the handler asks for it and not before.
// Bytes stay where the socket put them whenever that is possible.
#pragma once

#include <cstdint>
#include <optional>

#include "wire/http1_output.h"
#include "wire/http1_parser.h"

namespace penstock {

class Http1Body final : public RequestBody {
 public:
  // input[begin, end) of `buffers` is what arrived behind the head; its begin moves on as the body is read.
  Http1Body(const http1::RequestHead& head, ByteStream& stream, ConnectionBuffers& buffers, Http1Output& output,
            BufferPool& pool, const HttpServerOptions& options, HttpServerCounters& counters);
  ~Http1Body() override;

  Task<Result<std::span<const char>>> next() override;
  Task<Result<std::span<char>>> collect(std::size_t bytes_max) override;
  std::optional<std::uint64_t> length() const override;

  // Whether the next request can follow: the body ended, or little enough is left to be read over.
  bool can_finish() const;
  // Reads over what is left. False when that failed.
  Task<bool> finish();
  // Bytes of it may still be on the way.
  bool unfinished() const { return !finished_; }

 private:
  static constexpr std::size_t stream_buffer_bytes = 128 << 10;

  Task<Result<std::size_t>> read(std::span<char> into);
  Task<Result<std::span<const char>>> next_piece();
  Task<Result<std::span<const char>>> next_of_length();
  Task<Result<std::span<const char>>> next_of_chunks();
  Task<Result<std::span<char>>> collect_length(std::size_t length);
  Task<Result<std::span<char>>> collect_chunks(std::size_t bytes_max);

  ByteStream& stream_;
  ConnectionBuffers& buffers_;
  Http1Output& output_;
  BufferPool& pool_;
  const HttpServerOptions& options_;
  HttpServerCounters& counters_;

  const bool chunked_;
  const std::uint64_t length_;  // of a fixed-length body
  const std::size_t start_;     // where it begins in the input buffer
  std::uint64_t remaining_;     // of a fixed-length body
  http1::ChunkDecoder decoder_;
  Buffer large_;
  bool expects_continue_;
  bool finished_;
  bool broken_ = false;
  bool collected_ = false;
  std::uint64_t received_ = 0;
  Millis waited_{0};
};

}  // namespace penstock
