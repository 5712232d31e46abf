// The one alias that an account may have. https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html
#include <algorithm>

#include "api/iam/errors.h"
#include "services/iam/page.h"
#include "services/iam/service.h"

namespace penstock::iam {
namespace {

// The model's pattern for an alias looks ahead, which the check of every request's fields cannot do.
Status check_alias(const std::string& alias) {
  const auto may_be = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  const bool is_alias =
      !alias.starts_with('-') && !alias.ends_with('-') && !alias.contains("--") && std::ranges::all_of(alias, may_be);
  if (is_alias) return ok();
  return error::validation("1 validation error detected: Value '" + alias +
                           "' at 'accountAlias' failed to satisfy constraint: Member must satisfy regular expression "
                           "pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$");
}

}  // namespace

// No two accounts share an alias; a new one takes the place of the account's old one.
Task<Result<CreateAccountAliasOutput>> IamService::create_account_alias(Caller caller, CreateAccountAliasInput in) {
  co_await check_alias(in.account_alias);
  auto change = co_await begin(caller.account);
  for (const auto& account : directory_.accounts()) {
    if (account->settings.alias == in.account_alias) {
      co_return errors::entity_already_exists("The account alias " + in.account_alias + " already exists.");
    }
  }
  auto settings = change.account().settings;
  settings.alias = std::move(in.account_alias);
  change.replace_settings(std::move(settings));
  co_await change.commit();
  co_return CreateAccountAliasOutput{};
}

Task<Result<ListAccountAliasesOutput>> IamService::list_account_aliases(Caller caller, ListAccountAliasesInput in) {
  const auto account = account_of(caller);
  std::vector<std::string> aliases;
  if (account->settings.alias) aliases.push_back(*account->settings.alias);
  ListAccountAliasesOutput out;
  co_await fill_page(
      in, out, aliases, [](const auto& alias) -> const auto& { return alias; },
      [&](const auto& alias) { out.account_aliases.push_back(alias); });
  co_return out;
}

Task<Result<DeleteAccountAliasOutput>> IamService::delete_account_alias(Caller caller, DeleteAccountAliasInput in) {
  co_await check_alias(in.account_alias);
  auto change = co_await begin(caller.account);
  auto settings = change.account().settings;
  if (settings.alias != in.account_alias) {
    co_return errors::no_such_entity("The account alias " + in.account_alias + " cannot be found.");
  }
  settings.alias.reset();
  change.replace_settings(std::move(settings));
  co_await change.commit();
  co_return DeleteAccountAliasOutput{};
}

}  // namespace penstock::iam
