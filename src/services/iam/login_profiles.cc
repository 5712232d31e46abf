// Passwords of users. Nobody signs in with one here; what AWS asks of them holds all the same.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords.html
#include <algorithm>

#include "api/iam/errors.h"
#include "services/iam/password.h"
#include "services/iam/service.h"

namespace penstock::iam {
namespace {

LoginProfile described(const UserRecord& user) {
  return {
      .user_name = user.name, .create_date = user.login->created, .password_reset_required = user.login->must_reset};
}

void set_password(LoginRecord& login, std::string hash, TimePoint now) {
  if (!login.password_hash.empty()) {
    login.former_hashes.insert(login.former_hashes.begin(), std::move(login.password_hash));
    if (login.former_hashes.size() > limits::former_passwords_max) login.former_hashes.pop_back();
  }
  login.password_hash = std::move(hash);
  login.password_set = now;
}

// Whether it is one of the last passwords, the present one included, that the policy looks back on.
bool was_used(const LoginRecord& login, const std::optional<PasswordPolicyRecord>& policy, std::string_view password) {
  const auto back = static_cast<std::size_t>(policy ? policy->reuse_prevention.value_or(0) : 0);
  if (back == 0) return false;
  if (is_password(login.password_hash, password)) return true;
  const auto count = std::min(back - 1, login.former_hashes.size());
  return std::any_of(login.former_hashes.begin(), login.former_hashes.begin() + static_cast<std::ptrdiff_t>(count),
                     [&](const auto& hash) { return is_password(hash, password); });
}

}  // namespace

Task<Result<std::string>> IamService::hashed(std::string password) {
  co_return co_await as_result(pool_.run(
      [this, password = std::move(password)]() -> Result<std::string> { return hash_password(random_, password); }));
}

Task<Result<CreateLoginProfileOutput>> IamService::create_login_profile(Caller caller, CreateLoginProfileInput in) {
  co_await check_password(account_of(caller)->settings.password_policy, in.password);
  auto hash = co_await hashed(std::move(in.password));
  CreateLoginProfileOutput out;
  co_await edit<UserRecord>(caller.account, in.user_name, [&](UserRecord& user, const Account&) -> Status {
    if (user.login) return errors::entity_already_exists("Login Profile for user " + user.name + " already exists.");
    user.login = LoginRecord{.must_reset = in.password_reset_required.value_or(false), .created = now()};
    set_password(*user.login, std::move(hash), now());
    out.login_profile = described(user);
    return ok();
  });
  co_return out;
}

Task<Result<GetLoginProfileOutput>> IamService::get_login_profile(Caller caller, GetLoginProfileInput in) {
  const auto user = co_await existing<UserRecord>(*account_of(caller), co_await user_meant(caller, in.user_name));
  if (!user->login) co_return login_profile_not_found(user->name);
  co_return GetLoginProfileOutput{.login_profile = described(*user)};
}

Task<Result<UpdateLoginProfileOutput>> IamService::update_login_profile(Caller caller, UpdateLoginProfileInput in) {
  std::string hash;
  if (in.password) {
    co_await check_password(account_of(caller)->settings.password_policy, *in.password);
    hash = co_await hashed(std::move(*in.password));
  }
  co_await edit<UserRecord>(caller.account, in.user_name, [&](UserRecord& user, const Account&) -> Status {
    if (!user.login) return login_profile_not_found(user.name);
    if (in.password_reset_required) user.login->must_reset = *in.password_reset_required;
    if (!hash.empty()) set_password(*user.login, std::move(hash), now());
    return ok();
  });
  co_return UpdateLoginProfileOutput{};
}

Task<Result<DeleteLoginProfileOutput>> IamService::delete_login_profile(Caller caller, DeleteLoginProfileInput in) {
  const auto name = co_await user_meant(caller, in.user_name);
  co_await edit<UserRecord>(caller.account, name, [](UserRecord& user, const Account&) -> Status {
    if (!user.login) return login_profile_not_found(user.name);
    user.login.reset();
    return ok();
  });
  co_return DeleteLoginProfileOutput{};
}

// By the user whose password it is. It is looked at before the change has the turn, for that takes long; one that was
// changed in the meantime is not changed again.
Task<Result<ChangePasswordOutput>> IamService::change_password(Caller caller, ChangePasswordInput in) {
  if (caller.principal && caller.principal->kind == policy::PrincipalKind::root) {
    co_return errors::invalid_user_type("Only IAM Users can change their own password");
  }
  const auto account = account_of(caller);
  const auto user = co_await existing<UserRecord>(*account, co_await user_meant(caller, std::nullopt));
  if (!user->login) co_return login_profile_not_found(user->name);
  const auto& policy = account->settings.password_policy;
  co_await check_password(policy, in.new_password);
  auto hash = co_await pool_.run([&]() -> Result<std::string> {
    if (!is_password(user->login->password_hash, in.old_password)) {
      return ApiError{403, "AccessDenied", "The old password was incorrect."};
    }
    if (was_used(*user->login, policy, in.new_password)) {
      return errors::password_policy_violation("Password does not conform to the account password policy.");
    }
    return hash_password(random_, in.new_password);
  });
  co_await edit<UserRecord>(caller.account, user->name, [&](UserRecord& changed, const Account&) -> Status {
    if (!changed.login || changed.login->password_hash != user->login->password_hash) {
      return errors::entity_temporarily_unmodifiable("The password was changed a moment ago. Please try again.");
    }
    set_password(*changed.login, std::move(hash), now());
    changed.login->must_reset = false;
    return ok();
  });
  co_return ChangePasswordOutput{};
}

}  // namespace penstock::iam
