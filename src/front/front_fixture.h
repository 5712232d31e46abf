// For tests: a front over fake kinesis and s3 services with their real tables, and a client that signs.
#pragma once

#include <gtest/gtest.h>

#include "api/kinesis/model.h"
#include "api/s3/model.h"
#include "base/hex.h"
#include "front/fake_service.h"
#include "front/front.h"
#include "identity/sigv4.h"

namespace penstock {

struct TestRequest {
  std::string method = "POST";
  std::string path = "/";
  std::string query = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::string service = "kinesis";
  std::string region = "eu-north-1";
  std::string host = "localhost:4566";
  std::string payload_hash = {};  // empty: the body's
  bool is_signed = true;
  std::size_t piece_bytes = 1 << 20;
};

struct TestResponse {
  int status;
  std::string headers;
  std::string body;

  bool has(std::string_view text) const { return body.find(text) != body.npos; }
  bool has_header(std::string_view text) const { return headers.find(text) != headers.npos; }
};

// Refuses when it is told to, in the words of policies.
class FakeAuthorizer final : public Authorizer {
 public:
  Status authorize(const Caller&, const AccessNeed& need, const OperationRequest& request) const override {
    asked.push_back(std::string(need.action) + " " + need.resource);
    if (allows) return ok();
    return auth_error::access_denied(request.dialect, "no policy allows it");
  }
  bool allows = true;
  mutable std::vector<std::string> asked;
};

class FrontFixture : public testing::Test {
 protected:
  class StringSink final : public LogSink {
   public:
    void write(std::string_view lines) override { text += lines; }
    std::string text;
  };

  explicit FrontFixture(FrontOptions options = {})
      : log_({.level = Level::debug, .now = [this] { return clock_.now(); }, .sink = &sink_}),
        front_(services_, {keys_, authorizer_, clock_, request_ids_, log_, metrics_}, options) {}

  TestResponse send(TestRequest request) {
    FakeBody body(request.body, request.piece_bytes);
    return send(std::move(request), body);
  }
  TestResponse send(TestRequest request, FakeBody& body) {
    std::vector<std::pair<std::string, std::string>> headers = {{"host", request.host}};
    headers.insert(headers.end(), request.headers.begin(), request.headers.end());
    if (request.is_signed) sign(request, headers);
    std::vector<HeaderField> fields;
    for (const auto& [name, value] : headers) fields.push_back({name, value});
    HttpRequest http{.method = request.method,
                     .target = request.path,
                     .path = request.path,
                     .query = request.query,
                     .headers = fields,
                     .body = &body,
                     .peer = "127.0.0.1:50312"};
    auto response = run(front_.handle(http));
    return {response.status, response.header_lines(), std::move(response.body)};
  }

  // Nothing here waits: a task ends before it gives way.
  template <class T>
  static T run(Task<T> task) {
    auto handle = task.handle();
    handle.promise().continuation = std::noop_coroutine();
    handle.resume();
    CHECK(handle.done());
    return handle.promise().take();
  }

  void sign(const TestRequest& request, std::vector<std::pair<std::string, std::string>>& headers) {
    std::vector<HeaderField> fields;
    for (const auto& [name, value] : headers) fields.push_back({name, value});
    const auto hash = request.payload_hash.empty() ? to_hex(sha256(request.body)) : request.payload_hash;
    const auto added = sigv4::sign({credentials_, request.region, request.service},
                                   {request.method, request.path, request.query, fields}, hash, clock_.now());
    headers.insert(headers.end(), added.begin(), added.end());
  }

  TestRequest put_record(std::string body = R"({"StreamName":"orders","PartitionKey":"k","Data":"aGVsbG8="})") {
    return {.headers = {{"content-type", "application/x-amz-json-1.1"}, {"x-amz-target", "Kinesis_20131202.PutRecord"}},
            .body = std::move(body)};
  }
  TestRequest s3_request(std::string method, std::string path, std::string query = {}, std::string body = {}) {
    return {.method = std::move(method),
            .path = std::move(path),
            .query = std::move(query),
            .body = std::move(body),
            .service = "s3"};
  }

  FakeService kinesis_, s3_;
  std::vector<OperationRow> kinesis_rows_ = {FakeService::row<kinesis::operations::put_record>(),
                                             FakeService::row<kinesis::operations::list_streams>()};
  std::vector<OperationRow> s3_rows_ = {
      FakeService::row<s3::operations::copy_object>(),     FakeService::row<s3::operations::create_bucket>(),
      FakeService::row<s3::operations::delete_bucket>(),   FakeService::row<s3::operations::delete_object>(),
      FakeService::row<s3::operations::delete_objects>(),  FakeService::row<s3::operations::get_bucket_location>(),
      FakeService::row<s3::operations::get_object>(),      FakeService::row<s3::operations::head_bucket>(),
      FakeService::row<s3::operations::head_object>(),     FakeService::row<s3::operations::list_buckets>(),
      FakeService::row<s3::operations::list_objects_v2>(), FakeService::row<s3::operations::put_object>(),
  };
  std::vector<AccessRule> kinesis_rules_ = FakeService::rules(kinesis_rows_);
  std::vector<AccessRule> s3_rules_ = FakeService::rules(s3_rows_, Unsigned::taken);
  std::vector<ServiceEntry> services_ = {{&kinesis::model, &kinesis_, kinesis_rows_, kinesis_rules_},
                                         {&s3::model, &s3_, s3_rows_, s3_rules_}};

  sigv4::Credentials credentials_{"AKIAEXAMPLE", "secret"};
  RootKeys keys_{{.id = "AKIAEXAMPLE", .secret = "secret", .principal = policy::root_principal("123456789012")}};
  FakeAuthorizer authorizer_;
  SimClock clock_;
  RequestIds request_ids_{1};
  StringSink sink_;
  EventLog log_;
  Metrics metrics_;
  Front front_;
};

}  // namespace penstock
