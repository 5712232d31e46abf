// Operations on OpenID Connect providers. Certificates are not fetched: thumbprints are kept as they are told.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
#include <algorithm>

#include "api/iam/errors.h"
#include "policy/text.h"
#include "services/iam/page.h"
#include "services/iam/provider_name.h"
#include "services/iam/service.h"
#include "services/iam/tags.h"

namespace penstock::iam {
namespace {

Status add_client_id(ProviderRecord& provider, std::string id) {
  if (std::ranges::find(provider.client_ids, id) != provider.client_ids.end()) return ok();
  if (provider.client_ids.size() == limits::client_ids_per_provider_max) {
    return quota_exceeded("ClientIdsPerOpenIdConnectProvider", limits::client_ids_per_provider_max);
  }
  provider.client_ids.push_back(std::move(id));
  return ok();
}

// AWS takes five of them, whatever its words say.
Status set_thumbprints(ProviderRecord& provider, std::vector<std::string> thumbprints) {
  if (thumbprints.size() > limits::thumbprints_per_provider_max) {
    return errors::invalid_input("Thumbprint list must contain fewer than 5 entries.");
  }
  for (auto& thumbprint : thumbprints) policy::to_lower(thumbprint);
  provider.thumbprints = std::move(thumbprints);
  return ok();
}

}  // namespace

Task<Result<CreateOpenIDConnectProviderOutput>> IamService::create_open_id_connect_provider(
    Caller caller, CreateOpenIDConnectProviderInput in) {
  auto name = co_await provider_name_in(in.url);
  auto tags = co_await new_tags(in.tags, TagKeys::any_case);
  auto change = co_await begin(caller.account);
  auto provider = co_await fresh<ProviderRecord>(change.account(), std::move(name), std::nullopt);
  for (auto& id : in.client_id_list.value_or(std::vector<std::string>())) {
    co_await add_client_id(provider, std::move(id));
  }
  co_await set_thumbprints(provider, in.thumbprint_list.value_or(std::vector<std::string>()));
  provider.tags = std::move(tags);
  CreateOpenIDConnectProviderOutput out{.open_id_connect_provider_arn = arn_of(caller.account, provider)};
  if (!provider.tags.empty()) out.tags = described(provider.tags);
  change.add(std::move(provider));
  co_await change.commit();
  co_return out;
}

Task<Result<GetOpenIDConnectProviderOutput>> IamService::get_open_id_connect_provider(
    Caller caller, GetOpenIDConnectProviderInput in) {
  const auto name = co_await provider_name_of(caller.account, in.open_id_connect_provider_arn);
  const auto provider = co_await existing<ProviderRecord>(*account_of(caller), name);
  co_return GetOpenIDConnectProviderOutput{.url = provider->name,
                                           .client_id_list = provider->client_ids,
                                           .thumbprint_list = provider->thumbprints,
                                           .create_date = provider->created,
                                           .tags = described(provider->tags)};
}

Task<Result<ListOpenIDConnectProvidersOutput>> IamService::list_open_id_connect_providers(
    Caller caller, ListOpenIDConnectProvidersInput) {
  std::vector<OpenIDConnectProviderListEntry> providers;
  for (const auto& provider : account_of(caller)->providers) {
    providers.push_back({.arn = arn_of(caller.account, *provider)});
  }
  co_return ListOpenIDConnectProvidersOutput{.open_id_connect_provider_list = std::move(providers)};
}

// "This operation is idempotent": what is not there is deleted.
Task<Result<DeleteOpenIDConnectProviderOutput>> IamService::delete_open_id_connect_provider(
    Caller caller, DeleteOpenIDConnectProviderInput in) {
  const auto name = provider_name_of(caller.account, in.open_id_connect_provider_arn);
  if (!name) co_return DeleteOpenIDConnectProviderOutput{};
  auto change = co_await begin(caller.account);
  if (const auto provider = change.account().providers.find(*name)) {
    change.remove(provider);
    co_await change.commit();
  }
  co_return DeleteOpenIDConnectProviderOutput{};
}

Task<Result<UpdateOpenIDConnectProviderThumbprintOutput>> IamService::update_open_id_connect_provider_thumbprint(
    Caller caller, UpdateOpenIDConnectProviderThumbprintInput in) {
  const auto name = co_await provider_name_of(caller.account, in.open_id_connect_provider_arn);
  co_await edit<ProviderRecord>(caller.account, name, [&](ProviderRecord& provider, const Account&) {
    return set_thumbprints(provider, std::move(in.thumbprint_list));
  });
  co_return UpdateOpenIDConnectProviderThumbprintOutput{};
}

Task<Result<AddClientIDToOpenIDConnectProviderOutput>> IamService::add_client_id_to_open_id_connect_provider(
    Caller caller, AddClientIDToOpenIDConnectProviderInput in) {
  const auto name = co_await provider_name_of(caller.account, in.open_id_connect_provider_arn);
  co_await edit<ProviderRecord>(caller.account, name, [&](ProviderRecord& provider, const Account&) {
    return add_client_id(provider, std::move(in.client_id));
  });
  co_return AddClientIDToOpenIDConnectProviderOutput{};
}

Task<Result<RemoveClientIDFromOpenIDConnectProviderOutput>> IamService::remove_client_id_from_open_id_connect_provider(
    Caller caller, RemoveClientIDFromOpenIDConnectProviderInput in) {
  const auto name = co_await provider_name_of(caller.account, in.open_id_connect_provider_arn);
  co_await edit<ProviderRecord>(caller.account, name, [&](ProviderRecord& provider, const Account&) {
    std::erase(provider.client_ids, in.client_id);
    return ok();
  });
  co_return RemoveClientIDFromOpenIDConnectProviderOutput{};
}

Task<Result<TagOpenIDConnectProviderOutput>> IamService::tag_open_id_connect_provider(
    Caller caller, TagOpenIDConnectProviderInput in) {
  const auto name = co_await provider_name_of(caller.account, in.open_id_connect_provider_arn);
  co_await edit<ProviderRecord>(caller.account, name, [&](ProviderRecord& provider, const Account&) {
    return add_tags(provider.tags, in.tags, TagKeys::any_case);
  });
  co_return TagOpenIDConnectProviderOutput{};
}

Task<Result<UntagOpenIDConnectProviderOutput>> IamService::untag_open_id_connect_provider(
    Caller caller, UntagOpenIDConnectProviderInput in) {
  const auto name = co_await provider_name_of(caller.account, in.open_id_connect_provider_arn);
  co_await edit<ProviderRecord>(caller.account, name, [&](ProviderRecord& provider, const Account&) {
    remove_tags(provider.tags, in.tag_keys, TagKeys::any_case);
    return ok();
  });
  co_return UntagOpenIDConnectProviderOutput{};
}

Task<Result<ListOpenIDConnectProviderTagsOutput>> IamService::list_open_id_connect_provider_tags(
    Caller caller, ListOpenIDConnectProviderTagsInput in) {
  const auto name = co_await provider_name_of(caller.account, in.open_id_connect_provider_arn);
  const auto provider = co_await existing<ProviderRecord>(*account_of(caller), name);
  ListOpenIDConnectProviderTagsOutput out;
  co_await fill_page(
      in, out, described(provider->tags), [](const Tag& tag) -> const auto& { return tag.key; },
      [&](const Tag& tag) { out.tags.push_back(tag); });
  co_return out;
}

}  // namespace penstock::iam
