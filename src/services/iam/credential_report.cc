// GenerateCredentialReport and GetCredentialReport. A report is made by the request that asks for it, so none is ever
// in progress.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
#include <fmt/chrono.h>

#include <array>

#include "api/iam/errors.h"
#include "services/iam/limits.h"
#include "services/iam/service.h"

namespace penstock::iam {
namespace {

constexpr std::string_view head =
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_"
    "region,"
    "access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,"
    "cert_2_last_rotated";
constexpr std::string_view no_key = ",false,N/A,N/A,N/A,N/A";
constexpr std::string_view no_certificates = ",false,N/A,false,N/A";

// "2026-03-01T12:00:00+00:00"
std::string iso_time(TimePoint time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}+00:00", std::chrono::floor<std::chrono::seconds>(time));
}

// Nobody signs in with a password here, so none was ever used.
std::string password_columns(const UserRecord& user, const std::optional<PasswordPolicyRecord>& policy) {
  if (!user.login) return ",false,N/A,N/A,N/A";
  const auto set = user.login->password_set;
  const bool ages = policy && policy->age_days_max;
  return fmt::format(",true,no_information,{},{}", iso_time(set),
                     ages ? iso_time(set + std::chrono::days(*policy->age_days_max)) : "N/A");
}

std::string key_columns(const KeyRecord& key, const LiveDirectory& directory) {
  auto columns = fmt::format(",{},{}", key.active, iso_time(key.created));
  const auto last_use = directory.last_use(key.id);
  const auto use = last_use ? last_use->use() : std::nullopt;
  if (!use) return columns + ",N/A,N/A,N/A";
  return columns + fmt::format(",{},{},{}", iso_time(use->time), use->region, use->service);
}

// Of the root's keys nothing is known here but that the server's account has one.
std::string root_row(const Account& account, bool has_key) {
  return fmt::format(
             "\n<root_account>,arn:aws:iam::{}:root,{},not_supported,no_information,not_supported,not_supported,",
             account.number, iso_time(account.settings.created)) +
         "false" + (has_key ? ",true,N/A,N/A,N/A,N/A" : std::string(no_key)) + std::string(no_key) +
         std::string(no_certificates);
}

std::string user_row(const Account& account, const UserRecord& user, const LiveDirectory& directory) {
  auto row = fmt::format("\n{},{},{}{},false", user.name, arn_of(account.number, user), iso_time(user.created),
                         password_columns(user, account.settings.password_policy));
  for (std::size_t i = 0; i < limits::access_keys_per_user_max; ++i) {
    row += i < user.keys.size() ? key_columns(user.keys[i], directory) : no_key;
  }
  return row.append(no_certificates);
}

}  // namespace

Task<Result<GenerateCredentialReportOutput>> IamService::generate_credential_report(Caller caller,
                                                                                    GenerateCredentialReportInput) {
  auto change = co_await begin(caller.account);
  const auto& account = change.account();
  if (account.report && now() - account.report->generated < limits::report_valid) {
    co_return GenerateCredentialReportOutput{.state = std::string(report_state_type::complete)};
  }
  ReportRecord report{.generated = now(), .csv = std::string(head)};
  report.csv += root_row(account, account.number == own_account_);
  for (const auto& user : account.users) report.csv += user_row(account, *user, directory_);
  change.replace_report(std::move(report));
  co_await change.commit();
  co_return GenerateCredentialReportOutput{.state = std::string(report_state_type::started),
                                           .description = "No report exists. Starting a new report generation task"};
}

Task<Result<GetCredentialReportOutput>> IamService::get_credential_report(Caller caller, GetCredentialReportInput) {
  const auto report = account_of(caller)->report;
  if (!report) co_return errors::credential_report_not_present("No credential report has been generated.");
  if (now() - report->generated >= limits::report_valid) {
    co_return errors::credential_report_expired("The most recent credential report has expired.");
  }
  co_return GetCredentialReportOutput{.content = report->csv,
                                      .report_format = std::string(report_format_type::text_csv),
                                      .generated_time = report->generated};
}

}  // namespace penstock::iam
