#include "front/front.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "api/kinesis/shapes.h"
#include "api/s3/shapes.h"
#include "base/base64.h"
#include "front/body_bound.h"
#include "front/front_fixture.h"

namespace penstock {
namespace {

class FrontTest : public FrontFixture {};

TEST_F(FrontTest, takes_a_signed_request_to_its_operation_and_back) {
  kinesis_.answer = [](void* output) {
    *static_cast<kinesis::PutRecordOutput*>(output) = {.shard_id = "shardId-000000000000", .sequence_number = "42"};
  };
  const auto response = send(put_record());
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_TRUE(response.has("\"ShardId\":\"shardId-000000000000\"")) << response.body;
  EXPECT_TRUE(response.has_header("x-amzn-RequestId: " + kinesis_.caller.request_id + "\r\n")) << response.headers;
  EXPECT_EQ(kinesis_.operation, "PutRecord");
  EXPECT_EQ(kinesis_.input.as<kinesis::PutRecordInput>().data, "hello");
}

TEST_F(FrontTest, tells_the_operation_who_asks) {
  send(put_record());
  EXPECT_EQ(kinesis_.caller.account, "123456789012");
  EXPECT_EQ(kinesis_.caller.region, "eu-north-1");
  EXPECT_EQ(kinesis_.caller.principal->arn, "arn:aws:iam::123456789012:root");
  EXPECT_EQ(kinesis_.caller.access_key_id, "AKIAEXAMPLE");
  EXPECT_EQ(kinesis_.caller.source_ip, "127.0.0.1");
  EXPECT_EQ(kinesis_.caller.request_id.size(), 36u);
}

TEST_F(FrontTest, answers_the_operations_error) {
  kinesis_.error = ApiError{400, "ResourceNotFoundException", "Stream orders under account 123456789012 not found."};
  const auto response = send(put_record());
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("\"__type\":\"ResourceNotFoundException\"")) << response.body;
  EXPECT_TRUE(response.has("Stream orders under account 123456789012 not found.")) << response.body;
  EXPECT_TRUE(response.has_header("x-amzn-RequestId: "));
}

TEST_F(FrontTest, refuses_a_wrong_secret_before_the_service_hears_of_it) {
  credentials_.secret = "wrong";
  const auto response = send(put_record());
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("InvalidSignatureException")) << response.body;
  EXPECT_EQ(kinesis_.calls, 0);
}

TEST_F(FrontTest, refuses_a_tampered_body) {
  auto request = put_record();
  request.payload_hash = to_hex(sha256("another body"));
  const auto response = send(request);
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("InvalidSignatureException")) << response.body;
  EXPECT_EQ(kinesis_.calls, 0);
}

TEST_F(FrontTest, refuses_a_stale_date) {
  auto request = put_record();
  std::vector<std::pair<std::string, std::string>> headers = {{"host", request.host}};
  headers.insert(headers.end(), request.headers.begin(), request.headers.end());
  sign(request, headers);
  request.headers.assign(headers.begin() + 1, headers.end());
  request.is_signed = false;
  clock_.advance(std::chrono::minutes(16));
  const auto response = send(request);
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("InvalidSignatureException")) << response.body;
  EXPECT_TRUE(response.has("Signature expired: 20231114T221320Z is now earlier than 20231114T221420Z"))
      << response.body;
}

TEST_F(FrontTest, refuses_an_unknown_key) {
  credentials_.access_key_id = "AKIAOTHER";
  const auto response = send(put_record());
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("UnrecognizedClientException")) << response.body;
  EXPECT_TRUE(response.has("The security token included in the request is invalid.")) << response.body;
}

TEST_F(FrontTest, refuses_a_request_without_credentials) {
  auto request = put_record();
  request.is_signed = false;
  auto response = send(request);
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("MissingAuthenticationTokenException")) << response.body;
  // S3 leaves it to the policies.
  authorizer_.allows = false;
  request = s3_request("GET", "/");
  request.is_signed = false;
  response = send(request);
  EXPECT_EQ(response.status, 403);
  EXPECT_TRUE(response.has("<Code>AccessDenied</Code>")) << response.body;
  EXPECT_TRUE(response.has_header("x-amz-id-2: "));
}

