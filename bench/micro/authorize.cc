// links: identity
// What it costs to decide one PutRecord: the need of the operation is made, and the caller's policies are evaluated.
//
// Expected: two small allocations 0.1 µs, the condition keys none, a statement by action and ARN 0.1 µs each. Mark: 2
// µs with one inline policy, on one core of the machine that CI uses.
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "base/check.h"
#include "base/ids.h"
#include "identity/policy_authorizer.h"

namespace penstock {
namespace {

class NoSink final : public LogSink {
 public:
  void write(std::string_view) override {}
};

// A user with `statements` inline policies of one stream each; the last one is the one that is written to.
Caller producer(int statements, std::string_view condition) {
  policy::Principal user{.kind = policy::PrincipalKind::user,
                         .account = "000000000000",
                         .arn = "arn:aws:iam::000000000000:user/aws-de-user",
                         .id = "AIDAEXAMPLE",
                         .name = "aws-de-user"};
  for (int i = 1; i <= statements; ++i) {
    const auto text = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["kinesis:PutRecord",
        "kinesis:PutRecords"],"Resource":"arn:aws:kinesis:eu-north-1:000000000000:stream/stream-)" +
                      std::to_string(i) + "\"" + std::string(condition) + "}}";
    auto document = policy::parse_document(text, policy::DocumentKind::identity);
    CHECK(document);
    user.policies.push_back({"inline", *document});
  }
  return {.region = "eu-north-1",
          .principal = std::make_shared<const policy::Principal>(user),
          .request_id = "49590338271490256608559692538361571095921575989136588898",
          .source_ip = "127.0.0.1"};
}

void decide(benchmark::State& state, const Caller& caller, std::string_view stream, EventLog* trail) {
  const PolicyAuthorizer authorizer(trail);
  const OperationRequest request{.facts = {.source_ip = "127.0.0.1"}, .service = "kinesis", .operation = "PutRecord"};
  for (auto _ : state) {
    const AccessNeeds needs{{.action = "kinesis:PutRecord",
                             .resource = arn("kinesis", caller.region, caller.account, stream),
                             .resource_account = caller.account}};
    if (!authorizer.authorize(caller, needs.front(), request)) std::abort();
  }
}

void put_record(benchmark::State& state) {
  const auto count = static_cast<int>(state.range(0));
  decide(state, producer(count, ""), "stream/stream-" + std::to_string(count), nullptr);
}
void put_record_by_address(benchmark::State& state) {
  decide(state, producer(1, R"(,"Condition":{"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}})"), "stream/stream-1",
         nullptr);
}
void put_record_with_trail(benchmark::State& state) {
  NoSink sink;
  EventLog trail({.format = LogFormat::json,
                  .now = [] { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); },
                  .sink = &sink});
  decide(state, producer(1, ""), "stream/stream-1", &trail);
}

BENCHMARK(put_record)->Arg(1)->Arg(10)->Arg(100);
BENCHMARK(put_record_by_address);
BENCHMARK(put_record_with_trail);

}  // namespace
}  // namespace penstock
