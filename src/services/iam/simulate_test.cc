#include <gtest/gtest.h>

#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

using Texts = std::vector<std::string>;
using Entries = std::vector<ContextEntry>;

const std::string orders = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
const std::string ana = "arn:aws:iam::000000000000:user/ana";

std::string policy_of(const std::string& effect, const std::string& action, const std::string& condition = "") {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":")" + effect + R"(","Action":")" + action +
         R"(","Resource":"*")" + (condition.empty() ? "" : R"(,"Condition":)" + condition) + "}]}";
}

EvaluationResult custom(IamFixture& iam, SimulateCustomPolicyInput in) {
  const auto out = iam.call(&IamService::simulate_custom_policy, std::move(in));
  CHECK(out && out->evaluation_results->size() == 1);
  return out->evaluation_results->front();
}

TEST(Simulate, tells_the_statement_that_allows_and_where_it_stands) {
  IamFixture iam;
  const auto text = policy_of("Allow", "dynamodb:*");
  const auto result = custom(iam, {.policy_input_list = {text}, .action_names = {"dynamodb:CreateBackup"}});
  EXPECT_EQ(result.eval_action_name, "dynamodb:CreateBackup");
  EXPECT_EQ(result.eval_resource_name, "*");
  EXPECT_EQ(result.eval_decision, "allowed");
  ASSERT_EQ(result.matched_statements->size(), 1U);
  const auto& statement = result.matched_statements->front();
  EXPECT_EQ(statement.source_policy_id, "PolicyInputList.1");
  EXPECT_EQ(statement.source_policy_type, "IAM Policy");
  EXPECT_EQ(statement.start_position->line, 1);
  EXPECT_EQ(statement.end_position->line, 1);
  EXPECT_EQ(static_cast<std::size_t>(*statement.end_position->column), text.size() - 1);
  EXPECT_FALSE(result.resource_specific_results);
  EXPECT_FALSE(result.permissions_boundary_decision_detail);
}

TEST(Simulate, tells_the_denial_alone) {
  IamFixture iam;
  const auto result = custom(iam, {.policy_input_list = {policy_of("Allow", "*"), policy_of("Deny", "s3:GetObject")},
                                   .action_names = {"s3:GetObject"}});
  EXPECT_EQ(result.eval_decision, "explicitDeny");
  ASSERT_EQ(result.matched_statements->size(), 1U);
  EXPECT_EQ(result.matched_statements->front().source_policy_id, "PolicyInputList.2");
}

TEST(Simulate, tells_which_keys_are_wanting_as_the_policy_spells_them) {
  IamFixture iam;
  const auto text = policy_of("Allow", "s3:*", R"({"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}})");
  auto result = custom(iam, {.policy_input_list = {text}, .action_names = {"s3:GetObject"}});
  EXPECT_EQ(result.eval_decision, "implicitDeny");
  EXPECT_TRUE(result.matched_statements->empty());
  EXPECT_EQ(result.missing_context_values, Texts{"aws:CurrentTime"});
  const Entries entries = {
      {.context_key_name = "aws:currenttime", .context_key_values = Texts{"2019-04-25T11:00:00Z"}}};
  result = custom(iam, {.policy_input_list = {text}, .action_names = {"s3:GetObject"}, .context_entries = entries});
  EXPECT_EQ(result.eval_decision, "allowed");
  EXPECT_TRUE(result.missing_context_values->empty());
}

TEST(Simulate, tells_what_a_boundary_says) {
  IamFixture iam;
  const auto result = custom(iam, {.policy_input_list = {policy_of("Allow", "*")},
                                   .permissions_boundary_policy_input_list = Texts{policy_of("Allow", "s3:*")},
                                   .action_names = {"kinesis:PutRecord"}});
  EXPECT_EQ(result.eval_decision, "implicitDeny");
  EXPECT_EQ(result.permissions_boundary_decision_detail->allowed_by_permissions_boundary, false);
}

TEST(Simulate, takes_a_resource_policy_of_another_account) {
  IamFixture iam;
  const std::string resource_policy =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kinesis:*","Resource":"*"}]})";
  SimulateCustomPolicyInput in{.policy_input_list = {policy_of("Allow", "s3:*")},
                               .action_names = {"kinesis:PutRecord"},
                               .resource_arns = Texts{orders},
                               .resource_policy = resource_policy,
                               .resource_owner = "arn:aws:iam::222222222222:root"};
  EXPECT_EQ(iam.error_of(&IamService::simulate_custom_policy, in),
            "InvalidInput: Invalid caller - Caller must be an IAM user in this context.");
  in.caller_arn = ana;
  const auto result = custom(iam, in);
  EXPECT_EQ(result.eval_decision, "implicitDeny");
  EXPECT_EQ(result.eval_decision_details->at("IAM Policy"), "implicitDeny");
  EXPECT_EQ(result.eval_decision_details->at("Resource Policy"), "allowed");
  in.resource_owner.reset();
  EXPECT_EQ(custom(iam, in).eval_decision, "allowed");
  EXPECT_EQ(custom(iam, in).matched_statements->at(0).source_policy_type, "Resource Policy");
}

