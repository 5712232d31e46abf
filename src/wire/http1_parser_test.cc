#include "wire/http1_parser.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace penstock::http1 {
namespace {

struct Parsed {
  std::string text;  // views point into it
  std::array<HeaderField, header_count_max> fields;
  RequestHead head;
  Refusal refusal;
  std::string_view header(std::string_view name) const {
    const auto* value = find_header(std::span(fields).first(head.header_count), name);
    return value ? *value : std::string_view("(none)");
  }
};

std::unique_ptr<Parsed> parse(std::string text) {
  auto parsed = std::make_unique<Parsed>();
  parsed->text = std::move(text);
  parsed->refusal = parse_request_head(parsed->text, parsed->fields, parsed->head);
  return parsed;
}

TEST(Http1Parser, reads_method_target_and_headers_with_lowered_names) {
  const auto parsed = parse(
      "POST /a/b?x=1&y HTTP/1.1\r\nHost: example.com\r\nX-Amz-Target:\tKinesis_20131202.PutRecord  \r\nEmpty:\r\n"
      "Content-Length: 12\r\n\r\n");
  ASSERT_FALSE(parsed->refusal) << parsed->refusal.reason;
  EXPECT_EQ(parsed->head.method, "POST");
  EXPECT_EQ(parsed->head.target, "/a/b?x=1&y");
  EXPECT_EQ(parsed->head.path, "/a/b");
  EXPECT_EQ(parsed->head.query, "x=1&y");
  EXPECT_EQ(parsed->header("x-amz-target"), "Kinesis_20131202.PutRecord");
  EXPECT_EQ(parsed->header("empty"), "");
  EXPECT_EQ(parsed->head.content_length, 12u);
  EXPECT_TRUE(parsed->head.keep_alive);
  EXPECT_FALSE(parsed->head.chunked);
}

TEST(Http1Parser, understands_every_form_of_target) {
  struct Case {
    std::string target, path, query;
  };
  for (const auto& [target, path, query] : std::initializer_list<Case>{
           {"/", "/", ""},
           {"/?", "/", ""},
           {"/a?b?c", "/a", "b?c"},
           {"//a//b", "//a//b", ""},
           {"http://host", "/", ""},
           {"http://host/p?q", "/p", "q"},
           {"https://host?q", "/", "q"},
           {"*", "*", ""},
       }) {
    const auto parsed = parse("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_FALSE(parsed->refusal) << target;
    EXPECT_EQ(parsed->head.path, path) << target;
    EXPECT_EQ(parsed->head.query, query) << target;
  }
}

TEST(Http1Parser, knows_when_the_connection_goes_on) {
  auto keep = [](const std::string& version, const std::string& headers) {
    const auto parsed = parse("GET / HTTP/" + version + "\r\nHost: a\r\n" + headers + "\r\n");
    EXPECT_FALSE(parsed->refusal) << parsed->refusal.reason;
    return parsed->head.keep_alive;
  };
  EXPECT_TRUE(keep("1.1", ""));
  EXPECT_FALSE(keep("1.1", "Connection: close\r\n"));
  EXPECT_FALSE(keep("1.1", "Connection: Upgrade, CLOSE\r\n"));
  EXPECT_FALSE(keep("1.0", ""));
  EXPECT_TRUE(keep("1.0", "Connection: Keep-Alive\r\n"));
}

TEST(Http1Parser, refuses_what_two_parties_could_read_differently) {
  const std::string host = "Host: a\r\n";
  struct Case {
    std::string head;
    int status;
  };
  for (const auto& [head, status] : std::initializer_list<Case>{
           {"POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
           {"POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
           {"POST / HTTP/1.1\r\n" + host + "Content-Length: 1, 1\r\n\r\n", 400},
           {"POST / HTTP/1.1\r\n" + host + "Content-Length: +1\r\n\r\n", 400},
           {"POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", 400},
           {"POST / HTTP/1.1\r\n" + host + "Content-Length: 0x1\r\n\r\n", 400},
           {"POST / HTTP/1.1\r\n" + host + "Content-Length: 1 1\r\n\r\n", 400},
           {"POST / HTTP/1.1\r\n" + host + "Content-Length:\r\n\r\n", 400},
           {"POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n", 400},
           {"POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
           {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
           {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
           {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n", 501},
           {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: identity\r\n\r\n", 501},
           {"POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\n" + host + "A: b\r\n c\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\n" + host + "A : b\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\n" + host + " A: b\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\n" + host + "A\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\n" + host + ": b\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\n" + host + "A\tB: c\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\n" + host + "A: b\rc\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\n" + host + "A: b\nC: d\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\n" + host + std::string("A: b\0c\r\n\r\n", 11), 400},
           {"GET / HTTP/1.1\r\n" + host + "A: b\x7f\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
           {"GET / HTTP/1.1\r\nA: b\r\n\r\n", 400},
           {"GET  / HTTP/1.1\r\n" + host + "\r\n", 400},
           {"GET / x HTTP/1.1\r\n" + host + "\r\n", 400},
           {"GET /\tx HTTP/1.1\r\n" + host + "\r\n", 400},
           {"GET HTTP/1.1\r\n" + host + "\r\n", 400},
           {"GET / HTTP/1.1 \r\n" + host + "\r\n", 400},
           {"G@T / HTTP/1.1\r\n" + host + "\r\n", 400},
           {" GET / HTTP/1.1\r\n" + host + "\r\n", 400},
           {"GET a HTTP/1.1\r\n" + host + "\r\n", 400},
           {"GET / http/1.1\r\n" + host + "\r\n", 400},
           {"GET / HTTP/11\r\n" + host + "\r\n", 400},
           {"GET / HTTP/2.0\r\n" + host + "\r\n", 505},
           {"GET / HTTP/0.9\r\n" + host + "\r\n", 505},
           {"GET /" + std::string(request_line_bytes_max, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 414},
       }) {
    const auto parsed = parse(head);
    EXPECT_EQ(parsed->refusal.status, status) << head << "\n" << parsed->refusal.reason;
  }
}

TEST(Http1Parser, bounds_the_number_of_headers) {
  std::string headers = "Host: a\r\n";
  for (std::size_t i = 1; i < header_count_max; ++i) headers += "A: b\r\n";
  EXPECT_FALSE(parse("GET / HTTP/1.1\r\n" + headers + "\r\n")->refusal);
  EXPECT_EQ(parse("GET / HTTP/1.1\r\n" + headers + "A: b\r\n\r\n")->refusal.status, 431);
}

TEST(Http1Parser, finds_a_control_character_at_every_place) {
  for (std::size_t length = 0; length < 70; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      std::string value(length, 'v');
      value[at] = '\x01';
      EXPECT_TRUE(parse("GET / HTTP/1.1\r\nHost: a\r\nA: " + value + "\r\n\r\n")->refusal);
      value[at] = '\t';
      EXPECT_FALSE(parse("GET / HTTP/1.1\r\nHost: a\r\nA: x" + value + "x\r\n\r\n")->refusal);
      value[at] = '\xff';
      EXPECT_FALSE(parse("GET / HTTP/1.1\r\nHost: a\r\nA: " + value + "\r\n\r\n")->refusal);
    }
  }
}

TEST(HeadScanner, finds_the_end_wherever_reads_are_cut) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string bytes = head + "body\nwith lines\r\n\r\n";
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    HeadScanner scanner;
    auto found = scanner.scan(std::string_view(bytes).substr(0, cut));
    EXPECT_EQ(found == HeadScanner::Found::end, cut >= head.size());
    if (found == HeadScanner::Found::nothing_yet) found = scanner.scan(bytes);
    EXPECT_EQ(found, HeadScanner::Found::end);
    EXPECT_EQ(scanner.head_bytes(), head.size());
  }
}

TEST(HeadScanner, reports_a_bare_line_feed) {
  for (const std::string_view bytes :
       {"GET / HTTP/1.1\n", "\n", "GET / HTTP/1.1\r\nA: b\n\n", "GET / HTTP/1.1\r\n\n"}) {
    HeadScanner scanner;
    EXPECT_EQ(scanner.scan(bytes), HeadScanner::Found::bare_line_feed) << bytes;
  }
}

// Decodes pieces cut at random; "!" when malformed, and the rest behind the end.
std::pair<std::string, std::string> decode_cut(std::string_view bytes, std::mt19937_64& random) {
  ChunkDecoder decoder;
  std::string body;
  while (!bytes.empty()) {
    auto piece = bytes.substr(0, 1 + random() % 7);
    while (!piece.empty()) {
      const auto step = decoder.decode(piece);
      body += step.data;
      piece.remove_prefix(step.consumed);
      bytes.remove_prefix(step.consumed);
      if (step.malformed) return {"!", ""};
      if (step.finished) return {body, std::string(bytes)};
    }
  }
  return {body + "...", ""};
}

TEST(ChunkDecoder, decodes_wherever_reads_are_cut) {
  std::mt19937_64 random(1);
  const std::string bytes =
      "5\r\nhello\r\n1;ext=\"v\"\r\n,\r\n00A\r\n 0123\r\n567\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\nNEXT";
  for (int round = 0; round < 500; ++round) {
    const auto [body, rest] = decode_cut(bytes, random);
    EXPECT_EQ(body, "hello, 0123\r\n567");
    EXPECT_EQ(rest, "NEXT");
  }
}

TEST(ChunkDecoder, an_empty_body_is_one_last_chunk) {
  std::mt19937_64 random(1);
  EXPECT_EQ(decode_cut("0\r\n\r\n", random).first, "");
}

TEST(ChunkDecoder, refuses_malformed_framing) {
  std::mt19937_64 random(1);
  for (const std::string& bytes : std::initializer_list<std::string>{"\r\n",
                                                                     "x\r\n",
                                                                     "-1\r\n",
                                                                     "+1\r\n",
                                                                     " 1\r\n",
                                                                     "0x1\r\n",
                                                                     "1\n",
                                                                     "1 \r\n",
                                                                     "1\rx",
                                                                     "1\r\nab\r\n",
                                                                     "1\r\na\n",
                                                                     "1\r\na\rx",
                                                                     "0\r\n\n",
                                                                     "0\r\n\rx",
                                                                     "0\r\n x: y\r\n\r\n",
                                                                     "0\r\nx: y\n\r\n",
                                                                     "1;\x01\r\n",
                                                                     "1;a\n",
                                                                     "1111111111111111\r\n",
                                                                     "1;" + std::string(2000, 'x') + "\r\n",
                                                                     "0\r\n" + std::string(9000, 'x') + "\r\n\r\n"}) {
    EXPECT_EQ(decode_cut(bytes, random).first, "!") << bytes;
  }
}

}  // namespace
}  // namespace penstock::http1
