#include "identity/aws_chunked.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/hex.h"
#include "identity/sigv4.h"

namespace penstock {
namespace {

constexpr std::size_t line_bytes_max = 1024;
constexpr std::size_t trailer_bytes_max = 8192;
constexpr std::uint64_t signed_chunk_bytes_min = 8192;  // of all but the last
constexpr std::string_view trailer_signature_name = "x-amz-trailer-signature";

ApiError incomplete_body() { return {400, "IncompleteBody", "The request body terminated unexpectedly"}; }

ApiError malformed_trailer() {
  return {400, "MalformedTrailerError",
          "The request contained trailing data that was not well-formed or did not conform to our published schema."};
}

ApiError wrong_signature() {
  return {403, "SignatureDoesNotMatch",
          "The request signature we calculated does not match the signature you provided. Check your key and signing "
          "method."};
}

ApiError small_chunk(std::uint64_t chunk, std::uint64_t bytes) {
  return {403,
          "InvalidChunkSizeError",
          "Only the last chunk is allowed to have a size less than 8192 bytes",
          {{"Chunk", std::to_string(chunk)}, {"BadChunkSize", std::to_string(bytes)}}};
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const auto first = text.find_first_not_of(space);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

}  // namespace

AwsChunkedDecoder::AwsChunkedDecoder(AwsChunkedOptions options) : options_(std::move(options)) {
  if (options_.signing) previous_signature_ = options_.signing->seed_signature;
}

Result<std::span<const char>> AwsChunkedDecoder::decode(std::span<const char>& input) {
  while (!input.empty()) {
    if (state_ == State::done) return incomplete_body();  // bytes behind the end
    if (state_ == State::data) return take_data(input);
    auto line = take_line(input);
    if (!line) return line.error();
    if (!*line) break;
    Status status;
    if (state_ == State::size_line) {
      status = begin_chunk();
    } else if (state_ == State::data_end) {
      status = line_.empty() ? end_chunk() : Status(incomplete_body());
    } else {
      status = line_.empty() ? end_trailers() : add_trailer();
    }
    line_.clear();
    if (!status) return status.error();
  }
  return std::span<const char>{};
}

Status AwsChunkedDecoder::finish() const { return done() ? ok() : Status(incomplete_body()); }

Result<bool> AwsChunkedDecoder::take_line(std::span<const char>& input) {
  const auto end = std::ranges::find(input, '\n');
  const auto count = static_cast<std::size_t>(end - input.begin());
  if (line_.size() + count > line_bytes_max) return incomplete_body();
  line_.append(input.data(), count);
  if (end == input.end()) {
    input = {};
    return false;
  }
  input = input.subspan(count + 1);
  if (state_ == State::trailer_line && line_.empty()) return false;  // a lone LF behind a trailer, as some clients send
  if (!line_.ends_with('\r')) {
    if (state_ != State::trailer_line) return incomplete_body();
  } else {
    line_.pop_back();
  }
  return true;
}

std::span<const char> AwsChunkedDecoder::take_data(std::span<const char>& input) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, input.size()));
  const auto data = input.first(count);
  input = input.subspan(count);
  chunk_left_ -= count;
  decoded_ += count;
  if (chunk_hash_) chunk_hash_->update({data.data(), data.size()});
  if (chunk_left_ == 0) state_ = State::data_end;
  return data;
}

// "10000;chunk-signature=…"
Status AwsChunkedDecoder::begin_chunk() {
  const std::string_view line = line_;
  const auto semicolon = std::min(line.find(';'), line.size());
  const auto digits = line.substr(0, semicolon);
  std::uint64_t bytes = 0;
  const auto [stop, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), bytes, 16);
  if (fault != std::errc() || stop != digits.data() + digits.size()) return incomplete_body();
  if (bytes > options_.decoded_bytes - decoded_) return incomplete_body();
  chunk_signature_.clear();
  if (options_.chunks_carry_signatures) {
    constexpr std::string_view name = ";chunk-signature=";
    if (!line.substr(semicolon).starts_with(name)) return incomplete_body();
    chunk_signature_ = trimmed(line.substr(semicolon + name.size()));
    if (small_chunk_seen_ && bytes > 0) return small_chunk(chunks_, chunk_bytes_);
    small_chunk_seen_ = bytes < signed_chunk_bytes_min;
    if (options_.signing) chunk_hash_.emplace();
  }
  ++chunks_;
  chunk_bytes_ = chunk_left_ = bytes;
  if (bytes > 0) {
    state_ = State::data;
    return ok();
  }
  if (decoded_ != options_.decoded_bytes) return incomplete_body();
  if (auto checked = end_chunk(); !checked) return checked;
  state_ = State::trailer_line;
  return ok();
}

Status AwsChunkedDecoder::end_chunk() {
  state_ = State::size_line;
  if (!chunk_hash_) return ok();
  auto text = string_to_sign("-PAYLOAD");
  text.append(sigv4::empty_payload_hash).append("\n").append(to_hex(chunk_hash_->finish()));
  chunk_hash_.reset();
  return check_signature(text, chunk_signature_);
}

std::string AwsChunkedDecoder::string_to_sign(std::string_view kind) const {
  const bool is_asymmetric = std::holds_alternative<sigv4a::Key>(options_.signing->key);
  std::string text(is_asymmetric ? sigv4a::algorithm : sigv4::algorithm);
  text.append(kind).append("\n").append(options_.signing->time).append("\n").append(options_.signing->scope);
  return text.append("\n").append(previous_signature_).append("\n");
}

Status AwsChunkedDecoder::check_signature(std::string_view text, std::string_view given) {
  if (const auto* key = std::get_if<sigv4a::Key>(&options_.signing->key)) {
    given = given.substr(0, given.find('*'));  // fills a signature up to its longest, so that bodies have one length
    if (!key->verify(text, given)) return wrong_signature();
    previous_signature_ = given;
    return ok();
  }
  const auto expected = sigv4::signature(std::get<sigv4::SigningKey>(options_.signing->key), text);
  if (!equal_in_constant_time(sigv4::text_of(expected), given)) return wrong_signature();
  previous_signature_ = sigv4::text_of(expected);
  return ok();
}

Status AwsChunkedDecoder::add_trailer() {
  trailer_bytes_ += line_.size();
  const auto colon = line_.find(':');
  if (colon == std::string::npos || trailer_bytes_ > trailer_bytes_max) return malformed_trailer();
  std::string name(trimmed(std::string_view(line_).substr(0, colon)));
  for (auto& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const auto value = trimmed(std::string_view(line_).substr(colon + 1));
  if (name == trailer_signature_name) {
    trailer_signature_ = value;
    return ok();
  }
  if (std::ranges::find(options_.announced, name) == options_.announced.end()) return malformed_trailer();
  trailers_.emplace_back(std::move(name), value);
  return ok();
}

Status AwsChunkedDecoder::end_trailers() {
  for (const auto& name : options_.announced) {
    const auto count = std::ranges::count(trailers_, name, &std::pair<std::string, std::string>::first);
    if (count != 1) return malformed_trailer();
  }
  if (options_.signing && options_.chunks_carry_signatures && !options_.announced.empty()) {
    std::string fields;
    for (const auto& [name, value] : trailers_) fields.append(name).append(":").append(value).append("\n");
    auto text = string_to_sign("-TRAILER");
    text.append(to_hex(sha256(fields)));
    if (auto checked = check_signature(text, trailer_signature_); !checked) return checked;
  }
  state_ = State::done;
  return ok();
}

}  // namespace penstock
