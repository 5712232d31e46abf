#include <gtest/gtest.h>

#include "wire/protocol.h"
#include "wire/sample_bucket_shapes.h"

namespace penstock {
namespace {

using namespace sample_bucket;

const Protocol& protocol() { return protocol_for(ProtocolKind::rest_xml); }

struct Sent {
  std::string_view query;
  std::vector<HeaderField> headers;
  std::vector<Label> labels = {{"Bucket", "b"}, {"Key", "a/b c"}};
};

template <class Input>
Status decode(const Operation& operation, const Sent& sent, std::string body, Input& input) {
  HttpRequest request;
  request.method = operation.method;
  request.query = sent.query;
  request.headers = sent.headers;
  const auto size = body.size();
  body.resize(size + 64);
  Violations violations;
  const auto status =
      protocol().decode_request(operation, request, sent.labels, {body.data(), size}, &input, violations);
  EXPECT_TRUE(violations.empty());
  return status;
}

template <class Output>
HttpResponse encode(const Operation& operation, Output output) {
  HttpResponse response;
  protocol().encode_response(service, operation, &output, "4442587FB7D0A2F9", response);
  return response;
}

bool has_line(const HttpResponse& response, std::string_view line) {
  return response.header_lines().find(std::string(line) + "\r\n") != std::string::npos;
}

TEST(RestXml, binds_labels_headers_metadata_and_query) {
  PutInput input;
  const Sent sent{.query = "x-id=PutObject&partNumber=7",
                  .headers = {{"content-type", "text/plain"},
                              {"content-length", "5"},
                              {"if-modified-since", "Sun, 13 Sep 2020 12:26:40 GMT"},
                              {"x-amz-meta-owner", "me"},
                              {"x-amz-meta-a", ""},
                              {"x-amz-checksum-crc32", "AAAAAA=="}}};
  ASSERT_TRUE(decode(put_object, sent, "", input));
  EXPECT_EQ(input.bucket, "b");
  EXPECT_EQ(input.key, "a/b c");
  EXPECT_EQ(input.content_type, "text/plain");
  EXPECT_EQ(input.content_length, 5);
  EXPECT_EQ(input.if_modified_since, from_millis(1600000000000));
  EXPECT_EQ(input.part_number, 7);
  EXPECT_EQ(input.metadata, (std::map<std::string, std::string>{{"a", ""}, {"owner", "me"}}));
  EXPECT_EQ(input.checksum, "AAAAAA==");
}

TEST(RestXml, refuses_a_number_that_is_none_and_forgives_a_date) {
  PutInput input;
  const auto status = decode(put_object, {.query = "partNumber=seven", .headers = {}}, "", input);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "InvalidArgument");
  EXPECT_EQ(status.error().message, "Provided partNumber not an integer or within integer range");
  EXPECT_EQ(status.error().fields, (std::vector<std::pair<std::string, std::string>>{{"ArgumentName", "partNumber"},
                                                                                     {"ArgumentValue", "seven"}}));
  PutInput forgiven;
  ASSERT_TRUE(decode(put_object, {.query = {}, .headers = {{"if-modified-since", "yesterday"}}}, "", forgiven));
  EXPECT_EQ(forgiven.if_modified_since, std::nullopt);
}

TEST(RestXml, reads_a_payload_with_a_flattened_list) {
  DeleteInput input;
  ASSERT_TRUE(decode(delete_objects, {},
                     "<?xml version=\"1.0\"?>\n<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                     "<Object><Key>a&amp;b</Key></Object><Quiet>true</Quiet>"
                     "<Object><Key><![CDATA[<c>]]></Key><Size>3</Size></Object></Delete>",
                     input));
  ASSERT_EQ(input.delete_.objects.size(), 2U);
  EXPECT_EQ(input.delete_.objects[0].key, "a&b");
  EXPECT_EQ(input.delete_.objects[1].key, "<c>");
  EXPECT_EQ(input.delete_.objects[1].size, 3);
  EXPECT_EQ(input.delete_.quiet, true);
}

TEST(RestXml, answers_malformed_xml_as_s3_does) {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<a>";
  for (const auto& body :
       {std::string("<Delete>"), std::string("nonsense"), std::string("<Delete/>"), std::string("<Delete/><Delete/>"),
        std::string("<Delete><Object/></Delete>"), std::string("<Delete><Object><Key>\xff</Key></Object></Delete>"),
        std::string("<!DOCTYPE d [<!ENTITY x 'y'>]><Delete><Object><Key>&x;</Key></Object></Delete>"),
        std::string("<Delete><Object><Key>k</Key><Size>x</Size></Object></Delete>"), deep}) {
    DeleteInput input;
    const auto status = decode(delete_objects, {}, body, input);
    ASSERT_FALSE(status) << body.substr(0, 80);
    EXPECT_EQ(status.error().code, "MalformedXML");
    EXPECT_EQ(status.error().status, 400);
  }
  DeleteInput input;
  const auto status = decode(delete_objects, {}, "", input);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "MissingRequestBodyError");
}

