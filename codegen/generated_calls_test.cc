// Calls a service of the golden API through its generated client, in this process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/in_process_transport.h"
#include "api/turbine/client.h"
#include "api/turbine/dispatch.h"
#include "api/turbine/errors.h"
#include "base/task_scope.h"

namespace penstock {
namespace {

using testing::StartsWith;

class Hall {
 public:
  ServiceEntry entry() { return {&turbine::model, this, turbine::operation_rows<Hall>, access_rules()}; }
  static std::span<const AccessRule> access_rules();

#include "api/turbine/service.inc"

  Caller caller;
  const char* name_address = nullptr;
  const char* answer_address = nullptr;
  std::string token;
};

Task<Result<turbine::DeleteOutput>> Hall::delete_(Caller, turbine::DeleteInput in) {
  co_return turbine::errors::turbine_not_found("There is no turbine " + in.name + ".");
}
Task<Result<turbine::DescribeTurbineOutput>> Hall::describe_turbine(Caller by, turbine::DescribeTurbineInput in) {
  caller = std::move(by);
  name_address = in.name.data();
  turbine::DescribeTurbineOutput out{.name = std::move(in.name), .running = true};
  out.picture = std::string(100, 'p');
  answer_address = out.picture->data();
  co_return out;
}
Task<Result<turbine::GetLogOutput>> Hall::get_log(Caller, turbine::GetLogInput) {
  turbine::GetLogOutput out;
  out.body.source = std::make_unique<StringBody>("a log");
  co_return out;
}
Task<Result<turbine::GetSiteOutput>> Hall::get_site(Caller, turbine::GetSiteInput in) {
  co_return turbine::GetSiteOutput{.site = in.site};
}
Task<Result<turbine::ListSitesOutput>> Hall::list_sites(Caller, turbine::ListSitesInput) {
  co_return turbine::ListSitesOutput{};
}
Task<Result<turbine::PutLogOutput>> Hall::put_log(Caller, turbine::PutLogInput in) {
  token = in.token.value_or("none");
  co_return turbine::PutLogOutput{};
}
Task<Result<turbine::StartTurbineOutput>> Hall::start_turbine(Caller, turbine::StartTurbineInput in) {
  co_return turbine::StartTurbineOutput{.turbine_arns = std::vector{in.name}};
}

template <ActionName action, class Input>
Result<AccessNeeds> on_turbine(const Hall&, const Caller&, const Input& in) {
  return AccessNeeds{{.action = action, .resource = "arn:aws:turbine:::" + in.name}};
}
Result<AccessNeeds> to_get_site(const Hall&, const Caller&, const turbine::GetSiteInput& in) {
  return AccessNeeds{{.action = "turbine:GetSite", .resource = in.site}};
}
Result<AccessNeeds> to_list_sites(const Hall&, const Caller&, const turbine::ListSitesInput&) {
  return AccessNeeds{{.action = "turbine:ListSites"}};
}

std::span<const AccessRule> Hall::access_rules() {
  using namespace turbine;
  static constexpr AccessRule rules[] = {
      access_rule<operations::delete_, &on_turbine<"turbine:Delete", DeleteInput>>(),
      access_rule<operations::describe_turbine, &on_turbine<"turbine:DescribeTurbine", DescribeTurbineInput>>(),
      access_rule<operations::get_log, &on_turbine<"turbine:GetLog", GetLogInput>>(),
      access_rule<operations::get_site, &to_get_site>(),
      access_rule<operations::list_sites, &to_list_sites>(),
      access_rule<operations::put_log, &on_turbine<"turbine:PutLog", PutLogInput>>(),
      access_rule<operations::start_turbine, &on_turbine<"turbine:StartTurbine", StartTurbineInput>>(),
  };
  return rules;
}

// Refuses what it is told to refuse.
class HallAuthorizer final : public Authorizer {
 public:
  Status authorize(const Caller& caller, const AccessNeed& need, const OperationRequest&) const override {
    asked.push_back(caller.principal->arn + " " + std::string(need.action) + " " + need.resource);
    return verdict;
  }
  mutable std::vector<std::string> asked;
  Status verdict = ok();
};

template <class T>
Task<void> store(Task<T> task, std::optional<T>& into) {
  into.emplace(co_await std::move(task));
}

// The calls of these tests never wait.
template <class T>
T run(Task<T> task) {
  TaskScope scope;
  std::optional<T> result;
  scope.spawn(store(std::move(task), result));
  CHECK(result.has_value());
  return std::move(*result);
}

class GeneratedCalls : public testing::Test {
 protected:
  Hall hall_;
  std::vector<ServiceEntry> services_ = {hall_.entry()};
  RequestIds ids_{1};
  HallAuthorizer authorizer_;
  SimClock clock_;
  Caller pipe_{.region = "eu-north-1", .principal = policy::root_principal("000000000000")};
  InProcessTransport transport_{{services_, authorizer_, clock_, ids_}, pipe_};
  turbine::TurbineHallClient client_{transport_};
};

TEST_F(GeneratedCalls, move_inputs_and_outputs_without_a_copy) {
  turbine::DescribeTurbineInput in{.site = "north", .name = std::string(50, 'n')};
  const auto* sent = in.name.data();
  const auto out = run(client_.describe_turbine(std::move(in)));
  ASSERT_TRUE(out);
  EXPECT_TRUE(out->running);
  EXPECT_EQ(hall_.name_address, sent);
  EXPECT_EQ(out->name.data(), sent);
  EXPECT_EQ(out->picture->data(), hall_.answer_address);
}

TEST_F(GeneratedCalls, act_as_the_caller_of_the_transport_with_a_request_id_each) {
  ASSERT_TRUE(run(client_.describe_turbine({.site = "north", .name = "a"})));
  const auto first = hall_.caller;
  ASSERT_TRUE(run(client_.describe_turbine({.site = "north", .name = "a"})));
  EXPECT_EQ(first.region, "eu-north-1");
  EXPECT_EQ(first.principal, pipe_.principal);
  EXPECT_FALSE(first.request_id.empty());
  EXPECT_NE(first.request_id, hall_.caller.request_id);
}

TEST_F(GeneratedCalls, give_the_error_of_the_service) {
  const auto out = run(client_.delete_({.site = "north", .name = "a"}));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, "TurbineNotFoundException");
  EXPECT_EQ(out.error().message, "There is no turbine a.");
}

TEST_F(GeneratedCalls, ask_the_policy_and_stop_when_it_refuses) {
  authorizer_.verdict = error::access_denied("no");
  const auto out = run(client_.put_log({.site = "north", .name = "a"}));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, "AccessDeniedException");
  EXPECT_THAT(authorizer_.asked,
              testing::ElementsAre("arn:aws:iam::000000000000:root turbine:PutLog arn:aws:turbine:::a"));
  EXPECT_EQ(hall_.token, "");
}

