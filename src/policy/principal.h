// Who asks, with everything that decides what they may do: identity policies, a permissions boundary, session policies.
// Immutable: a change of a user or role makes a new one, which the next request finds. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/document.h"

namespace penstock::policy {

enum class PrincipalKind : std::uint8_t {
  root,            // of an account
  user,            // of IAM
  role_session,    // an assumed role
  federated_user,  // GetFederationToken
  service,         // "pipes.amazonaws.com"
  anonymous,       // an unsigned request
  web_identity,    // who shows an OIDC provider's token to assume a role; `arn` is the provider's
};

// A document under the name that explanations call it by: a managed policy's ARN, or an inline policy's name.
struct NamedDocument {
  std::string name;
  std::shared_ptr<const Document> document;
};

using Tags = std::vector<std::pair<std::string, std::string>>;

struct Principal {
  PrincipalKind kind = PrincipalKind::anonymous;
  std::string account;
  // As errors name it: "arn:aws:iam::…:user/team/ana", "arn:aws:sts::…:assumed-role/loader/session-1".
  std::string arn;
  std::string id;             // aws:userid: "AIDA…", "AROA…:session-1", the account's number for its root
  std::string name = {};      // aws:username; users have one
  std::string role_arn = {};  // role sessions: the role's, which is their aws:PrincipalArn
  Tags tags = {};             // aws:PrincipalTag/…, those of the session included
  std::vector<NamedDocument> policies = {};  // identity-based: own, of groups, managed ones
  std::optional<NamedDocument> boundary = {};
  std::optional<std::vector<NamedDocument>> session_policies = {};  // absent: the session is not narrowed
  // Condition keys that the session brings, in lower case: aws:tokenissuetime, aws:multifactorauthpresent, …
  std::vector<std::pair<std::string, std::string>> session_keys = {};
  std::string user_arn = {};                          // federated users: of the user who made the session
  std::vector<std::string> transitive_tag_keys = {};  // of the tags: those that a session made from it inherits

  // aws:PrincipalArn
  std::string_view principal_arn() const { return role_arn.empty() ? arn : role_arn; }
  // Empty when the session does not have it, or there is none.
  std::string_view session_key(std::string_view key) const {
    for (const auto& [name, value] : session_keys) {
      if (name == key) return value;
    }
    return {};
  }
  // Asks with temporary credentials.
  bool is_temporary() const { return !session_key("aws:tokenissuetime").empty(); }
};

// The root of an account: may do everything there.
std::shared_ptr<const Principal> root_principal(std::string_view account);

}  // namespace penstock::policy
