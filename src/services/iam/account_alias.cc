// The one alias that an account may have. https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html
#include "api/iam/errors.h"
#include "services/iam/page.h"
#include "services/iam/service.h"

namespace penstock::iam {

// No two accounts share an alias; a new one takes the place of the account's old one.
Task<Result<CreateAccountAliasOutput>> IamService::create_account_alias(Caller caller, CreateAccountAliasInput in) {
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
