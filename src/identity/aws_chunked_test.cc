#include "identity/aws_chunked.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "identity/sigv4.h"

namespace penstock {
namespace {

constexpr std::string_view secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
constexpr std::string_view scope = "20130524/us-east-1/s3/aws4_request";
constexpr std::string_view time_text = "20130524T000000Z";

struct Decoded {
  std::string bytes;
  std::string error;
  std::string message;
  std::vector<std::pair<std::string, std::string>> trailers;
};

Decoded decode(AwsChunkedOptions options, std::string_view body, std::size_t piece_bytes = 1 << 20) {
  AwsChunkedDecoder decoder(std::move(options));
  Decoded decoded;
  const auto failed = [&](const ApiError& error) {
    decoded.error = error.code;
    decoded.message = error.message;
    return decoded;
  };
  for (std::size_t at = 0; at < body.size(); at += piece_bytes) {
    const auto piece = body.substr(at, piece_bytes);
    std::span<const char> rest(piece.data(), piece.size());
    while (!rest.empty()) {
      const auto bytes = decoder.decode(rest);
      if (!bytes) return failed(bytes.error());
      decoded.bytes.append(bytes->data(), bytes->size());
    }
  }
  if (const auto finished = decoder.finish(); !finished) return failed(finished.error());
  decoded.trailers = decoder.trailers();
  return decoded;
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, the example of 66,560 bytes.
AwsChunkedOptions documented() {
  return {
      .decoded_bytes = 66'560,
      .announced = {},
      .chunks_carry_signatures = true,
      .signing = ChunkSigning{sigv4::signing_key(secret, {"20130524", "us-east-1", "s3"}), std::string(time_text),
                              std::string(scope), "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"}};
}
std::string documented_body() {
  return "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" +
         std::string(65'536, 'a') +
         "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" +
         std::string(1'024, 'a') +
         "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
}

TEST(AwsChunked, verifies_the_documented_chunks) {
  for (const std::size_t piece_bytes : {1u, 7u, 1'000u, 70'000u}) {
    const auto decoded = decode(documented(), documented_body(), piece_bytes);
    EXPECT_EQ(decoded.error, "") << piece_bytes;
    EXPECT_EQ(decoded.bytes, std::string(66'560, 'a')) << piece_bytes;
  }
}

TEST(AwsChunked, refuses_a_changed_byte) {
  auto body = documented_body();
  body[1'000] = 'b';
  const auto decoded = decode(documented(), body);
  EXPECT_EQ(decoded.error, "SignatureDoesNotMatch");
  EXPECT_EQ(decoded.message,
            "The request signature we calculated does not match the signature you provided. Check your key and signing "
            "method.");
}

TEST(AwsChunked, refuses_chunks_in_another_order_or_left_out) {
  auto body = documented_body();
  const auto second = body.find("400;chunk");
  const auto last = body.find("0;chunk-signature=b6");
  auto options = documented();
  options.decoded_bytes = 65'536;
  EXPECT_EQ(decode(options, body.substr(0, second) + body.substr(last)).error, "SignatureDoesNotMatch");
}

TEST(AwsChunked, refuses_a_body_that_ends_early) {
  const auto body = documented_body();
  for (const std::size_t size : {0ul, 10ul, 1'000ul, body.size() - 1, body.size() - 3}) {
    const auto decoded = decode(documented(), body.substr(0, size));
    EXPECT_EQ(decoded.error, "IncompleteBody") << size;
    EXPECT_EQ(decoded.message, "The request body terminated unexpectedly") << size;
  }
}

TEST(AwsChunked, refuses_small_chunks_before_the_last) {
  auto options = documented();
  options.signing.reset();
  options.decoded_bytes = 4;
  EXPECT_EQ(
      decode(options, "2;chunk-signature=0\r\nab\r\n2;chunk-signature=0\r\ncd\r\n0;chunk-signature=0\r\n\r\n").error,
      "InvalidChunkSizeError");
}

AwsChunkedOptions unsigned_of(std::uint64_t bytes, std::vector<std::string> announced = {"x-amz-checksum-crc32"}) {
  return {.decoded_bytes = bytes, .announced = std::move(announced)};
}

TEST(AwsChunked, reads_trailers_behind_unsigned_chunks) {
  const std::string body = "5\r\nhello\r\n6\r\n world\r\n0\r\nX-Amz-Checksum-Crc32: DUoRhQ== \r\n\r\n";
  for (const std::size_t piece_bytes : {1u, 3u, 100u}) {
    const auto decoded = decode(unsigned_of(11), body, piece_bytes);
    EXPECT_EQ(decoded.error, "");
    EXPECT_EQ(decoded.bytes, "hello world");
    ASSERT_EQ(decoded.trailers.size(), 1u);
    EXPECT_EQ(decoded.trailers[0], std::pair(std::string("x-amz-checksum-crc32"), std::string("DUoRhQ==")));
  }
}

TEST(AwsChunked, decodes_an_empty_body) {
  const auto decoded = decode(unsigned_of(0), "0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n");
  EXPECT_EQ(decoded.error, "");
  EXPECT_EQ(decoded.bytes, "");
}

TEST(AwsChunked, refuses_trailers_that_were_not_announced_or_are_missing) {
  EXPECT_EQ(decode(unsigned_of(0, {}), "0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n").error, "MalformedTrailerError");
  EXPECT_EQ(decode(unsigned_of(0), "0\r\n\r\n").error, "MalformedTrailerError");
  EXPECT_EQ(decode(unsigned_of(0), "0\r\nno colon\r\n\r\n").error, "MalformedTrailerError");
}

TEST(AwsChunked, refuses_what_is_not_chunked_or_not_of_the_declared_length) {
  EXPECT_EQ(decode(unsigned_of(5, {}), "5\nhello\r\n0\r\n\r\n").error, "IncompleteBody");
  EXPECT_EQ(decode(unsigned_of(5, {}), "x\r\nhello\r\n0\r\n\r\n").error, "IncompleteBody");
  EXPECT_EQ(decode(unsigned_of(5, {}), "-5\r\nhello\r\n0\r\n\r\n").error, "IncompleteBody");
  EXPECT_EQ(decode(unsigned_of(5, {}), "5\r\nhelloX\r\n0\r\n\r\n").error, "IncompleteBody");
  EXPECT_EQ(decode(unsigned_of(4, {}), "5\r\nhello\r\n0\r\n\r\n").error, "IncompleteBody");
  EXPECT_EQ(decode(unsigned_of(6, {}), "5\r\nhello\r\n0\r\n\r\n").error, "IncompleteBody");
  EXPECT_EQ(decode(unsigned_of(5, {}), "5\r\nhello\r\n0\r\n\r\nmore").error, "IncompleteBody");
  EXPECT_EQ(decode(unsigned_of(5, {}), "ffffffffffffffff\r\nhello\r\n0\r\n\r\n").error, "IncompleteBody");
  EXPECT_EQ(decode(unsigned_of(5, {}), std::string(5'000, '0')).error, "IncompleteBody");
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html describes what is signed.
TEST(AwsChunked, verifies_signed_trailers) {
  const auto key = sigv4::signing_key(secret, {"20130524", "us-east-1", "s3"});
  const std::string prefix = std::string("\n") + std::string(time_text) + "\n" + std::string(scope) + "\n";
  const auto sign = [&](std::string_view kind, const std::string& previous, const std::string& rest) {
    return std::string(sigv4::text_of(sigv4::signature(key, std::string(kind) + prefix + previous + "\n" + rest)));
  };
  const auto chunk = [&](const std::string& previous, std::string_view data) {
    return sign("AWS4-HMAC-SHA256-PAYLOAD", previous,
                std::string(sigv4::empty_payload_hash) + "\n" + to_hex(sha256(data)));
  };
  const auto first = chunk("seed", "hello");
  const auto last = chunk(first, "");
  const auto trailer = sign("AWS4-HMAC-SHA256-TRAILER", last, to_hex(sha256("x-amz-checksum-crc32:NhCmhg==\n")));
  const AwsChunkedOptions options{.decoded_bytes = 5,
                                  .announced = {"x-amz-checksum-crc32"},
                                  .chunks_carry_signatures = true,
                                  .signing = ChunkSigning{key, std::string(time_text), std::string(scope), "seed"}};
  const auto body = [&](std::string_view checksum) {
    return "5;chunk-signature=" + first + "\r\nhello\r\n0;chunk-signature=" + last +
           "\r\nx-amz-checksum-crc32:" + std::string(checksum) + "\r\nx-amz-trailer-signature:" + trailer + "\r\n\r\n";
  };
  EXPECT_EQ(decode(options, body("NhCmhg==")).error, "");
  EXPECT_EQ(decode(options, body("AAAAAA==")).error, "SignatureDoesNotMatch");
}

// As awslabs/aws-c-auth chains them (its test sigv4a_trailing_headers_signing_test): no region in the scope, and each
// signature filled up to 144 characters, which are no part of what the next one signs.
TEST(AwsChunked, verifies_chunks_and_trailers_of_version_4a) {
  const sigv4a::Key key("AKIAIOSFODNN7EXAMPLE", secret);
  const std::string prefix = "\n20130524T000000Z\n20130524/s3/aws4_request\n";
  const auto sign = [&](std::string_view kind, const std::string& previous, const std::string& rest) {
    return key.sign("AWS4-ECDSA-P256-SHA256-" + std::string(kind) + prefix + previous + "\n" + rest);
  };
  const auto chunk = [&](const std::string& previous, std::string_view data) {
    return sign("PAYLOAD", previous, std::string(sigv4::empty_payload_hash) + "\n" + to_hex(sha256(data)));
  };
  const auto filled = [](std::string signature) {
    signature.resize(144, '*');
    return signature;
  };
  const std::string large(10'000, 'a');
  const auto first = chunk("seed", large), second = chunk(first, "hello"), last = chunk(second, "");
  const auto trailer = sign("TRAILER", last, to_hex(sha256("x-amz-checksum-crc32:NhCmhg==\n")));
  const AwsChunkedOptions options{
      .decoded_bytes = 10'005,
      .announced = {"x-amz-checksum-crc32"},
      .chunks_carry_signatures = true,
      .signing = ChunkSigning{key, std::string(time_text), "20130524/s3/aws4_request", "seed"}};
  const auto body = "2710;chunk-signature=" + filled(first) + "\r\n" + large +
                    "\r\n5;chunk-signature=" + filled(second) + "\r\nhello\r\n0;chunk-signature=" + filled(last) +
                    "\r\nx-amz-checksum-crc32:NhCmhg==\r\nx-amz-trailer-signature:" + filled(trailer) + "\r\n\r\n";
  for (const std::size_t piece_bytes : {1u, 100u, 20'000u}) {
    const auto decoded = decode(options, body, piece_bytes);
    EXPECT_EQ(decoded.error, "") << piece_bytes;
    EXPECT_EQ(decoded.bytes, large + "hello");
  }
  for (const auto* changed : {"aaa", "hello", "NhCmhg"}) {
    auto other = body;
    other[other.find(changed, 200)] = 'X';
    EXPECT_EQ(decode(options, other).error, "SignatureDoesNotMatch") << changed;
  }
  auto of_hmac = options;
  of_hmac.signing->key = sigv4::signing_key(secret, {"20130524", "us-east-1", "s3"});
  EXPECT_EQ(decode(of_hmac, body).error, "SignatureDoesNotMatch");
}

}  // namespace
}  // namespace penstock