TEST_F(FrontTest, lets_an_operation_take_requests_that_nobody_has_signed) {
  for (auto& rule : kinesis_rules_) {
    if (rule.operation->name == "ListStreams") rule.unsigned_requests = Unsigned::taken;
  }
  auto request = put_record("{}");
  request.is_signed = false;
  EXPECT_EQ(send(request).status, 400);
  request.headers[1].second = "Kinesis_20131202.ListStreams";
  EXPECT_EQ(send(request).status, 200);
  EXPECT_EQ(kinesis_.caller.principal->kind, policy::PrincipalKind::anonymous);
  EXPECT_EQ(kinesis_.caller.account, "");
}

TEST_F(FrontTest, tells_an_operation_for_which_regions_a_signature_is_good) {
  std::string regions;
  kinesis_.on_call = [&](const Caller& caller) {
    regions = std::string(caller.access->request.signed_regions);
    EXPECT_EQ(caller.access->request.signed_in, Place::header);
  };
  EXPECT_EQ(send(put_record()).status, 200);
  EXPECT_EQ(regions, "eu-north-1");
}

TEST_F(FrontTest, refuses_a_key_signed_for_another_service) {
  auto request = put_record();
  request.service = "dynamodb";
  const auto response = send(request);
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("Credential should be scoped to correct service: 'kinesis'.")) << response.body;
}

TEST_F(FrontTest, answers_a_malformed_body_as_the_protocol_does) {
  const auto response = send(put_record("{"));
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("SerializationException")) << response.body;
  EXPECT_EQ(kinesis_.calls, 0);
}

TEST_F(FrontTest, answers_broken_constraints) {
  const auto response = send(put_record(R"({"StreamName":"","PartitionKey":"k","Data":""})"));
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("ValidationException")) << response.body;
  EXPECT_TRUE(response.has("failed to satisfy constraint")) << response.body;
  EXPECT_EQ(kinesis_.calls, 0);
}

TEST_F(FrontTest, says_which_operation_is_not_implemented) {
  auto request = put_record("{}");
  request.headers[1].second = "Kinesis_20131202.MergeShards";
  auto response = send(request);
  EXPECT_EQ(response.status, 501);
  EXPECT_TRUE(response.has("Kinesis.MergeShards is not implemented by this server.")) << response.body;
  response = send(s3_request("PUT", "/bucket/key", "partNumber=1&uploadId=u", "part"));
  EXPECT_EQ(response.status, 501);
  EXPECT_TRUE(response.has("S3.UploadPart is not implemented by this server.")) << response.body;
  EXPECT_EQ(s3_.calls, 0);
}

TEST_F(FrontTest, says_how_to_go_on_without_cbor) {
  auto request = put_record("{}");
  request.headers[0].second = "application/x-amz-cbor-1.1";
  const auto response = send(request);
  EXPECT_EQ(response.status, 501);
  EXPECT_TRUE(response.has("set AWS_CBOR_DISABLE=true")) << response.body;
}

TEST_F(FrontTest, does_not_take_a_prefix_for_an_action) {
  auto request = s3_request("GET", "/bucket", "list-type=2&prefix=Action=1");
  EXPECT_EQ(send(request).status, 200);
  EXPECT_EQ(s3_.operation, "ListObjectsV2");
}

TEST_F(FrontTest, answers_unknown_operations) {
  auto request = put_record("{}");
  request.headers[1].second = "Kinesis_20131202.PutRecrod";
  auto response = send(request);
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("UnknownOperationException")) << response.body;
  request.headers[1].second = "Nothing.PutRecord";
  EXPECT_TRUE(send(request).has("UnknownOperationException"));
  request.headers.pop_back();
  EXPECT_TRUE(send(request).has("UnknownOperationException"));
  response = send(s3_request("PATCH", "/bucket"));
  EXPECT_EQ(response.status, 405);
  EXPECT_TRUE(response.has("<Code>MethodNotAllowed</Code>")) << response.body;
}

TEST_F(FrontTest, answers_unknown_actions_of_query_clients) {
  const auto response = send({.headers = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}},
                              .body = "Action=ListUsers&Version=2010-05-08",
                              .service = "kinesis"});
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("<Code>InvalidAction</Code>")) << response.body;
  EXPECT_TRUE(response.has("Could not find operation ListUsers for version 2010-05-08")) << response.body;
}

