#include "policy/evaluate.h"

#include "policy/decision_fixture.h"

namespace penstock::policy {
namespace {

constexpr std::string_view put_to_orders =
    "{'Effect': 'Allow', 'Action': 'kinesis:PutRecord', 'Resource': "
    "'arn:aws:kinesis:us-east-1:111111111111:stream/orders'}";

TEST(Evaluate, allows_what_an_identity_policy_allows) {
  auto ana = user_ana();
  ana.policies = {named("writer", put_to_orders)};
  const EntryContext context;
  const auto decision = evaluate({.principal = ana,
                                  .action = "kinesis:PutRecord",
                                  .resource = orders,
                                  .resource_account = {},
                                  .context = context});
  EXPECT_TRUE(decision.is_allowed());
  EXPECT_EQ(decision.policy, "writer");
  EXPECT_EQ(decision.statement, 0);
}

TEST(Evaluate, says_why_in_the_words_of_aws) {
  const auto ana = user_ana();
  const EntryContext context;
  const Request request{
      .principal = ana, .action = "kinesis:PutRecord", .resource = orders, .resource_account = {}, .context = context};
  EXPECT_EQ(denial_text(request, evaluate(request)),
            "User: arn:aws:iam::111111111111:user/ana is not authorized to perform: kinesis:PutRecord on resource: "
            "arn:aws:kinesis:us-east-1:111111111111:stream/orders because no identity-based policy allows the "
            "kinesis:PutRecord action");
}

}  // namespace
}  // namespace penstock::policy
