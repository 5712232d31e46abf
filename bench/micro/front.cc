// links: front api_kinesis
// What a signed PutRecord of 1 KB costs between HTTP and the service: routing, SigV4, JSON, dispatch, encoding,
// counting.
//
// Expected, on one core of the machine that CI uses: 1.4 KB of body to hash 1.0 µs, canonical request and signature 1.0
// µs, JSON and base64 0.6 µs, a dozen small allocations and three coroutines 1 µs. Mark: 6 µs.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "api/kinesis/model.h"
#include "api/kinesis/shapes.h"
#include "base/base64.h"
#include "base/hex.h"
#include "front/fake_service.h"
#include "front/front.h"

namespace penstock {
namespace {

class NoSink final : public LogSink {
 public:
  void write(std::string_view) override {}
};

struct Bench {
  explicit Bench(Signatures signatures)
      : front(services, {keys, authorizer, clock, request_ids, log, metrics}, {.signatures = signatures}) {
    service.answer = [](void* output) {
      auto& put = *static_cast<kinesis::PutRecordOutput*>(output);
      put.shard_id = "shardId-000000000000";
      put.sequence_number = "49590338271490256608559692538361571095921575989136588898";
    };
    body_text =
        R"({"StreamName":"orders","PartitionKey":"customer-7","Data":")" + to_base64(std::string(1024, 'x')) + "\"}";
    headers = {{"host", "localhost:4566"},
               {"accept-encoding", "identity"},
               {"x-amz-target", "Kinesis_20131202.PutRecord"},
               {"content-type", "application/x-amz-json-1.1"},
               {"user-agent", "Boto3/1.43.0 md/Botocore#1.43.0 ua/2.1 os/linux lang/python#3.11"},
               {"content-length", std::to_string(body_text.size())}};
    std::vector<HeaderField> fields;
    for (const auto& [name, value] : headers) fields.push_back({name, value});
    const sigv4::Credentials credentials{"AKIAEXAMPLE", "secret"};
    const auto added = sigv4::sign({credentials, "us-east-1", "kinesis"}, {"POST", "/", "", fields},
                                   to_hex(sha256(body_text)), clock.now());
    headers.insert(headers.end(), added.begin(), added.end());
    for (const auto& [name, value] : headers) all_fields.push_back({name, value});
  }

  FakeService service;
  std::vector<OperationRow> rows = {FakeService::row<kinesis::operations::put_record>()};
  std::vector<AccessRule> rules = FakeService::rules(rows);
  std::vector<ServiceEntry> services = {{&kinesis::model, &service, rows, rules}};
  RootKeys keys{{.id = "AKIAEXAMPLE", .secret = "secret", .principal = policy::root_principal("000000000000")}};
  AllowAll authorizer;
  SimClock clock;
  RequestIds request_ids{1};
  NoSink sink;
  EventLog log{{.now = [this] { return clock.now(); }, .sink = &sink}};
  Metrics metrics;
  Front front;
  std::string body_text;
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<HeaderField> all_fields;
};

// The same bytes each time: decoding is allowed to write into them, so they are restored.
class BenchBody final : public RequestBody {
 public:
  explicit BenchBody(const std::string& text) : text_(text), copy_(text) { copy_.reserve(text.size() + 64); }
  std::optional<std::uint64_t> length() const override { return text_.size(); }
  Task<Result<std::span<char>>> collect(std::size_t) override {
    std::copy(text_.begin(), text_.end(), copy_.begin());
    co_return std::span<char>(copy_);
  }
  Task<Result<std::span<const char>>> next() override { co_return std::span<const char>{}; }

 private:
  const std::string& text_;
  std::string copy_;
};

void put_record(benchmark::State& state, Signatures signatures) {
  Bench bench(signatures);
  BenchBody body(bench.body_text);
  for (auto _ : state) {
    HttpRequest request{.method = "POST",
                        .target = "/",
                        .path = "/",
                        .headers = bench.all_fields,
                        .body = &body,
                        .peer = "127.0.0.1:50312"};
    auto task = bench.front.handle(request);
    auto handle = task.handle();
    handle.resume();
    const auto response = handle.promise().take();
    if (response.status != 200) std::abort();
    benchmark::DoNotOptimize(response.body.data());
  }
}

BENCHMARK_CAPTURE(put_record, with_signature_checked, Signatures::checked);
BENCHMARK_CAPTURE(put_record, with_signature_ignored, Signatures::ignored);

}  // namespace
}  // namespace penstock