TEST_F(GeneratedCalls, check_the_constraints_of_the_model) {
  const auto out = run(client_.describe_turbine({.site = "north", .name = "UPPER"}));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, "ValidationException");
  EXPECT_THAT(out.error().message, StartsWith("1 validation error detected: Value 'UPPER' at 'name' failed to satisfy "
                                              "constraint: Member must satisfy regular expression pattern: "));
  EXPECT_EQ(hall_.name_address, nullptr);
}

TEST_F(GeneratedCalls, check_constraints_inside_lists_of_structures) {
  turbine::Blade bad;
  bad.twins = std::vector<turbine::Blade>(4, turbine::Blade{.length = 1});
  turbine::StartTurbineInput in{.site = "north", .name = "a"};
  in.blades = std::vector<turbine::Blade>{turbine::Blade{.length = 1}, bad};
  const auto out = run(client_.start_turbine(std::move(in)));
  ASSERT_FALSE(out);
  EXPECT_THAT(out.error().message, testing::HasSubstr("at 'blades.2.member.twins' failed to satisfy constraint: Member "
                                                      "must have length less than or equal to 3"));
}

TEST_F(GeneratedCalls, fill_in_an_idempotency_token_that_is_absent) {
  ASSERT_TRUE(run(client_.put_log({.site = "north", .name = "a", .token = "mine1"})));
  EXPECT_EQ(hall_.token, "mine1");
  ASSERT_TRUE(run(client_.put_log({.site = "north", .name = "a"})));
  EXPECT_EQ(hall_.token.size(), 36U) << hall_.token;  // a UUID
}

TEST_F(GeneratedCalls, pass_a_streaming_body_on) {
  auto out = run(client_.get_log({.site = "north", .name = "a"}));
  ASSERT_TRUE(out);
  ASSERT_TRUE(out->body.source);
  const auto bytes = run(out->body.source->next());
  ASSERT_TRUE(bytes);
  EXPECT_EQ(std::string_view(bytes->data(), bytes->size()), "a log");
}

TEST_F(GeneratedCalls, say_what_this_process_lacks) {
  InProcessTransport empty({{}, authorizer_, clock_, ids_}, pipe_);
  const auto out = run(turbine::TurbineHallClient(empty).list_sites({}));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().status, 501);
  EXPECT_EQ(out.error().message, "Turbine Hall.ListSites is not implemented by this server.");
}

}  // namespace
}  // namespace penstock
