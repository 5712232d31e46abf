#include "identity/session_principal.h"

#include <algorithm>

#include "base/check.h"
#include "base/ids.h"
#include "identity/sigv4.h"

namespace penstock {
namespace {

using policy::Principal;
using policy::PrincipalKind;

bool is_federated(SessionKind kind) {
  return kind == SessionKind::federated_by_user || kind == SessionKind::federated_by_root;
}

bool same_tag_key(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

// A session's tag takes the place of its role's or user's. Keys differ by more than case.
void add_tags(const policy::Tags& added, policy::Tags& tags) {
  for (const auto& tag : added) {
    std::erase_if(tags, [&](const auto& present) { return same_tag_key(present.first, tag.first); });
    tags.push_back(tag);
  }
}

// "2026-03-01T12:00:00Z"
std::string iso_time(TimePoint time) {
  const auto basic = sigv4::format_time(time);
  return basic.substr(0, 4) + '-' + basic.substr(4, 2) + '-' + basic.substr(6, 5) + ':' + basic.substr(11, 2) + ':' +
         basic.substr(13);
}

Principal of_role(const Session& session, const Role& role) {
  return {.kind = PrincipalKind::role_session,
          .account = role.account,
          .arn = arn("sts", "", role.account, "assumed-role/" + role.name + '/' + session.name),
          .id = role.id + ':' + session.name,
          .role_arn = role.arn,
          .tags = role.tags,
          .policies = role.policies,
          .boundary = role.boundary};
}

// What a root may, in writing: whom a root lends its access to is no root.
std::shared_ptr<const policy::Document> everything() {
  static const auto document = *policy::parse_document(
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})",
      policy::DocumentKind::identity);
  return document;
}

// May do what its maker may.
Principal of_federated_user(const Session& session, const Principal& maker) {
  Principal principal = maker;
  if (maker.kind == PrincipalKind::root) principal.policies = {{"root", everything()}};
  principal.kind = PrincipalKind::federated_user;
  principal.arn = arn("sts", "", maker.account, "federated-user/" + session.name);
  principal.id = maker.account + ':' + session.name;
  principal.name = {};
  principal.user_arn = maker.arn;
  return principal;
}

Principal unnarrowed(const Session& session, const SessionBasis& basis) {
  if (session.kind == SessionKind::role) return of_role(session, *basis.role);
  const bool is_roots = session.kind == SessionKind::root || session.kind == SessionKind::federated_by_root;
  const auto maker = is_roots ? policy::root_principal(session.account) : basis.user;
  return is_federated(session.kind) ? of_federated_user(session, *maker) : *maker;
}

}  // namespace

SessionBasis find_basis(const Session& session, const Directory& directory) {
  SessionBasis basis;
  if (session.kind == SessionKind::role) {
    basis.role = directory.find_role_by_id(session.principal_id);
    basis.is_there = basis.role != nullptr;
  } else if (session.kind == SessionKind::user || session.kind == SessionKind::federated_by_user) {
    basis.user = directory.find_user_by_id(session.principal_id);
    basis.is_there = basis.user != nullptr;
  }
  for (const auto& policy_arn : session.policies.arns) {
    basis.managed.push_back(directory.find_managed_policy(policy_arn));
  }
  return basis;
}

std::shared_ptr<const Principal> principal_of(const Session& session, const SessionBasis& basis,
                                              std::shared_ptr<const policy::Document> inline_policy) {
  CHECK(basis.is_there);
  auto principal = unnarrowed(session, basis);
  add_tags(session.tags, principal.tags);
  principal.transitive_tag_keys = session.transitive_tag_keys;
  // A federated user without policies may do only what resources allow it.
  if (!session.policies.empty() || is_federated(session.kind)) {
    auto& narrowing = principal.session_policies.emplace();
    if (inline_policy) narrowing.push_back({"session policy", std::move(inline_policy)});
    for (std::size_t i = 0; i < basis.managed.size(); ++i) {
      if (basis.managed[i]) narrowing.push_back({session.policies.arns[i], basis.managed[i]});
    }
  }
  auto& keys = principal.session_keys;
  keys = session.provider_keys;
  keys.emplace_back("aws:tokenissuetime", iso_time(session.issued));
  keys.emplace_back("aws:multifactorauthpresent", session.mfa_present ? "true" : "false");
  if (!session.source_identity.empty()) keys.emplace_back("aws:sourceidentity", session.source_identity);
  return std::make_shared<const Principal>(std::move(principal));
}

}  // namespace penstock