TEST_F(FrontTest, names_a_service_that_is_not_there_in_its_clients_protocol) {
  const auto words = [](std::string_view service) {
    return "This server has no " + std::string(service) + ". It has kinesis and s3.";
  };
  auto response =
      send({.headers = {{"content-type", "application/x-amz-json-1.0"}, {"x-amz-target", "AmazonSQS.ListQueues"}},
            .body = "{}",
            .service = "sqs"});
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("UnknownOperationException")) << response.body;
  EXPECT_TRUE(response.has(words("sqs"))) << response.body;
  response = send({.headers = {{"content-type", "application/x-www-form-urlencoded"}},
                   .body = "Action=ListTopics&Version=2010-03-31",
                   .service = "sns"});
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("<Code>InvalidAction</Code>")) << response.body;
  EXPECT_TRUE(response.has(words("sns"))) << response.body;
  response = send({.method = "GET", .path = "/2015-03-31/functions/", .service = "lambda"});
  EXPECT_EQ(response.status, 404);
  EXPECT_TRUE(response.has("\"__type\":\"UnknownOperationException\"")) << response.body;
  EXPECT_TRUE(response.has(words("lambda"))) << response.body;
  response = send({.method = "GET", .path = "/2013-04-01/hostedzone", .service = "route53"});
  EXPECT_EQ(response.status, 404);
  EXPECT_TRUE(response.has("<Code>UnknownOperationException</Code>")) << response.body;
  EXPECT_TRUE(response.has(words("route53"))) << response.body;
}

TEST_F(FrontTest, bounds_bodies) {
  auto response = send(put_record(std::string((16 << 20) + 1, ' ')));
  EXPECT_EQ(response.status, 413);
  EXPECT_TRUE(response.has("RequestEntityTooLargeException")) << response.body;
  response = send(s3_request("POST", "/bucket", "delete", std::string((4 << 20) + 1, ' ')));
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("MaxMessageLengthExceeded")) << response.body;
}

TEST(BodyBound, lets_a_batch_of_dynamodb_be_as_large_as_at_aws) {
  EXPECT_GE(body_bytes_max({.id = "dynamodb"}), std::size_t{16} << 20);
}

