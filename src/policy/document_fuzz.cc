// Any bytes as a policy document of every kind: no crash, and what is accepted decides and explains itself alike.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "policy/explain.h"
#include "policy/request_context.h"

using namespace penstock;
using namespace penstock::policy;

namespace {

Principal session_of(NamedDocument policy) {
  return {.kind = PrincipalKind::role_session,
          .account = "111111111111",
          .arn = "arn:aws:sts::111111111111:assumed-role/loader/night",
          .id = "AROALOADER:night",
          .role_arn = "arn:aws:iam::111111111111:role/loader",
          .tags = {{"team", "*"}},
          .policies = {policy},
          .boundary = policy,
          .session_policies = std::vector<NamedDocument>{policy}};
}

void decide(const Principal& principal, const Document* resource_policy) {
  const RequestFacts facts{.time = from_millis(1769851800000), .source_ip = "203.0.113.7", .region = "eu-north-1"};
  const std::array<ContextEntry, 2> entries = {ContextEntry{"s3:prefix", "home/\xff"},
                                               ContextEntry{"aws:tagkeys", "x"}};
  const RequestContext context(principal, facts, entries);
  constexpr std::string_view resources[] = {"*", "arn:aws:s3:::home/ana/x",
                                            "arn:aws:kinesis:eu-north-1:111111111111:stream/orders"};
  for (const auto resource : resources) {
    const Request request{.principal = principal,
                          .action = "kinesis:PutRecord",
                          .resource = resource,
                          .resource_account = {},
                          .resource_policy = resource_policy,
                          .context = context};
    const auto decision = evaluate(request);
    const auto explanation = explain(request);
    CHECK(decision.verdict == explanation.decision.verdict);
    CHECK(decision.type == explanation.decision.type);
    CHECK(decision.statement == explanation.decision.statement);
    CHECK(decision.is_allowed() || !denial_text(request, decision).empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  for (const auto kind : {DocumentKind::identity, DocumentKind::managed, DocumentKind::resource, DocumentKind::trust}) {
    const auto document = parse_document(json, kind);
    if (!document) {
      CHECK(document.error().code == "MalformedPolicyDocument" && !document.error().message.empty());
      continue;
    }
    for (const auto& statement : (*document)->statements()) {
      CHECK(statement.begin.line < statement.end.line ||
            (statement.begin.line == statement.end.line && statement.begin.column < statement.end.column));
    }
    static_cast<void>(context_keys(**document));
    const bool is_identity = kind == DocumentKind::identity || kind == DocumentKind::managed;
    const auto principal = is_identity ? session_of({"fuzzed", *document}) : session_of({"none", nullptr});
    if (is_identity) {
      decide(principal, nullptr);
    } else {
      decide(Principal{.kind = PrincipalKind::service, .arn = "pipes.amazonaws.com"}, document->get());
      auto session = principal;
      session.policies.clear();
      session.boundary.reset();
      session.session_policies.reset();
      decide(session, document->get());
    }
  }
  return 0;
}