TEST(Simulate, takes_the_policies_that_a_user_has) {
  IamFixture iam;
  iam.create_user("ana");
  ASSERT_TRUE(
      iam.call(&IamService::put_user_policy,
               {.user_name = "ana", .policy_name = "writes", .policy_document = allow("kinesis:Put*", orders)}));
  const auto out =
      iam.call(&IamService::simulate_principal_policy, {.policy_source_arn = ana,
                                                        .action_names = {"kinesis:PutRecord", "kinesis:GetRecords"},
                                                        .resource_arns = Texts{orders, orders + "-2"}});
  const auto& results = *out->evaluation_results;
  ASSERT_EQ(results.size(), 4U);
  EXPECT_EQ(results[0].eval_decision, "allowed");
  EXPECT_EQ(results[0].matched_statements->at(0).source_policy_id, "user_ana_writes");
  EXPECT_EQ(results[0].resource_specific_results->at(0).eval_resource_name, orders);
  EXPECT_EQ(results[0].resource_specific_results->at(0).eval_resource_decision, "allowed");
  EXPECT_EQ(results[1].eval_resource_name, orders + "-2");
  EXPECT_EQ(results[1].eval_decision, "implicitDeny");
  EXPECT_EQ(results[2].eval_action_name, "kinesis:GetRecords");
  EXPECT_EQ(results[2].eval_decision, "implicitDeny");
}

TEST(Simulate, is_told_in_pages) {
  IamFixture iam;
  SimulateCustomPolicyInput in{.policy_input_list = {policy_of("Allow", "s3:*")},
                               .action_names = {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"},
                               .max_items = 2};
  const auto first = iam.call(&IamService::simulate_custom_policy, in);
  EXPECT_EQ(first->evaluation_results->size(), 2U);
  EXPECT_TRUE(*first->is_truncated);
  in.marker = first->marker;
  const auto second = iam.call(&IamService::simulate_custom_policy, in);
  EXPECT_EQ(second->evaluation_results->at(0).eval_action_name, "s3:DeleteObject");
  EXPECT_FALSE(*second->is_truncated);
}

TEST(Simulate, refuses_who_is_nobody_and_what_is_no_policy) {
  IamFixture iam;
  const auto error = [&](std::string arn) {
    return iam.error_of(&IamService::simulate_principal_policy,
                        {.policy_source_arn = std::move(arn), .action_names = {"s3:GetObject"}});
  };
  EXPECT_EQ(error(ana), "NoSuchEntity: The user with name ana cannot be found.");
  EXPECT_EQ(error("arn:aws:sts::000000000000:assumed-role/loader/night"),
            "InvalidInput: Invalid Entity Arn: arn:aws:sts::000000000000:assumed-role/loader/night does not clearly "
            "define entity type and name.");
  EXPECT_TRUE(
      iam.error_of(&IamService::simulate_custom_policy, {.policy_input_list = {"{"}, .action_names = {"s3:GetObject"}})
          .starts_with("InvalidInput: "));
}

TEST(Simulate, knows_the_context_keys_of_policies) {
  IamFixture iam;
  iam.create_user("ana");
  ASSERT_TRUE(iam.call(
      &IamService::put_user_policy,
      {.user_name = "ana", .policy_name = "own", .policy_document = allow("s3:*", "arn:aws:s3:::${aws:UserName}")}));
  const auto text = policy_of("Allow", "s3:*", R"({"StringEquals":{"s3:Prefix":"a"}})");
  EXPECT_EQ(iam.call(&IamService::get_context_keys_for_custom_policy, {.policy_input_list = {text}})->context_key_names,
            Texts{"s3:Prefix"});
  EXPECT_EQ(iam.call(&IamService::get_context_keys_for_principal_policy,
                     {.policy_source_arn = ana, .policy_input_list = Texts{text}})
                ->context_key_names,
            (Texts{"aws:UserName", "s3:Prefix"}));
}

}  // namespace
}  // namespace penstock::iam
