#include <gtest/gtest.h>

#include "wire/form_reader.h"
#include "wire/protocol.h"
#include "wire/sample_shapes.h"

namespace penstock {
namespace {

using sample::PutInput;

const Protocol& protocol() { return protocol_for(ProtocolKind::query); }

struct Read {
  Status status;
  Status violations;
  PutInput input;
};

Read read(std::string_view form, std::string_view query = {}) {
  HttpRequest request;
  request.query = query;
  std::string body(form);
  body.resize(form.size() + 64);
  Read result;
  Violations violations;
  result.status = protocol().decode_request(sample::put_records, request, {}, {body.data(), form.size()}, &result.input,
                                            violations);
  result.violations = violations.status();
  return result;
}

constexpr std::string_view good = "StreamName=s&Records.member.1.Data=cGFpZA%3D%3D&Records.member.1.PartitionKey=k";

TEST(Query, reads_nested_names) {
  const auto [status, violations, input] =
      read(std::string(good) +
           "&Action=PutRecords&Version=2013-12-02&Records.member.10.PartitionKey=last&Records.member.10.Data="
           "&Records.member.2.PartitionKey=b+c&Records.member.2.Data=&Tags.entry.1.key=x%2Ey&Tags.entry.1.value=%26"
           "&TagKeys.member.1=a&Strict=true&Since=2020-09-13T12%3A26%3A40Z&Ratio=-2.5&Unknown.member.1.Deep=1");
  ASSERT_TRUE(status) << status.error().message;
  ASSERT_TRUE(violations) << violations.error().message;
  ASSERT_EQ(input.records.size(), 3U);
  EXPECT_EQ(input.records[0].data, "paid");
  EXPECT_EQ(input.records[1].partition_key, "b c");
  EXPECT_EQ(input.records[2].partition_key, "last");
  EXPECT_EQ(input.tags, (std::map<std::string, std::string>{{"x.y", "&"}}));
  EXPECT_EQ(input.tag_keys, (std::vector<std::string>{"a"}));
  EXPECT_EQ(input.strict, true);
  EXPECT_EQ(input.ratio, -2.5);
  EXPECT_EQ(input.since, from_millis(1600000000000));
}

TEST(Query, reads_the_query_string_when_there_is_no_body) {
  const auto result = read("", good);
  ASSERT_TRUE(result.status);
  EXPECT_EQ(result.input.stream_name, "s");
}

TEST(Query, reports_violations_and_unreadable_values) {
  EXPECT_EQ(
      read("StreamName=s").violations.error().message,
      "1 validation error detected: Value null at 'records' failed to satisfy constraint: Member must not be null");
  EXPECT_EQ(read(std::string(good) + "&Records.member.2.PartitionKey=x").violations.error().message,
            "1 validation error detected: Value null at 'records.2.member.data' failed to satisfy constraint: "
            "Member must not be null");
  EXPECT_EQ(read(std::string(good) + "&Limit=many").status.error().code, "MalformedInput");
  EXPECT_EQ(read("a=%zz").status.error().code, "MalformedQueryString");
}

TEST(Query, bounds_names_and_their_number) {
  std::string deep = "a";
  for (int i = 0; i < 100000; ++i) deep += ".a";
  EXPECT_TRUE(read(std::string(good) + "&" + deep + "=1").status);
  std::string many;
  for (std::size_t i = 0; i <= query_pairs_max; ++i) many += "a=1&";
  EXPECT_FALSE(read(many).status);
}

TEST(Query, takes_the_last_of_equal_names) {
  EXPECT_EQ(read(std::string(good) + "&Kind=LATEST&Kind=TRIM_HORIZON").input.kind, "TRIM_HORIZON");
}

TEST(Query, wraps_answers) {
  sample::GetOutput output{.records = {{.sequence_number = "1", .data = "d", .partition_key = "<"}}};
  HttpResponse response;
  protocol().encode_response(sample::service, sample::put_records, &output, "id-1", response);
  EXPECT_EQ(
      response.body,
      "<PutRecordsResponse xmlns=\"http://sample.amazonaws.com/doc/2013-12-02/\"><PutRecordsResult><Records><member>"
      "<SequenceNumber>1</SequenceNumber><Data>ZA==</Data><PartitionKey>&lt;</PartitionKey></member></Records>"
      "</PutRecordsResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></PutRecordsResponse>");
  EXPECT_NE(response.header_lines().find("Content-Type: text/xml\r\n"), std::string::npos);

  sample::GetOutput back;
  ClientResponse answer{.status = 200, .headers = {}, .body = response.body, .stream = {}};
  ASSERT_TRUE(protocol().decode_response(sample::service, sample::put_records, answer, &back));
  EXPECT_EQ(back.records.at(0).data, "d");
}

TEST(Query, words_errors_as_its_services_do) {
  HttpResponse response;
  protocol().encode_error(sample::service, &sample::put_records, {400, "ResourceNotFoundException", "No stream.", {}},
                          "id-1", response);
  EXPECT_EQ(response.body,
            "<ErrorResponse xmlns=\"http://sample.amazonaws.com/doc/2013-12-02/\"><Error><Type>Sender</Type>"
            "<Code>Sample.NonExistent</Code><Message>No stream.</Message></Error><RequestId>id-1</RequestId>"
            "</ErrorResponse>");
  HttpResponse invalid;
  protocol().encode_error(sample::service, &sample::put_records, error::validation("1 validation error"), "id",
                          invalid);
  EXPECT_NE(invalid.body.find("<Code>ValidationError</Code>"), std::string::npos);

  ClientResponse answer{.status = 400, .headers = {}, .body = response.body, .stream = {}};
  const auto status = protocol().decode_response(sample::service, sample::put_records, answer, nullptr);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "Sample.NonExistent");
  EXPECT_EQ(status.error().message, "No stream.");
}

TEST(Query, a_client_writes_what_a_server_reads) {
  PutInput input{.records = {{.data = "a&b", .partition_key = "k+1"}}, .stream_name = "s"};
  input.tags = std::map<std::string, std::string>{{"x", "1"}, {"y", "2"}};
  const auto request = protocol().encode_request(sample::service, sample::put_records, &input);
  ASSERT_TRUE(request);
  EXPECT_TRUE(request->body.starts_with("Action=PutRecords&Version=2013-12-02&Records.member.1.Data=YSZi&"));
  const auto back = read(request->body);
  ASSERT_TRUE(back.status);
  EXPECT_EQ(back.input.records.at(0).partition_key, "k+1");
  EXPECT_EQ(back.input.tags, input.tags);
}

}  // namespace
}  // namespace penstock
