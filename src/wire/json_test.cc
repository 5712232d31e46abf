#include <gtest/gtest.h>

#include "base/checksum.h"
#include "wire/json_reader.h"
#include "wire/json_writer.h"
#include "wire/protocol.h"
#include "wire/sample_shapes.h"

namespace penstock {
namespace {

using sample::PutInput;

struct Read {
  Status status;
  Status violations;
  PutInput input;
};

// Reads as the server does, from memory that has exactly the promised padding.
Read read(std::string_view text, JsonDialect dialect = JsonDialect::v1_1) {
  const auto memory = std::make_unique<char[]>(text.size() + 64);
  std::ranges::copy(text, memory.get());
  Read result;
  Violations violations("Kinesis_20131202");
  result.status = read_json(sample::put_input, {memory.get(), text.size()}, &result.input, &violations, dialect);
  result.violations = violations.status();
  return result;
}

std::string refusal(std::string_view text, JsonDialect dialect = JsonDialect::v1_1) {
  const auto result = read(text, dialect);
  if (result.status) return "accepted";
  EXPECT_EQ(result.status.error().code, "SerializationException");
  EXPECT_EQ(result.status.error().status, 400);
  return result.status.error().message;
}

TEST(JsonReader, reads_every_kind_of_value) {
  const auto [status, violations, input] = read(R"({"StreamName":"orders", "Records":[
      {"Data":"cGFpZA==","PartitionKey":"caf\u00e9"},{"PartitionKey":"b","Data":"","ExplicitHashKey":"7"}],
      "Limit":34.9,"Offset":-9007199254740993,"Strict":true,"Ratio":0.25,"Since":1600000000.123,"Kind":"LATEST",
      "TagKeys":["a","b"],"Tags":{"k":"v"}})");
  ASSERT_TRUE(status) << status.error().message;
  ASSERT_TRUE(violations) << violations.error().message;
  ASSERT_EQ(input.records.size(), 2U);
  EXPECT_EQ(input.records[0].data, "paid");
  EXPECT_EQ(input.records[0].partition_key, "café");
  EXPECT_EQ(input.records[1].data, "");
  EXPECT_EQ(input.records[1].explicit_hash_key, "7");
  EXPECT_EQ(input.stream_name, "orders");
  EXPECT_EQ(input.limit, 34);
  EXPECT_EQ(input.offset, -9007199254740993);
  EXPECT_EQ(input.strict, true);
  EXPECT_EQ(input.ratio, 0.25);
  EXPECT_EQ(input.since, from_millis(1600000000123));
  EXPECT_EQ(input.kind, "LATEST");
  EXPECT_EQ(input.tag_keys, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(input.tags, (std::map<std::string, std::string>{{"k", "v"}}));
  EXPECT_EQ(input.token, std::nullopt);
}

TEST(JsonReader, takes_nulls_for_absent_and_skips_what_it_does_not_know) {
  const auto result = read(R"({"Unknown":{"a":[1,{"b":null}],"c":"\n"},"Limit":null,"StreamName":"s",)"
                           R"("Records":[{"Data":"","PartitionKey":"k","More":[]}]})");
  ASSERT_TRUE(result.status);
  ASSERT_TRUE(result.violations);
  EXPECT_EQ(result.input.limit, std::nullopt);
  EXPECT_EQ(result.input.stream_name, "s");
}

TEST(JsonReader, takes_nothing_for_an_empty_object) {
  const auto result = read("");
  ASSERT_TRUE(result.status);
  EXPECT_FALSE(result.violations);
}

TEST(JsonReader, lets_the_last_of_equal_names_count) {
  const auto result = read(R"({"TagKeys":["a"],"TagKeys":["b","c"],"Kind":"LATEST","Kind":"TRIM_HORIZON"})");
  ASSERT_TRUE(result.status);
  EXPECT_EQ(result.input.tag_keys, (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(result.input.kind, "TRIM_HORIZON");
}

TEST(JsonReader, reads_escaped_names_and_blobs) {
  const auto result = read(R"({"Stream\u004eame":"s\/t","Records":[{"Data":"\/\/\u002f/","PartitionKey":"k"}]})");
  ASSERT_TRUE(result.status);
  EXPECT_EQ(result.input.stream_name, "s/t");
  EXPECT_EQ(result.input.records.at(0).data, "\xff\xff\xff");
}

TEST(JsonReader, refuses_what_is_not_json_without_a_message) {
  for (const auto* text : {"hello",
                           "{",
                           "}",
                           "[",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{\"a\":tru}",
                           "{\"a\":01}",
                           "{\"StreamName\":\"x",
                           "{} {}",
                           "{}x",
                           "{\"x\":nul}",
                           "{\"StreamName\":\"\\q\"}",
                           "{\"StreamName\":\"\xff\"}",
                           "{\"Limit\":nope}",
                           "{\"x\":[1,2}",
                           "{\"x\":[tru]}",
                           "{\"StreamName\":\"a\" \"b\"}",
                           "\"",
                           ",",
                           "{\"Limit\":1e}"}) {
    EXPECT_EQ(refusal(text), "") << text;
  }
}

TEST(JsonReader, words_wrong_types_as_kinesis_does) {
  const std::string number = "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to ";
  const std::string structure = "Start of structure or map found where not expected.";
  const std::string list = "Start of list found where not expected";
  const std::pair<const char*, std::string> answers[] = {
      {R"({"StreamName":true})", "class java.lang.Boolean can not be converted to an String"},
      {R"({"StreamName":23})", number + "an String"},
      {R"({"StreamName":34.56})", number + "an String"},
      {R"({"StreamName":[]})", list},
      {R"({"StreamName":{}})", structure},
      {R"({"Limit":"23"})", "class java.lang.String can not be converted to an Integer"},
      {R"({"Limit":true})", "class java.lang.Boolean can not be converted to an Integer"},
      {R"({"Offset":"23"})", "class java.lang.String can not be converted to an Long"},
      {R"({"Offset":[]})", list},
      {R"({"Strict":"23"})", "'23' can not be converted to an Boolean"},
      {R"({"Strict":"hello"})", "'HELLO' can not be converted to an Boolean"},
      {R"({"Strict":23})", number + "an Boolean"},
      {R"({"Records":"23"})", "Expected list or null"},
      {R"({"Records":true})", "Expected list or null"},
      {R"({"Records":{}})", structure},
      {R"({"Records":["23"]})", "Expected null"},
      {R"({"Records":[34.56]})", "Expected null"},
      {R"({"Records":[[]]})", list},
      {R"({"Tags":23})", "Expected map or null"},
      {R"({"Tags":[]})", list},
      {R"({"Tags":{"a":23}})", number + "an String"},
      {R"({"Records":[{"Data":true}]})", "class java.lang.Boolean can not be converted to a Blob"},
      {R"({"Records":[{"Data":23}]})", number + "a Blob"},
      {R"({"Records":[{"Data":{}}]})", structure},
      {R"({"Records":[{"Data":"23456"}]})",
       "'23456' can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 bytes but found: 5"},
      {R"({"Records":[{"Data":"=+/="}]})", "'=+/=' can not be converted to a Blob: Invalid Base64 character: '='"},
      {R"({"Records":[{"Data":"+/+="}]})",
       "'+/+=' can not be converted to a Blob: Invalid last non-pad Base64 character dectected"},
  };
  for (const auto& [text, answer] : answers) EXPECT_EQ(refusal(text), answer) << text;
}

TEST(JsonReader, words_wrong_types_as_dynamodb_does) {
  const std::pair<const char*, std::string> answers[] = {
      {R"({"StreamName":true})", "TRUE_VALUE cannot be converted to String"},
      {R"({"StreamName":23})", "NUMBER_VALUE cannot be converted to String"},
      {R"({"StreamName":34.56})", "DECIMAL_VALUE cannot be converted to String"},
      {R"({"StreamName":[]})", "Unrecognized collection type class java.lang.String"},
      {R"({"StreamName":{}})", "Start of structure or map found where not expected"},
      {R"({"Limit":"23"})", "STRING_VALUE cannot be converted to Integer"},
      {R"({"Strict":"hello"})", "Unexpected token received from parser"},
      {R"({"Records":"23"})", "Unexpected field type"},
      {R"({"Records":["23"]})", "Unexpected value type in payload"},
      {R"({"Records":[{"Data":true}]})", "only base-64-encoded strings are convertible to bytes"},
      {R"({"Records":[{"Data":"23456"}]})", "Base64 encoded length is expected a multiple of 4 bytes but found: 5"},
  };
  for (const auto& [text, answer] : answers) EXPECT_EQ(refusal(text, JsonDialect::v1_0), answer) << text;
}

TEST(JsonReader, is_bounded_in_depth) {
  std::string deep = "{\"x\":";
  for (int i = 0; i < 100000; ++i) deep += '[';
  EXPECT_NE(refusal(deep), "accepted");
  deep = "{\"x\":" + std::string(600, '[') + std::string(600, ']') + "}";
  EXPECT_EQ(refusal(deep), "Request is nested too deeply");
}

TEST(JsonReader, takes_no_number_that_its_type_does_not_hold) {
  const auto widest = read(R"({"Limit":2147483647,"Offset":-9223372036854775808})");
  ASSERT_TRUE(widest.status);
  EXPECT_EQ(widest.input.limit, std::numeric_limits<std::int32_t>::max());
  EXPECT_EQ(widest.input.offset, std::numeric_limits<std::int64_t>::min());
  const auto fraction = read(R"({"Limit":2147483647.9,"Offset":1e3})");
  ASSERT_TRUE(fraction.status);
  EXPECT_EQ(fraction.input.limit, std::numeric_limits<std::int32_t>::max());
  EXPECT_EQ(fraction.input.offset, 1000);
  for (const auto* number : {"2147483648", "-2147483649", "99999999999", "99999999999999999999", "1e300"}) {
    const auto json = R"({"Limit":)" + std::string(number) + "}";
    EXPECT_EQ(refusal(json),
              "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an Integer");
    EXPECT_EQ(refusal(json, JsonDialect::v1_0), "NUMBER_VALUE cannot be converted to Integer");
  }
  for (const auto* number : {"9223372036854775808", "-9223372036854775809", "-1e19"}) {
    EXPECT_EQ(refusal(R"({"Offset":)" + std::string(number) + "}", JsonDialect::v1_0),
              "NUMBER_VALUE cannot be converted to Long");
  }
}

TEST(JsonWriter, writes_what_the_reader_reads) {
  PutInput input;
  input.stream_name = "a\"b\\c\n\x01 \xc3\xa9 and a run that is longer than a register \t";
  input.records.push_back({.data = std::string("\0\xff", 2), .partition_key = "k"});
  input.ratio = -0.1;
  input.since = from_millis(1600000000123);
  input.tags = std::map<std::string, std::string>{{"k", "v"}, {"l", ""}};
  std::string text;
  append_json(text, sample::put_input, &input);
  EXPECT_EQ(text,
            R"({"Records":[{"Data":"AP8=","PartitionKey":"k"}],"StreamName":"a\"b\\c\n\u0001 é and a run that is )"
            R"(longer than a register \t","Ratio":-0.1,"Since":1600000000.123,"Tags":{"k":"v","l":""}})");
  const auto back = read(text);
  ASSERT_TRUE(back.status);
  EXPECT_EQ(back.input.stream_name, input.stream_name);
  EXPECT_EQ(back.input.records.at(0).data, input.records[0].data);
  EXPECT_EQ(back.input.tags, input.tags);
}

TEST(JsonProtocol, answers_and_errors_look_like_those_of_kinesis) {
  const auto& protocol = protocol_for(ProtocolKind::json);
  HttpResponse response;
  sample::GetOutput output{.records = {{.sequence_number = "49", .data = "paid", .partition_key = "k"}}};
  protocol.encode_response(sample::service, sample::put_records, &output, "id-1", response);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"Records":[{"SequenceNumber":"49","Data":"cGFpZA==","PartitionKey":"k"}]})");
  EXPECT_NE(response.header_lines().find("x-amzn-RequestId: id-1\r\n"), std::string::npos);
  EXPECT_NE(response.header_lines().find("Content-Type: application/x-amz-json-1.1\r\n"), std::string::npos);

  HttpResponse none;
  sample::Empty empty;
  protocol.encode_response(sample::service, sample::add_tags, &empty, "id-2", none);
  EXPECT_EQ(none.body, "");

  HttpResponse error;
  protocol.encode_error(sample::service, nullptr, {400, "ResourceNotFoundException", "Stream x not found."}, "id",
                        error);
  EXPECT_EQ(error.status, 400);
  EXPECT_EQ(error.body, R"({"__type":"ResourceNotFoundException","message":"Stream x not found."})");

  HttpResponse unreadable;
  protocol.encode_error(sample::service, nullptr, error::serialization({}), "id", unreadable);
  EXPECT_EQ(unreadable.body, R"({"__type":"SerializationException"})");
  HttpResponse mistyped;
  protocol.encode_error(sample::service, nullptr, error::serialization("Expected null"), "id", mistyped);
  EXPECT_EQ(mistyped.body, R"({"__type":"SerializationException","Message":"Expected null"})");
}

TEST(JsonProtocol, says_the_checksum_of_what_dynamodb_answers) {
  const auto& protocol = protocol_for(ProtocolKind::json);
  auto service = sample::service;
  HttpResponse without;
  protocol.encode_error(service, nullptr, {400, "E", ""}, "id", without);
  EXPECT_EQ(without.header_lines().find("x-amz-crc32"), std::string::npos);

  service.signing_name = "dynamodb";
  HttpResponse response;
  sample::GetOutput output;
  protocol.encode_response(service, sample::put_records, &output, "id", response);
  EXPECT_NE(response.header_lines().find("x-amz-crc32: " + std::to_string(crc32_of(response.body)) + "\r\n"),
            std::string::npos);
  HttpResponse error;
  protocol.encode_error(service, nullptr, {400, "E", ""}, "id", error);
  EXPECT_NE(error.header_lines().find("x-amz-crc32: " + std::to_string(crc32_of(error.body)) + "\r\n"),
            std::string::npos);
  EXPECT_EQ(crc32_of("{}"), 2745614147U);
}

TEST(JsonProtocol, a_client_reads_what_a_server_writes) {
  const auto& protocol = protocol_for(ProtocolKind::json);
  PutInput input{.records = {{.data = "paid", .partition_key = "k"}}, .stream_name = "orders"};
  auto request = protocol.encode_request(sample::service, sample::put_records, &input);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->headers.at(0),
            (std::pair<std::string, std::string>{"X-Amz-Target", "Sample_20131202.PutRecords"}));
  EXPECT_EQ(input.token.value_or("").size(), 36U);

  HttpResponse response;
  sample::GetOutput output{.next_iterator = "it"};
  protocol.encode_response(sample::service, sample::put_records, &output, "id", response);
  ClientResponse answer{.status = 200, .headers = {}, .body = response.body, .stream = {}};
  sample::GetOutput back;
  ASSERT_TRUE(protocol.decode_response(sample::service, sample::put_records, answer, &back));
  EXPECT_EQ(back.next_iterator, "it");

  ClientResponse failure{
      .status = 400,
      .headers = {},
      .body = R"({"__type":"com.amazonaws.kinesis#LimitExceededException","message":"Rate exceeded"})",
      .stream = {}};
  const auto status = protocol.decode_response(sample::service, sample::put_records, failure, &back);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "LimitExceededException");
  EXPECT_EQ(status.error().message, "Rate exceeded");
  EXPECT_EQ(status.error().status, 400);
}

}  // namespace
}  // namespace penstock
