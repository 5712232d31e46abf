#include "services/iam/compile.h"

namespace penstock::iam {
namespace {

void append_policies(const Account& account, const Grantee& grantee, std::vector<policy::NamedDocument>& policies) {
  for (const auto& [name, policy] : grantee.inline_policies) policies.push_back({name, policy.document});
  for (const auto& arn : grantee.attached) {
    if (auto document = managed_document(account, arn)) policies.push_back({arn, std::move(document)});
  }
}

std::optional<policy::NamedDocument> boundary_of(const Account& account, const std::optional<std::string>& arn) {
  if (!arn) return std::nullopt;
  return policy::NamedDocument{*arn, managed_document(account, *arn)};
}

}  // namespace

std::shared_ptr<const policy::Principal> compile(const Account& account, const UserRecord& user) {
  auto principal =
      std::make_shared<policy::Principal>(policy::Principal{.kind = policy::PrincipalKind::user,
                                                            .account = account.number,
                                                            .arn = arn_of(account.number, user),
                                                            .id = user.id,
                                                            .name = user.name,
                                                            .tags = user.tags,
                                                            .boundary = boundary_of(account, user.boundary)});
  append_policies(account, user, principal->policies);
  for (const auto& id : user.groups) {
    if (const auto group = account.groups.find_id(id)) append_policies(account, *group, principal->policies);
  }
  return principal;
}

std::shared_ptr<const penstock::Role> compile(const Account& account, const RoleRecord& record,
                                              std::shared_ptr<LastUse> use) {
  auto role = std::make_shared<penstock::Role>(penstock::Role{.account = account.number,
                                                              .name = record.name,
                                                              .arn = arn_of(account.number, record),
                                                              .id = record.id,
                                                              .session_seconds_max = record.session_seconds_max,
                                                              .trust = record.trust.document,
                                                              .tags = record.tags,
                                                              .boundary = boundary_of(account, record.boundary),
                                                              .last_use = std::move(use)});
  append_policies(account, record, role->policies);
  return role;
}

}  // namespace penstock::iam
