// Decisions in a table: who asks, what the policies say, what comes out and by which statement.
#pragma once

#include <initializer_list>

#include "policy/decision_fixture.h"

namespace penstock::policy {

inline constexpr std::string_view allow_put = "{'Effect': 'Allow', 'Action': 'kinesis:PutRecord', 'Resource': '*'}";
inline constexpr std::string_view deny_put = "{'Effect': 'Deny', 'Action': 'kinesis:PutRecord', 'Resource': '*'}";
inline constexpr std::string_view allow_all = "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}";
inline constexpr std::string_view allow_s3 = "{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}";
inline constexpr std::string_view none = "-";  // there is no such policy

// The request is kinesis:PutRecord on the stream orders of the principal's account unless the case says otherwise.
struct Case {
  std::string_view what;
  Principal who = user_ana();
  std::string_view identity = none;
  std::string_view boundary = none;
  std::string_view session = none;
  std::string_view resource_policy = none;
  DocumentKind resource_kind = DocumentKind::resource;
  std::string_view resource_account = {};
  std::string_view action = "kinesis:PutRecord";
  std::string_view resource = orders;
  std::vector<ContextEntry> context = {};
  std::string_view verdict;
};

inline void expect_decisions(std::initializer_list<Case> cases) {
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    auto who = one.who;
    if (one.identity != none) who.policies = {named("own", one.identity)};
    if (one.boundary != none) who.boundary = named("limit", one.boundary);
    if (one.session != none) {
      who.session_policies.emplace();
      if (!one.session.empty()) who.session_policies->push_back(named("narrow", one.session));
    }
    std::shared_ptr<const Document> resource_policy;
    if (one.resource_policy != none) resource_policy = document_of(one.resource_policy, one.resource_kind);
    const EntryContext context(one.context);
    const auto decision = evaluate({.principal = who,
                                    .action = one.action,
                                    .resource = one.resource,
                                    .resource_account = one.resource_account,
                                    .resource_policy = resource_policy.get(),
                                    .resource_policy_must_allow = one.resource_kind == DocumentKind::trust,
                                    .context = context});
    EXPECT_EQ(words_of(decision), one.verdict);
  }
}

}  // namespace penstock::policy
