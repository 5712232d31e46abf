#include "wire/violations.h"

#include <gtest/gtest.h>

#include "wire/json_reader.h"
#include "wire/pattern.h"
#include "wire/sample_shapes.h"

namespace penstock {
namespace {

// What AWS would say about an input.
std::string verdict(std::string text) {
  const auto size = text.size();
  text.resize(size + 64);
  sample::PutInput input;
  Violations violations("Kinesis_20131202");
  const auto status = read_json(sample::put_input, {text.data(), size}, &input, &violations);
  if (!status) return "unreadable: " + status.error().message;
  const auto verdict = violations.status();
  if (verdict) return "ok";
  EXPECT_EQ(verdict.error().code, "ValidationException");
  EXPECT_EQ(verdict.error().status, 400);
  return verdict.error().message;
}

// A good input with one more member.
std::string with(std::string_view member) {
  return R"({"StreamName":"s","Records":[{"Data":"","PartitionKey":"k"}],)" + std::string(member) + "}";
}

TEST(Violations, name_what_is_missing_in_the_models_order) {
  EXPECT_EQ(
      verdict("{}"),
      "2 validation errors detected: Value null at 'records' failed to satisfy constraint: Member must not be null; "
      "Value null at 'streamName' failed to satisfy constraint: Member must not be null");
  EXPECT_EQ(verdict(R"({"StreamName":null,"Records":[{"Data":"","PartitionKey":"k"}]})"),
            "1 validation error detected: Value null at 'streamName' failed to satisfy constraint: "
            "Member must not be null");
}

TEST(Violations, judge_empty_values_by_pattern_and_length) {
  EXPECT_EQ(
      verdict(R"({"StreamName":"","Records":[]})"),
      "3 validation errors detected: "
      "Value '[]' at 'records' failed to satisfy constraint: Member must have length greater than or equal to 1; "
      "Value '' at 'streamName' failed to satisfy constraint: "
      "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
      "Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal to 1");
}

TEST(Violations, spell_paths_into_lists) {
  EXPECT_EQ(verdict(R"({"StreamName":"s","Records":[{"Data":"","PartitionKey":"k"},{"PartitionKey":""}]})"),
            "2 validation errors detected: "
            "Value null at 'records.2.member.data' failed to satisfy constraint: Member must not be null; "
            "Value '' at 'records.2.member.partitionKey' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1");
  EXPECT_EQ(verdict(R"({"StreamName":"s","Records":[null]})"),
            "1 validation error detected: Value null at 'records.1.member' failed to satisfy constraint: "
            "Member must not be null");
}

TEST(Violations, print_blobs_as_java_does) {
  std::string base64((1048577 + 2) / 3 * 4 - 1, 'A');
  EXPECT_EQ(
      verdict(R"({"StreamName":"s","Records":[{"PartitionKey":"k","Data":")" + base64 + "=\"}]}"),
      "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=1048577 cap=1048577]' at "
      "'records.1.member.data' failed to satisfy constraint: Member must have length less than or equal to 1048576");
}

TEST(Violations, judge_numbers_and_enums) {
  EXPECT_EQ(verdict(with(R"("Limit":0)")),
            "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1");
  EXPECT_EQ(verdict(with(R"("Limit":100000)")),
            "1 validation error detected: Value '100000' at 'limit' failed to satisfy constraint: "
            "Member must have value less than or equal to 10000");
  EXPECT_EQ(verdict(with(R"("Kind":"")")),
            "1 validation error detected: Value '' at 'kind' failed to satisfy constraint: "
            "Member must satisfy enum value set: [AT_SEQUENCE_NUMBER, TRIM_HORIZON, LATEST]");
}

TEST(Violations, judge_elements_with_their_container) {
  const std::string name(129, 'a');
  EXPECT_EQ(
      verdict(with(R"("TagKeys":["a",")" + name + R"(","b"])")),
      "1 validation error detected: Value '[a, " + name +
          ", b]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length "
          "less than or equal to 128, Member must have length greater than or equal to 1]");
  EXPECT_EQ(verdict(with(R"("Tags":{"":"v"})")),
            "1 validation error detected: Value '{=v}' at 'tags' failed to satisfy constraint: Map keys must satisfy "
            "constraint: [Member must have length less than or equal to 128, Member must have length greater than or "
            "equal to 1]");
  EXPECT_EQ(
      verdict(with(R"("Tags":{"k":")" + std::string(257, 'v') + "\"}")),
      "1 validation error detected: Value '{k=" + std::string(257, 'v') +
          "}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length "
          "less than or equal to 256, Member must have length greater than or equal to 0]");
}

