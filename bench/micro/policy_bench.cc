// links: policy
// What it costs to decide about one PutRecord, and that it allocates nothing where no condition asks.
//
// Expected, on one core of the machine that CI uses: a document is asked for the statements of a service in 10 ns, one
// of them looks at action and resource in 20 ns; with the request's own state 0.15 us for three documents, 0.25 us for
// five. Marks: 0.3 us and 0.5 us, 1 us with conditions.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "bench/micro/allocations.h"
#include "policy/evaluate.h"
#include "policy/managed.h"
#include "policy/request_context.h"

namespace penstock::policy {
namespace {

constexpr std::string_view orders = "arn:aws:kinesis:us-east-1:111111111111:stream/orders";

std::string quotes(std::string text) {
  for (auto& c : text) c = c == '\'' ? '"' : c;
  return text;
}

NamedDocument policy_of(std::string name, const std::string& statements) {
  const auto json = quotes("{'Version': '2012-10-17', 'Statement': [" + statements + "]}");
  auto document = parse_document(json, DocumentKind::identity);
  CHECK(document.has_value());
  return {.name = std::move(name), .document = *std::move(document)};
}

// Four statements of other services and one about streams.
std::string five_statements(const std::string& stream_statement) {
  return "{'Effect': 'Allow', 'Action': ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], 'Resource': "
         "['arn:aws:s3:::data', 'arn:aws:s3:::data/*']}, {'Effect': 'Allow', 'Action': 'dynamodb:*', 'Resource': "
         "'arn:aws:dynamodb:*:*:table/items'}, {'Effect': 'Deny', 'Action': 'iam:*', 'Resource': '*'}, {'Effect': "
         "'Allow', 'Action': ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], 'Resource': '*'}, " +
         stream_statement;
}

Principal user_with_three_policies() {
  return {.kind = PrincipalKind::user,
          .account = "111111111111",
          .arn = "arn:aws:iam::111111111111:user/producer",
          .id = "AIDAPRODUCER",
          .name = "producer",
          .policies = {policy_of("read", five_statements("{'Effect': 'Allow', 'Action': ['kinesis:Get*', "
                                                         "'kinesis:Describe*', 'kinesis:List*'], 'Resource': '*'}")),
                       policy_of("never", five_statements("{'Effect': 'Deny', 'Action': 'kinesis:DeleteStream', "
                                                          "'Resource': '*'}")),
                       policy_of("write", five_statements("{'Effect': 'Allow', 'Action': ['kinesis:PutRecord', "
                                                          "'kinesis:PutRecords'], 'Resource': "
                                                          "'arn:aws:kinesis:*:111111111111:stream/orders'}"))}};
}

Principal session_with_limits() {
  auto session = user_with_three_policies();
  session.kind = PrincipalKind::role_session;
  session.arn = "arn:aws:sts::111111111111:assumed-role/producer/pipe";
  session.role_arn = "arn:aws:iam::111111111111:role/producer";
  session.boundary = policy_of("limit", five_statements("{'Effect': 'Allow', 'Action': 'kinesis:*', 'Resource': '*'}"));
  session.session_policies = {policy_of(
      "narrow", "{'Effect': 'Allow', 'Action': 'kinesis:PutRecord', 'Resource': 'arn:aws:kinesis:*:*:stream/orders'}")};
  return session;
}

void decide(benchmark::State& state, const Principal& principal, std::int64_t allocations_max) {
  const RequestFacts facts{.time = from_millis(1769851800000), .source_ip = "203.0.113.7", .region = "us-east-1"};
  const RequestContext context(principal, facts);
  const Request request{.principal = principal,
                        .action = "kinesis:PutRecord",
                        .resource = orders,
                        .resource_account = {},
                        .context = context};
  const auto before = allocations;
  for (auto _ : state) {
    auto decision = evaluate(request);
    benchmark::DoNotOptimize(decision);
    if (!decision.is_allowed()) state.SkipWithError("the decision is wrong");
  }
  const auto each = static_cast<double>(allocations - before) / static_cast<double>(state.iterations());
  state.counters["allocations"] = each;
  if (each > static_cast<double>(allocations_max) + 0.01) state.SkipWithError("it allocates");
}

void user(benchmark::State& state) { decide(state, user_with_three_policies(), 0); }
BENCHMARK(user);

void session_with_boundary_and_session_policy(benchmark::State& state) { decide(state, session_with_limits(), 0); }
BENCHMARK(session_with_boundary_and_session_policy);

void user_with_conditions(benchmark::State& state) {
  auto principal = user_with_three_policies();
  principal.tags = {{"team", "flow"}};
  principal.policies.back() = policy_of(
      "write",
      "{'Effect': 'Allow', 'Action': 'kinesis:PutRecord', 'Resource': 'arn:aws:kinesis:*:*:stream/*', 'Condition': "
      "{'IpAddress': {'aws:SourceIp': '203.0.113.0/24'}, 'StringEquals': {'aws:PrincipalTag/team': ['flow', 'data'], "
      "'aws:RequestedRegion': 'us-east-1'}}}");
  decide(state, principal, 16);
}
BENCHMARK(user_with_conditions);

void user_of_large_managed_policies(benchmark::State& state) {
  auto principal = user_with_three_policies();
  for (const auto* name : {"ReadOnlyAccess", "SecurityAudit", "AmazonDynamoDBFullAccess", "AWSLambda_FullAccess"}) {
    const auto* managed = find_aws_managed_policy("arn:aws:iam::aws:policy/" + std::string(name));
    principal.policies.push_back({.name = managed->arn, .document = managed->document});
  }
  decide(state, principal, 0);
}
BENCHMARK(user_of_large_managed_policies);

}  // namespace
}  // namespace penstock::policy
