#include "policy/explain.h"

#include "policy/decision_fixture.h"

namespace penstock::policy {
namespace {

TEST(Explain, shows_every_statement_that_applies_and_where_it_stands) {
  const std::string json = R"({
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Read", "Effect": "Allow", "Action": "kinesis:Get*", "Resource": "*" },
    { "Sid": "All", "Effect": "Allow", "Action": "kinesis:*", "Resource": "*" },
    {
      "Sid": "NotAtNight",
      "Effect": "Deny",
      "Action": "kinesis:GetRecords",
      "Resource": "*",
      "Condition": { "StringEquals": { "aws:PrincipalTag/shift": "night" } }
    }
  ]
})";
  auto ana = user_ana();
  ana.policies = {{.name = "stream", .document = *parse_document(json, DocumentKind::managed)}};
  const EntryContext context;
  const auto explanation = explain({.principal = ana,
                                    .action = "kinesis:GetRecords",
                                    .resource = orders,
                                    .resource_account = {},
                                    .context = context});
  EXPECT_TRUE(explanation.decision.is_allowed());
  EXPECT_EQ(explanation.decision.statement_id, "Read");
  ASSERT_EQ(explanation.matched.size(), 2u);
  EXPECT_EQ(explanation.matched[0].statement->id, "Read");
  EXPECT_EQ(explanation.matched[0].statement->begin.line, 4u);
  EXPECT_EQ(explanation.matched[0].statement->begin.column, 5u);
  EXPECT_EQ(explanation.matched[1].index, 1);
  EXPECT_EQ(explanation.matched[1].policy, "stream");
  EXPECT_EQ(explanation.missing_keys, std::vector<std::string>{"aws:principaltag/shift"});
  EXPECT_EQ(explanation.verdict_of(PolicyType::identity), Verdict::allowed);
  EXPECT_FALSE(explanation.verdict_of(PolicyType::boundary));

  const auto statements = ana.policies[0].document->statements();
  EXPECT_EQ(statements[2].begin.line, 6u);
  EXPECT_EQ(statements[2].end.line, 12u);
  EXPECT_EQ(statements[2].end.column, 6u);
}

// The columns are those that AWS answers for these two documents.
TEST(Explain, has_the_places_that_the_simulator_of_aws_tells) {
  constexpr std::string_view alone =
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":)"
      R"({"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}})";
  const auto document = *parse_document(alone, DocumentKind::managed);
  EXPECT_EQ(document->statements()[0].told_begin.column, 38u);
  EXPECT_EQ(document->statements()[0].end.column, 167u);
  constexpr std::string_view listed =
      R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]})";
  const auto list = *parse_document(listed, DocumentKind::managed);
  EXPECT_EQ(list->statements()[0].told_begin.column, 41u);
}

TEST(Explain, tells_what_each_kind_of_policy_says) {
  auto session = loader_session();
  session.policies = {named("all", "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}")};
  session.boundary = named("limit", "{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}");
  session.session_policies = {named("narrow", "{'Effect': 'Deny', 'Action': 'kinesis:*', 'Resource': '*'}")};
  const EntryContext context;
  const auto explanation = explain({.principal = session,
                                    .action = "kinesis:PutRecord",
                                    .resource = orders,
                                    .resource_account = {},
                                    .context = context});
  EXPECT_EQ(explanation.decision.verdict, Verdict::explicitly_denied);
  EXPECT_EQ(explanation.decision.type, PolicyType::session);
  EXPECT_EQ(explanation.verdict_of(PolicyType::identity), Verdict::allowed);
  EXPECT_EQ(explanation.verdict_of(PolicyType::boundary), Verdict::implicitly_denied);
  EXPECT_EQ(explanation.verdict_of(PolicyType::session), Verdict::explicitly_denied);
  EXPECT_FALSE(explanation.verdict_of(PolicyType::resource));
}

TEST(Examine, says_of_every_statement_what_does_not_fit) {
  auto ana = user_ana();
  ana.policies = {named("own",
                        "{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'},"
                        "{'Effect': 'Allow', 'Action': 'kinesis:*', 'Resource': 'arn:aws:kinesis:*:*:stream/else'},"
                        "{'Effect': 'Allow', 'Action': 'kinesis:Put*', 'Resource': '*',"
                        " 'Condition': {'Bool': {'aws:SecureTransport': 'true'}}},"
                        "{'Effect': 'Allow', 'Action': 'KINESIS:PUTRECORD', 'Resource': '*'}")};
  ana.boundary = named("limit", "{'Effect': 'Deny', 'NotAction': 's3:*', 'Resource': '*'}");
  const auto policy = document_of(
      "{'Effect': 'Allow', 'Principal': {'AWS': 'arn:aws:iam::999999999999:user/bob'}, 'Action': 'kinesis:PutRecord', "
      "'Resource': '*'}",
      DocumentKind::resource);
  const EntryContext context;
  const auto examined = examine({.principal = ana,
                                 .action = "kinesis:PutRecord",
                                 .resource = orders,
                                 .resource_account = {},
                                 .resource_policy = policy.get(),
                                 .context = context});
  ASSERT_EQ(examined.size(), 6u);
  EXPECT_EQ(examined[0].misfit, Misfit::principal);
  EXPECT_EQ(examined[0].place.type, PolicyType::resource);
  EXPECT_EQ(examined[1].misfit, Misfit::action);
  EXPECT_EQ(examined[1].place.policy, "own");
  EXPECT_EQ(examined[2].misfit, Misfit::resource);
  EXPECT_EQ(examined[3].misfit, Misfit::condition);
  ASSERT_TRUE(examined[3].condition);
  EXPECT_EQ(examined[3].condition->key, "aws:securetransport");
  EXPECT_EQ(examined[4].misfit, Misfit::none);
  EXPECT_EQ(examined[4].place.index, 3);
  EXPECT_EQ(examined[5].misfit, Misfit::none);
  EXPECT_EQ(examined[5].place.type, PolicyType::boundary);
}

}  // namespace
}  // namespace penstock::policy