TEST(Violations, name_the_java_class_of_structures) {
  std::string records;
  for (int i = 0; i < 501; ++i) records += R"({"Data":"","PartitionKey":"k"},)";
  records.pop_back();
  const auto message = verdict(R"({"StreamName":"s","Records":[)" + records + "]}");
  EXPECT_TRUE(
      message.starts_with("1 validation error detected: Value "
                          "'[com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@"))
      << message.substr(0, 200);
  EXPECT_TRUE(
      message.ends_with("]' at 'records' failed to satisfy constraint: "
                        "Member must have length less than or equal to 500"));
}

TEST(Violations, keep_secrets) {
  EXPECT_EQ(verdict(with(R"("Secret":"hunter2")")),
            "1 validation error detected: Value at 'secret' failed to satisfy constraint: "
            "Member must have length less than or equal to 3");
}

TEST(Violations, count_characters_and_not_bytes) {
  std::string key;
  for (int i = 0; i < 256; ++i) key += "é";
  EXPECT_EQ(verdict(R"({"StreamName":"s","Records":[{"Data":"","PartitionKey":")" + key + "\"}]}"), "ok");
  EXPECT_NE(verdict(R"({"StreamName":"s","Records":[{"Data":"","PartitionKey":")" + key + "é\"}]}"), "ok");
}

TEST(Violations, report_ten_and_no_more) {
  std::string records;
  for (int i = 0; i < 100; ++i) records += "{},";
  records.pop_back();
  const auto message = verdict(R"({"StreamName":"s","Records":[)" + records + "]}");
  EXPECT_TRUE(message.starts_with("10 validation errors detected: Value null at 'records.1.member.data'")) << message;
  EXPECT_NE(message.find("'records.5.member.partitionKey'"), std::string::npos);
  EXPECT_EQ(message.find("'records.6.member"), std::string::npos);
}

TEST(Pattern, matches_the_whole_value) {
  EXPECT_TRUE(matches_pattern("[a-zA-Z0-9_.-]+", "orders-1"));
  EXPECT_FALSE(matches_pattern("[a-zA-Z0-9_.-]+", "orders 1"));
  EXPECT_FALSE(matches_pattern("[a-zA-Z0-9_.-]+", "orders\n"));
  EXPECT_FALSE(matches_pattern("[a-zA-Z0-9_.-]+", ""));
  EXPECT_TRUE(matches_pattern("[a-z]*", ""));
  EXPECT_TRUE(matches_pattern("[^:*]*", "Grüße"));
  EXPECT_FALSE(matches_pattern("[^:*]*", "Grüße*"));
  EXPECT_FALSE(matches_pattern("[a-z]+[0-9]+", "orders"));
  EXPECT_FALSE(matches_pattern("[a-z]|[0-9]+", "ab"));
  EXPECT_FALSE(matches_pattern("0|([1-9]\\d{0,38})", "01"));
  EXPECT_TRUE(matches_pattern("^arn:.*", "arn:aws:kinesis"));
}

TEST(Pattern, speaks_java) {
  EXPECT_TRUE(
      matches_pattern("[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*", "é\U0001F600"));
  EXPECT_TRUE(matches_pattern("[\\p{Alnum}_]+", "a1_"));
  EXPECT_FALSE(matches_pattern("\\p{Alnum}+", "a-"));
  EXPECT_TRUE(matches_pattern("[a-z]{1,1500}", std::string(1500, 'a')));
  EXPECT_FALSE(matches_pattern("[a-z]{1,1500}", std::string(1501, 'a')));
  EXPECT_FALSE(matches_pattern("(ab){1001}", "ab"));
  EXPECT_TRUE(matches_pattern("[\\s\\S]{1,8192}", std::string(5000, 'x')));
  EXPECT_FALSE(is_supported_pattern("(?!aws:).*"));
  EXPECT_TRUE(matches_pattern("(?!aws:).*", "aws:x"));
}

}  // namespace
}  // namespace penstock