TEST_F(FrontTest, hands_a_body_on_as_it_arrives) {
  auto request = s3_request("PUT", "/bucket/a%20key", "", std::string(1'000, 'x'));
  request.piece_bytes = 7;
  const auto response = send(request);
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(s3_.operation, "PutObject");
  EXPECT_EQ(s3_.streamed, std::string(1'000, 'x'));
  const auto& input = s3_.input.as<s3::PutObjectInput>();
  EXPECT_EQ(input.bucket, "bucket");
  EXPECT_EQ(input.key, "a key");
  EXPECT_EQ(input.body.length, 1'000u);
}

TEST_F(FrontTest, does_not_read_a_body_that_nobody_may_send) {
  credentials_.secret = "wrong";
  FakeBody body("bytes");
  auto request = s3_request("PUT", "/bucket/key", "", "bytes");
  const auto response = send(request, body);
  EXPECT_EQ(response.status, 403);
  EXPECT_TRUE(response.has("<Code>SignatureDoesNotMatch</Code>")) << response.body;
  EXPECT_FALSE(body.was_read);
}

TEST_F(FrontTest, finds_a_streamed_body_that_is_not_what_was_signed) {
  auto request = s3_request("PUT", "/bucket/key", "", "bytes");
  request.payload_hash = to_hex(sha256("other"));
  const auto response = send(request);
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("<Code>XAmzContentSHA256Mismatch</Code>")) << response.body;
  EXPECT_TRUE(response.has("<S3ComputedContentSHA256>" + to_hex(sha256("bytes")))) << response.body;
}

TEST_F(FrontTest, checks_content_md5) {
  auto request = s3_request("PUT", "/bucket/key", "", "bytes");
  request.headers = {{"content-md5", to_base64(bytes_of(md5("bytes")))}};
  EXPECT_EQ(send(request).status, 200);
  request.headers = {{"content-md5", to_base64(bytes_of(md5("other")))}};
  auto response = send(request);
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(
      response.has("<Code>BadDigest</Code><Message>The Content-MD5 you specified did not match what we "
                   "received.</Message>"))
      << response.body;
  request.headers = {{"content-md5", "short"}};
  response = send(request);
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("<Code>InvalidDigest</Code>")) << response.body;
}

TEST_F(FrontTest, decodes_aws_chunked_bodies_with_trailers) {
  auto request =
      s3_request("PUT", "/bucket/key", "", "6\r\nabcdef\r\n3\r\nghi\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n");
  request.payload_hash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  request.headers = {{"content-encoding", "aws-chunked"},
                     {"x-amz-decoded-content-length", "9"},
                     {"x-amz-trailer", "x-amz-checksum-crc32"}};
  for (const std::size_t piece_bytes : {1u, 5u, 1'000u}) {
    request.piece_bytes = piece_bytes;
    const auto response = send(request);
    EXPECT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(s3_.streamed, "abcdefghi");
    EXPECT_EQ(s3_.input.as<s3::PutObjectInput>().body.length, 9u);
    ASSERT_EQ(s3_.trailers.size(), 1u);
    EXPECT_EQ(s3_.trailers[0].second, "AAAAAA==");
  }
  request.body.resize(request.body.size() - 2);
  const auto response = send(request);
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has("<Code>IncompleteBody</Code>")) << response.body;
}

TEST_F(FrontTest, decodes_an_aws_chunked_body_that_an_operation_wants_whole) {
  const std::string xml =
      "<CreateBucketConfiguration><LocationConstraint>eu-north-1</LocationConstraint></CreateBucketConfiguration>";
  auto request = s3_request("PUT", "/bucket", "",
                            "10\r\n" + xml.substr(0, 16) + "\r\n" + fmt::format("{:x}", xml.size() - 16) + "\r\n" +
                                xml.substr(16) + "\r\n0\r\n\r\n");
  request.payload_hash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  request.headers = {{"x-amz-decoded-content-length", std::to_string(xml.size())}};
  const auto response = send(request);
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(s3_.operation, "CreateBucket");
  EXPECT_EQ(s3_.input.as<s3::CreateBucketInput>().create_bucket_configuration->location_constraint, "eu-north-1");
}

TEST_F(FrontTest, wants_to_know_how_long_an_object_will_be) {
  FakeBody body("bytes");
  body.hide_length();
  auto request = s3_request("PUT", "/bucket/key", "", "bytes");
  auto response = send(request, body);
  EXPECT_EQ(response.status, 411);
  EXPECT_TRUE(response.has("<Code>MissingContentLength</Code>")) << response.body;
}

TEST_F(FrontTest, takes_the_bucket_from_the_host) {
  auto request = s3_request("GET", "/a/key");
  request.host = "orders.s3.eu-north-1.amazonaws.com";
  EXPECT_EQ(send(request).status, 200);
  EXPECT_EQ(s3_.operation, "GetObject");
  EXPECT_EQ(s3_.input.as<s3::GetObjectInput>().bucket, "orders");
  EXPECT_EQ(s3_.input.as<s3::GetObjectInput>().key, "a/key");
  request = s3_request("GET", "/", "list-type=2&prefix=a%2Fb");
  request.host = "orders.localhost:4566";
  EXPECT_EQ(send(request).status, 200);
  EXPECT_EQ(s3_.operation, "ListObjectsV2");
  EXPECT_EQ(s3_.input.as<s3::ListObjectsV2Input>().bucket, "orders");
}

TEST_F(FrontTest, answers_head_without_a_body) {
  s3_.error = ApiError{404, "NoSuchKey", "The specified key does not exist."};
  const auto response = send(s3_request("HEAD", "/bucket/key"));
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body, "");
}

TEST_F(FrontTest, tells_browsers_that_they_may_ask) {
  const auto response = send({.method = "OPTIONS",
                              .headers = {{"origin", "https://shop.example"},
                                          {"access-control-request-method", "POST"},
                                          {"access-control-request-headers", "authorization,x-amz-date"}},
                              .is_signed = false});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "");
  EXPECT_TRUE(response.has_header("Access-Control-Allow-Origin: *\r\n"));
  EXPECT_TRUE(response.has_header("Access-Control-Allow-Headers: authorization,x-amz-date\r\n"));
  EXPECT_TRUE(response.has_header("Access-Control-Allow-Methods: POST\r\n"));
  EXPECT_TRUE(response.has_header("Access-Control-Max-Age: 172800\r\n"));
  auto request = put_record();
  request.headers.emplace_back("origin", "https://shop.example");
  EXPECT_TRUE(send(request).has_header("Access-Control-Allow-Origin: *\r\n"));
}

TEST_F(FrontTest, says_that_dynamodb_is_healthy) {
  TestRequest request{
      .method = "GET", .service = "s3", .host = "dynamodb.eu-north-1.amazonaws.com:4566", .is_signed = false};
  const auto response = send(request);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "healthy: dynamodb.eu-north-1.amazonaws.com ");
  request.is_signed = true;
  EXPECT_FALSE(send(request).has("healthy"));
  request.is_signed = false;
  request.host = "s3.eu-north-1.amazonaws.com";
  EXPECT_FALSE(send(request).has("healthy"));
}

