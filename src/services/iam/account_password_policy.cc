// What an account asks of passwords.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
#include "api/iam/errors.h"
#include "services/iam/service.h"

namespace penstock::iam {
namespace {

ApiError no_password_policy(const std::string& account) {
  return errors::no_such_entity("The Password Policy with domain name " + account + " cannot be found.");
}

}  // namespace

Task<Result<GetAccountPasswordPolicyOutput>> IamService::get_account_password_policy(Caller caller,
                                                                                     GetAccountPasswordPolicyInput) {
  const auto account = account_of(caller);
  const auto& policy = account->settings.password_policy;
  if (!policy) co_return no_password_policy(caller.account);
  co_return GetAccountPasswordPolicyOutput{
      .password_policy = {.minimum_password_length = policy->length_min,
                          .require_symbols = policy->symbols,
                          .require_numbers = policy->numbers,
                          .require_uppercase_characters = policy->uppercase,
                          .require_lowercase_characters = policy->lowercase,
                          .allow_users_to_change_password = policy->users_may_change,
                          .expire_passwords = policy->age_days_max.has_value(),
                          .max_password_age = policy->age_days_max,
                          .password_reuse_prevention = policy->reuse_prevention,
                          .hard_expiry = policy->hard_expiry}};
}

// "If you do not specify a value for a parameter, that parameter is set to its default."
Task<Result<UpdateAccountPasswordPolicyOutput>> IamService::update_account_password_policy(
    Caller caller, UpdateAccountPasswordPolicyInput in) {
  auto change = co_await begin(caller.account);
  auto settings = change.account().settings;
  settings.password_policy = {
      .length_min = in.minimum_password_length.value_or(limits::password_length_default),
      .symbols = in.require_symbols.value_or(false),
      .numbers = in.require_numbers.value_or(false),
      .uppercase = in.require_uppercase_characters.value_or(false),
      .lowercase = in.require_lowercase_characters.value_or(false),
      .users_may_change = in.allow_users_to_change_password.value_or(false),
      .age_days_max = in.max_password_age,
      .reuse_prevention = in.password_reuse_prevention,
      .hard_expiry = in.hard_expiry,
  };
  change.replace_settings(std::move(settings));
  co_await change.commit();
  co_return UpdateAccountPasswordPolicyOutput{};
}

Task<Result<DeleteAccountPasswordPolicyOutput>> IamService::delete_account_password_policy(
    Caller caller, DeleteAccountPasswordPolicyInput) {
  auto change = co_await begin(caller.account);
  auto settings = change.account().settings;
  if (!settings.password_policy) co_return no_password_policy(caller.account);
  settings.password_policy.reset();
  change.replace_settings(std::move(settings));
  co_await change.commit();
  co_return DeleteAccountPasswordPolicyOutput{};
}

}  // namespace penstock::iam