TEST(RestXml, writes_lists_with_s3s_root_namespace_and_times) {
  const auto response = encode(
      delete_objects, ListOutput{.contents = std::vector<Object>{{.key = "a<b\r", .last_modified = from_millis(0)}},
                                 .name = "b",
                                 .charged = "requester"});
  EXPECT_EQ(response.body,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Contents><Key>a&lt;b&#xd;</Key>"
            "<LastModified>1970-01-01T00:00:00.000Z</LastModified></Contents><Name>b</Name></ListBucketResult>");
  EXPECT_TRUE(has_line(response, "Content-Type: application/xml"));
  EXPECT_TRUE(has_line(response, "x-amz-request-charged: requester"));
  EXPECT_TRUE(has_line(response, "x-amz-request-id: 4442587FB7D0A2F9"));
  EXPECT_NE(response.header_lines().find("x-amz-id-2: "), std::string::npos);
}

TEST(RestXml, answers_get_bucket_location_without_a_wrapper) {
  EXPECT_TRUE(encode(get_location, LocationOutput{"eu-north-1"})
                  .body.ends_with("<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">eu-north-1"
                                  "</LocationConstraint>"));
  EXPECT_TRUE(encode(get_location, LocationOutput{})
                  .body.ends_with("<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>"));
  LocationOutput back;
  ClientResponse answer{.status = 200, .headers = {}, .body = encode(get_location, LocationOutput{"eu-north-1"}).body};
  ASSERT_TRUE(protocol().decode_response(service, get_location, answer, &back));
  EXPECT_EQ(back.location_constraint, "eu-north-1");
}

TEST(RestXml, streams_objects_and_leaves_lengths_to_the_connection) {
  GetOutput output{.body = {.source = std::make_unique<StringBody>("paid"), .length = {}},
                   .content_length = 4,
                   .content_range = {},
                   .e_tag = "\"e\"",
                   .last_modified = from_millis(1600000000123),
                   .metadata = std::map<std::string, std::string>{{"owner", "me"}}};
  const auto response = encode(put_object, std::move(output));
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(response.stream.source, nullptr);
  EXPECT_EQ(response.stream.length, 4U);
  EXPECT_EQ(response.header_lines().find("Content-Length"), std::string::npos);
  EXPECT_TRUE(has_line(response, "ETag: \"e\""));
  EXPECT_TRUE(has_line(response, "Last-Modified: Sun, 13 Sep 2020 12:26:40 GMT"));
  EXPECT_TRUE(has_line(response, "x-amz-meta-owner: me"));

  GetOutput range{.body = {}, .content_length = 2, .content_range = "bytes 0-1/4"};
  EXPECT_EQ(encode(put_object, std::move(range)).status, 206);
  GetOutput head{.body = {}, .content_length = 4};
  const auto headed = encode(head_object, std::move(head));
  EXPECT_EQ(headed.stated_length, 4U);
  EXPECT_EQ(headed.body, "");
}

TEST(RestXml, words_errors_as_s3_does) {
  HttpResponse response;
  const ApiError error{404, "NoSuchKey", "The specified key does not exist.", {{"Key", "a&b"}}};
  protocol().encode_error(service, &put_object, error, "4442587FB7D0A2F9", response);
  EXPECT_EQ(response.status, 404);
  EXPECT_TRUE(response.body.starts_with(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not "
      "exist.</Message><Key>a&amp;b</Key><RequestId>4442587FB7D0A2F9</RequestId><HostId>"))
      << response.body;
  EXPECT_TRUE(has_line(response, "Content-Type: application/xml"));

  HttpResponse head;
  protocol().encode_error(service, &head_object, error, "id", head);
  EXPECT_EQ(head.body, "");

  ClientResponse answer{.status = 404, .headers = {}, .body = response.body};
  const auto status = protocol().decode_response(service, get_location, answer, nullptr);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "NoSuchKey");
  EXPECT_EQ(status.error().fields, error.fields);
  ClientResponse silent{.status = 404, .headers = {}, .body = ""};
  const auto unspoken = protocol().decode_response(service, get_location, silent, nullptr);
  EXPECT_EQ(unspoken.error().code, "404");
  EXPECT_EQ(unspoken.error().message, "Not Found");
}

TEST(RestXml, a_client_encodes_paths_metadata_and_checksums) {
  PutInput put{.bucket = "b",
               .key = "a/b c+d/é",
               .content_type = {},
               .content_length = {},
               .if_modified_since = {},
               .part_number = 3,
               .metadata = std::map<std::string, std::string>{{"owner", "me"}},
               .checksum = {},
               .body = {.source = std::make_unique<StringBody>("x"), .length = 1}};
  const auto request = protocol().encode_request(service, put_object, &put);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->path, "/b/a/b%20c%2Bd/%C3%A9");
  EXPECT_EQ(request->query, "x-id=PutObject&partNumber=3");
  EXPECT_NE(request->stream.source, nullptr);
  EXPECT_EQ(request->headers.at(0), (std::pair<std::string, std::string>{"x-amz-meta-owner", "me"}));

  DeleteInput remove{.bucket = "b", .delete_ = {.objects = {{.key = "k"}}}};
  const auto removal = protocol().encode_request(service, delete_objects, &remove);
  ASSERT_TRUE(removal);
  EXPECT_EQ(removal->body, "<Delete><Object><Key>k</Key></Object></Delete>");
  EXPECT_EQ(removal->query, "delete");
  EXPECT_EQ(removal->headers.back().first, "Content-MD5");

  DeleteInput nameless{.bucket = "", .delete_ = {.objects = {{.key = "k"}}}};
  EXPECT_FALSE(protocol().encode_request(service, delete_objects, &nameless));
}

}  // namespace
}  // namespace penstock
