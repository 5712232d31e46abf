// Who may not is told so, in the words of its protocol, and nothing else.
#include "front/front_fixture.h"

namespace penstock {
namespace {

class AuthorizeTest : public FrontFixture {
 protected:
  AuthorizeTest() { authorizer_.allows = false; }
};

TEST_F(AuthorizeTest, refuses_before_the_operation_runs) {
  const auto response = send(put_record());
  EXPECT_EQ(response.status, 400);
  EXPECT_TRUE(response.has(R"("__type":"AccessDeniedException")")) << response.body;
  EXPECT_TRUE(response.has("no policy allows it")) << response.body;
  EXPECT_EQ(kinesis_.calls, 0);
  EXPECT_EQ(authorizer_.asked, std::vector<std::string>{"fake:Act arn:aws:fake:::thing"});
}

TEST_F(AuthorizeTest, answers_in_xml_to_s3) {
  const auto response = send(s3_request("PUT", "/bucket"));
  EXPECT_EQ(response.status, 403);
  EXPECT_TRUE(response.has("<Code>AccessDenied</Code><Message>no policy allows it</Message>")) << response.body;
  EXPECT_EQ(s3_.calls, 0);
}

TEST_F(AuthorizeTest, tells_nothing_about_the_input_to_who_may_not) {
  const auto broken = put_record(R"({"StreamName":"","PartitionKey":"k","Data":"aGVsbG8="})");
  EXPECT_TRUE(send(broken).has("AccessDeniedException"));
  authorizer_.allows = true;
  EXPECT_TRUE(send(broken).has("ValidationException"));
}

TEST_F(AuthorizeTest, lets_an_operation_ask_on_for_its_caller) {
  authorizer_.allows = true;
  Status answer;
  kinesis_.on_call = [&](const Caller& caller) {
    authorizer_.allows = false;
    answer = may(caller, {.action = "fake:More"});
  };
  EXPECT_EQ(send(put_record()).status, 200);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "AccessDeniedException");
  EXPECT_EQ(authorizer_.asked.back(), "fake:More *");
}

TEST(May, says_yes_where_no_request_asks) { EXPECT_TRUE(may(Caller{}, {.action = "fake:More"})); }

TEST(Complete, names_operations_without_a_rule) {
  const std::vector<OperationRow> rows = {FakeService::row<kinesis::operations::put_record>(),
                                          FakeService::row<kinesis::operations::list_streams>()};
  auto rules = FakeService::rules(rows);
  EXPECT_TRUE(complete(std::vector<ServiceEntry>{{&kinesis::model, nullptr, rows, rules}}));
  rules.erase(rules.begin());
  const auto status = complete(std::vector<ServiceEntry>{{&kinesis::model, nullptr, rows, rules}});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "There is no access rule for kinesis.PutRecord: nobody could be refused.");
}

}  // namespace
}  // namespace penstock
