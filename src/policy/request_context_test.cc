#include "policy/request_context.h"

#include "policy/decision_fixture.h"

namespace penstock::policy {
namespace {

std::vector<std::string> found(const Context& context, std::string_view key) {
  std::vector<std::string> values;
  return context.find(key, values) ? values : std::vector<std::string>{"(none)"};
}

using Values = std::vector<std::string>;

TEST(RequestContext, knows_who_asks) {
  auto ana = user_ana();
  ana.tags = {{"Team", "Flow"}};
  ana.session_keys = {{"aws:multifactorauthpresent", "true"}};
  const RequestFacts facts;
  const RequestContext context(ana, facts);
  EXPECT_EQ(found(context, "aws:username"), Values{"ana"});
  EXPECT_EQ(found(context, "aws:userid"), Values{"AIDAANA"});
  EXPECT_EQ(found(context, "aws:principalarn"), Values{"arn:aws:iam::111111111111:user/ana"});
  EXPECT_EQ(found(context, "aws:principalaccount"), Values{"111111111111"});
  EXPECT_EQ(found(context, "aws:principaltype"), Values{"User"});
  EXPECT_EQ(found(context, "aws:principaltag/team"), Values{"Flow"});
  EXPECT_EQ(found(context, "aws:principaltag/other"), Values{"(none)"});
  EXPECT_EQ(found(context, "aws:multifactorauthpresent"), Values{"true"});
  EXPECT_EQ(found(context, "aws:principalisawsservice"), Values{"false"});
}

TEST(RequestContext, names_a_session_by_its_role) {
  const auto session = loader_session();
  const RequestFacts facts;
  const RequestContext context(session, facts);
  EXPECT_EQ(found(context, "aws:principalarn"), Values{"arn:aws:iam::111111111111:role/loader"});
  EXPECT_EQ(found(context, "aws:userid"), Values{"AROALOADER:night"});
  EXPECT_EQ(found(context, "aws:username"), Values{"(none)"});
  EXPECT_EQ(found(context, "aws:principaltype"), Values{"AssumedRole"});
}

TEST(RequestContext, knows_how_the_request_came) {
  const auto ana = user_ana();
  const std::vector<std::string> via = {"athena.amazonaws.com", "glue.amazonaws.com"};
  const RequestFacts facts{.time = from_millis(1769851800123),
                           .source_ip = "203.0.113.7",
                           .region = "eu-north-1",
                           .is_secure = true,
                           .called_via = via};
  const std::vector<ContextEntry> entries = {{"s3:prefix", "a/"}, {"aws:tagkeys", "x"}, {"aws:tagkeys", "y"}};
  const RequestContext context(ana, facts, entries);
  EXPECT_EQ(found(context, "aws:currenttime"), Values{"2026-01-31T09:30:00Z"});
  EXPECT_EQ(found(context, "aws:epochtime"), Values{"1769851800"});
  EXPECT_EQ(found(context, "aws:sourceip"), Values{"203.0.113.7"});
  EXPECT_EQ(found(context, "aws:requestedregion"), Values{"eu-north-1"});
  EXPECT_EQ(found(context, "aws:securetransport"), Values{"true"});
  EXPECT_EQ(found(context, "aws:viaawsservice"), Values{"true"});
  EXPECT_EQ(found(context, "aws:calledvia"), via);
  EXPECT_EQ(found(context, "aws:calledvialast"), Values{"glue.amazonaws.com"});
  EXPECT_EQ(found(context, "s3:prefix"), Values{"a/"});
  EXPECT_EQ(found(context, "aws:tagkeys"), (Values{"x", "y"}));
  EXPECT_EQ(found(context, "aws:useragent"), Values{"(none)"});
  EXPECT_EQ(found(context, "aws:sourcearn"), Values{"(none)"});
}

}  // namespace
}  // namespace penstock::policy
