#include "policy/principal_set.h"

#include <algorithm>

#include "base/ids.h"

namespace penstock::policy {
namespace {

// "AROA…:session-1" -> "AROA…"
std::string_view role_id(const Principal& principal) {
  const std::string_view id = principal.id;
  return id.substr(0, id.find(':'));
}

// The role of a role session, the user of a federated session.
std::string_view origin(const Principal& principal) {
  return principal.kind == PrincipalKind::federated_user ? principal.user_arn : principal.role_arn;
}

bool has_account(const Principal& principal) {
  switch (principal.kind) {
    case PrincipalKind::root:
    case PrincipalKind::user:
    case PrincipalKind::role_session:
    case PrincipalKind::federated_user:
      return true;
    default:
      return false;
  }
}

Naming naming_by(const PrincipalEntry& entry, const Principal& principal) {
  using enum PrincipalEntryKind;
  switch (entry.kind) {
    case everyone:
      return Naming::direct;
    case everyone_aws:
      return principal.kind == PrincipalKind::web_identity ? Naming::none : Naming::direct;
    case account:
      if (!has_account(principal) || entry.text != principal.account) return Naming::none;
      return principal.kind == PrincipalKind::root ? Naming::direct : Naming::account;
    case canonical_user:
      if (!has_account(principal) || entry.text != penstock::canonical_user(principal.account)) return Naming::none;
      return principal.kind == PrincipalKind::root ? Naming::direct : Naming::account;
    case arn:
      if (!has_account(principal)) return Naming::none;
      if (entry.text == principal.arn) return Naming::direct;
      return entry.text == origin(principal) ? Naming::role : Naming::none;
    case id:
      if (principal.kind == PrincipalKind::user && entry.text == principal.id) return Naming::direct;
      return principal.kind == PrincipalKind::role_session && entry.text == role_id(principal) ? Naming::role
                                                                                               : Naming::none;
    case service:
      return principal.kind == PrincipalKind::service && entry.text == principal.arn ? Naming::direct : Naming::none;
    case federated:
      return principal.kind == PrincipalKind::web_identity && entry.text == principal.arn ? Naming::direct
                                                                                          : Naming::none;
  }
  return Naming::none;
}

}  // namespace

PrincipalEntry principal_entry(std::string_view type, std::string_view value) {
  using enum PrincipalEntryKind;
  if (type == "Service") return {service, value};
  if (type == "Federated") return {federated, value};
  if (type == "CanonicalUser") return {canonical_user, value};
  if (value == "*") return {everyone_aws, value};
  if (is_account(value)) return {account, value};
  ArnParts parts;
  if (!parse_arn(value, parts)) return {id, value};
  if (parts.service == "iam" && parts.resource == "root") return {account, parts.account};
  return {arn, value};
}

Naming PrincipalSet::naming(const Principal& principal) const {
  auto strongest = Naming::none;
  for (const auto& entry : entries_) strongest = std::max(strongest, naming_by(entry, principal));
  return strongest;
}

bool PrincipalSet::spares(const Principal& principal) const {
  if (principal.boundary) return false;
  bool names_itself = false;
  bool names_origin = origin(principal).empty();
  bool names_account = !has_account(principal);
  for (const auto& entry : entries_) {
    if (entry.kind == PrincipalEntryKind::everyone) return true;
    const auto naming = naming_by(entry, principal);
    if (naming == Naming::direct) names_itself = true;
    if (naming == Naming::role) names_origin = true;
    if (naming == Naming::account) names_account = true;
  }
  return names_itself && names_origin && (names_account || principal.kind == PrincipalKind::root);
}

}  // namespace penstock::policy