TEST_F(FrontTest, logs_and_counts_each_request) {
  send(put_record());
  kinesis_.error = ApiError{400, "ResourceNotFoundException", "no"};
  send(put_record());
  log_.flush();
  EXPECT_NE(sink_.text.find("DEBUG request request_id="), std::string::npos) << sink_.text;
  EXPECT_NE(sink_.text.find("service=kinesis operation=PutRecord status=200 took_ms=0.000 key=AKIAEXAMPLE"),
            std::string::npos)
      << sink_.text;
  EXPECT_NE(sink_.text.find("operation=PutRecord status=400 error=ResourceNotFoundException"), std::string::npos);
  EXPECT_EQ(sink_.text.find("hello"), std::string::npos);
  EXPECT_EQ(sink_.text.find("secret"), std::string::npos);
  const auto metrics = metrics_.prometheus();
  for (const auto* line : {"penstock_requests_total{service=\"kinesis\",operation=\"PutRecord\",status=\"2xx\"} 1\n",
                           "penstock_requests_total{service=\"kinesis\",operation=\"PutRecord\",status=\"4xx\"} 1\n",
                           "penstock_request_seconds_count{service=\"kinesis\",operation=\"PutRecord\"} 2\n"}) {
    EXPECT_NE(metrics.find(line), std::string::npos) << line;
  }
}

TEST_F(FrontTest, has_nothing_below_its_own_path_unless_the_app_supplies_it) {
  EXPECT_EQ(send({.method = "GET", .path = "/_penstock/health", .is_signed = false}).status, 404);
}

class InternalHandler final : public HttpHandler {
 public:
  Task<HttpResponse> handle(HttpRequest& request) override {
    HttpResponse response;
    response.body = "internal " + std::string(request.path);
    co_return response;
  }
};
InternalHandler internal_handler;

class FrontWithInternal : public FrontFixture {
 protected:
  FrontWithInternal() : FrontFixture({.internal = &internal_handler}) {}
};

TEST_F(FrontWithInternal, hands_the_apps_paths_to_the_app) {
  const auto response = send({.method = "GET", .path = "/_penstock/health", .is_signed = false});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "internal /_penstock/health");
}

TEST_F(FrontWithInternal, keeps_pages_from_elsewhere_away_from_them) {
  TestRequest request{.path = "/_penstock/reset", .headers = {{"origin", "https://evil.example"}}, .is_signed = false};
  EXPECT_EQ(send(request).status, 403);
  request.headers = {{"origin", "http://localhost:4566"}};
  EXPECT_EQ(send(request).status, 200);
}

class FrontWithoutAuth : public FrontFixture {
 protected:
  FrontWithoutAuth() : FrontFixture({.signatures = Signatures::ignored}) {}
};

TEST_F(FrontWithoutAuth, takes_a_request_without_credentials_for_the_roots_in_us_east_1) {
  auto request = put_record();
  request.is_signed = false;
  EXPECT_EQ(send(request).status, 200);
  EXPECT_EQ(kinesis_.caller.region, "us-east-1");
  EXPECT_EQ(kinesis_.caller.principal->arn, "arn:aws:iam::123456789012:root");
}

TEST_F(FrontWithoutAuth, accepts_any_key) {
  credentials_ = {"test", "test"};
  EXPECT_EQ(send(put_record()).status, 200);
  EXPECT_EQ(kinesis_.caller.region, "eu-north-1");
  EXPECT_EQ(kinesis_.caller.access_key_id, "test");
}

TEST_F(FrontWithoutAuth, decodes_signed_chunks_without_their_signatures) {
  auto request = s3_request("PUT", "/bucket/key", "", "5;chunk-signature=0\r\nhello\r\n0;chunk-signature=0\r\n\r\n");
  request.payload_hash = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  request.headers = {{"x-amz-decoded-content-length", "5"}};
  EXPECT_EQ(send(request).status, 200);
  EXPECT_EQ(s3_.streamed, "hello");
}

TEST_F(FrontWithoutAuth, answers_pages_of_this_machine_alone) {
  auto request = put_record();
  request.headers.emplace_back("origin", "https://evil.example");
  EXPECT_FALSE(send(request).has_header("Access-Control-Allow-Origin"));
  request.headers.back().second = "http://localhost:3000";
  EXPECT_TRUE(send(request).has_header("Access-Control-Allow-Origin: *"));
}

}  // namespace
}  // namespace penstock
