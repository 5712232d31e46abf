// When keys and roles were last used, and the credential report that tells it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/iam/fixture.h"

namespace penstock::iam {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

void use(IamFixture& iam, const std::string& key_id, std::string_view service = "kinesis") {
  iam.directory().find_key(key_id)->last_use->note(iam.clock().now(), service, "eu-north-1");
}

AccessKeyLastUsed last_used(IamFixture& iam, const std::string& key_id) {
  return *iam.call(&IamService::get_access_key_last_used, {.access_key_id = key_id})->access_key_last_used;
}

TEST(GetAccessKeyLastUsed, tells_nothing_of_a_key_that_was_never_used) {
  IamFixture iam;
  iam.create_user("ana");
  const auto key = iam.create_key("ana").access_key_id;
  const auto told = iam.call(&IamService::get_access_key_last_used, {.access_key_id = key});
  EXPECT_EQ(told->user_name, "ana");
  EXPECT_FALSE(told->access_key_last_used->last_used_date);
  EXPECT_EQ(told->access_key_last_used->service_name, "N/A");
  EXPECT_EQ(told->access_key_last_used->region, "N/A");
  EXPECT_EQ(iam.error_of(&IamService::get_access_key_last_used, {.access_key_id = "AKIANOBODYATALL00000"}),
            "NoSuchEntity: The Access Key with id AKIANOBODYATALL00000 cannot be found.");
}

TEST(GetAccessKeyLastUsed, tells_the_first_use_of_a_quarter_of_an_hour) {
  IamFixture iam;
  iam.create_user("ana");
  const auto key = iam.create_key("ana").access_key_id;
  const auto first = iam.clock().now();
  use(iam, key);
  iam.pass(Millis(14 * 60'000));
  use(iam, key, "s3");
  EXPECT_EQ(last_used(iam, key).last_used_date, std::chrono::floor<std::chrono::seconds>(first));
  EXPECT_EQ(last_used(iam, key).service_name, "kinesis");
  EXPECT_EQ(last_used(iam, key).region, "eu-north-1");
  iam.pass(Millis(60'000));
  use(iam, key, "s3");
  EXPECT_EQ(last_used(iam, key).service_name, "s3");
}

TEST(GetAccessKeyLastUsed, goes_on_when_its_user_changes) {
  IamFixture iam;
  iam.create_user("ana");
  const auto key = iam.create_key("ana").access_key_id;
  use(iam, key);
  ASSERT_TRUE(iam.call(&IamService::update_user, {.user_name = "ana", .new_user_name = "ben"}));
  EXPECT_EQ(last_used(iam, key).service_name, "kinesis");
}

TEST(LastUse, that_was_saved_survives_a_loss_of_power_and_a_stop_saves_the_rest) {
  IamFixture iam;
  iam.create_user("ana");
  const auto saved = iam.create_key("ana").access_key_id;
  const auto later = iam.create_key("ana").access_key_id;
  use(iam, saved);
  ASSERT_TRUE(iam.executor().sync_wait(iam.service().save_uses()));
  use(iam, later);
  iam.power_cycle();
  EXPECT_EQ(last_used(iam, saved).service_name, "kinesis");
  EXPECT_EQ(last_used(iam, later).service_name, "N/A");
  use(iam, later, "s3");
  iam.restart();
  EXPECT_EQ(last_used(iam, later).service_name, "s3");
}

TEST(LastUse, is_not_written_twice_and_ends_with_its_key) {
  IamFixture iam;
  iam.create_user("ana");
  const auto key = iam.create_key("ana").access_key_id;
  use(iam, key);
  iam.restart();
  const auto writes = iam.store().writes();
  EXPECT_TRUE(iam.executor().sync_wait(iam.service().save_uses()));
  EXPECT_EQ(iam.store().writes(), writes);
  ASSERT_TRUE(iam.call(&IamService::delete_access_key, {.user_name = "ana", .access_key_id = key}));
  iam.restart();
  EXPECT_EQ(iam.error_of(&IamService::get_access_key_last_used, {.access_key_id = key}),
            "NoSuchEntity: The Access Key with id " + key + " cannot be found.");
}

TEST(LastUse, of_a_role_is_told_by_get_role_alone) {
  IamFixture iam;
  iam.create_role("loader");
  EXPECT_FALSE(iam.call(&IamService::get_role, {.role_name = "loader"})->role.role_last_used->last_used_date);
  iam.directory().find_role(account_number, "loader")->last_use->note(iam.clock().now(), "s3", "eu-north-1");
  iam.restart();
  const auto told = iam.call(&IamService::get_role, {.role_name = "loader"})->role.role_last_used;
  EXPECT_EQ(told->last_used_date, std::chrono::floor<std::chrono::seconds>(iam.clock().now()));
  EXPECT_EQ(told->region, "eu-north-1");
  EXPECT_FALSE(iam.call(&IamService::list_roles, {})->roles.front().role_last_used);
}

std::string report_of(IamFixture& iam) { return *iam.call(&IamService::get_credential_report, {})->content; }

TEST(CredentialReport, is_made_when_asked_for_and_good_for_four_hours) {
  IamFixture iam;
  EXPECT_THAT(iam.error_of(&IamService::get_credential_report, {}), StartsWith("ReportNotPresent: "));
  const auto made = iam.call(&IamService::generate_credential_report, {});
  EXPECT_EQ(made->state, "STARTED");
  EXPECT_EQ(made->description, "No report exists. Starting a new report generation task");
  iam.create_user("late");
  iam.pass(Millis(4 * 3'600'000 - 1'000));
  EXPECT_EQ(iam.call(&IamService::generate_credential_report, {})->state, "COMPLETE");
  iam.power_cycle();
  EXPECT_EQ(iam.call(&IamService::get_credential_report, {})->report_format, "text/csv");
  EXPECT_THAT(report_of(iam), testing::Not(HasSubstr("late")));
  iam.pass(Millis(1'000));
  EXPECT_THAT(iam.error_of(&IamService::get_credential_report, {}), StartsWith("ReportExpired: "));
  EXPECT_EQ(iam.call(&IamService::generate_credential_report, {})->state, "STARTED");
  EXPECT_THAT(report_of(iam), HasSubstr("\nlate,"));
}

TEST(CredentialReport, has_a_row_for_the_root_and_for_each_user) {
  IamFixture iam;
  iam.pass(from_millis(1'700'000'000'123) - iam.clock().now());
  iam.create_user("ana");
  const auto key = iam.create_key("ana").access_key_id;
  use(iam, key);
  ASSERT_TRUE(iam.call(&IamService::update_account_password_policy, {.max_password_age = 10}));
  ASSERT_TRUE(iam.call(&IamService::create_login_profile, {.user_name = "ana", .password = "long-enough"}));
  iam.create_user("ben");
  ASSERT_TRUE(iam.call(&IamService::generate_credential_report, {}));
  const auto report = report_of(iam);
  EXPECT_THAT(report, StartsWith("user,arn,user_creation_time,password_enabled,"));
  EXPECT_THAT(report, HasSubstr("\n<root_account>,arn:aws:iam::000000000000:root,"));
  EXPECT_THAT(report, HasSubstr(",not_supported,no_information,not_supported,not_supported,false,true,N/A,N/A,N/A,N/A,"
                                "false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n"));
  const std::string now = "2023-11-14T22:13:20+00:00";
  EXPECT_THAT(report, HasSubstr("\nana,arn:aws:iam::000000000000:user/ana," + now + ",true,no_information," + now +
                                ",2023-11-24T22:13:20+00:00,false,true," + now + ',' + now +
                                ",eu-north-1,kinesis,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n"));
  EXPECT_TRUE(report.ends_with("\nben,arn:aws:iam::000000000000:user/ben," + now +
                               ",false,N/A,N/A,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,"
                               "N/A"));
}

}  // namespace
}  // namespace penstock::iam
