// What each action of IAM is about: the kind of resource that a policy has to name for it.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

namespace penstock::iam {

enum class Subject : std::uint8_t {
  everything,  // the action has no resource: "*"
  user,        // UserName, or the caller's own
  key_owner,   // of AccessKeyId
  group,
  role,
  policy,  // PolicyArn, or PolicyName and Path
  profile,
  provider,   // OpenIDConnectProviderArn, or Url
  principal,  // PolicySourceArn: a user, group or role
  // Lists: all below PathPrefix.
  users,
  groups,
  roles,
  policies,
  profiles,
  providers,
};

namespace subject_detail {

inline constexpr std::string_view of_everything[] = {
    "CreateAccountAlias",          "DeleteAccountAlias",
    "ListAccountAliases",          "GetAccountPasswordPolicy",
    "UpdateAccountPasswordPolicy", "DeleteAccountPasswordPolicy",
    "GetAccountSummary",           "GetAccountAuthorizationDetails",
    "GenerateCredentialReport",    "GetCredentialReport",
    "SimulateCustomPolicy",        "GetContextKeysForCustomPolicy",
};
inline constexpr std::string_view of_users[] = {
    "CreateUser",
    "GetUser",
    "UpdateUser",
    "DeleteUser",
    "CreateAccessKey",
    "ListAccessKeys",
    "UpdateAccessKey",
    "DeleteAccessKey",
    "PutUserPolicy",
    "GetUserPolicy",
    "ListUserPolicies",
    "DeleteUserPolicy",
    "AttachUserPolicy",
    "DetachUserPolicy",
    "ListAttachedUserPolicies",
    "PutUserPermissionsBoundary",
    "DeleteUserPermissionsBoundary",
    "ListGroupsForUser",
    "TagUser",
    "UntagUser",
    "ListUserTags",
    "CreateLoginProfile",
    "GetLoginProfile",
    "UpdateLoginProfile",
    "DeleteLoginProfile",
    "ChangePassword",
};
inline constexpr std::string_view of_key_owners[] = {"GetAccessKeyLastUsed"};
inline constexpr std::string_view of_groups[] = {
    "CreateGroup",
    "GetGroup",
    "UpdateGroup",
    "DeleteGroup",
    "AddUserToGroup",
    "RemoveUserFromGroup",
    "PutGroupPolicy",
    "GetGroupPolicy",
    "ListGroupPolicies",
    "DeleteGroupPolicy",
    "AttachGroupPolicy",
    "DetachGroupPolicy",
    "ListAttachedGroupPolicies",
};
inline constexpr std::string_view of_roles[] = {
    "CreateRole",
    "GetRole",
    "UpdateRole",
    "UpdateRoleDescription",
    "UpdateAssumeRolePolicy",
    "DeleteRole",
    "PutRolePolicy",
    "GetRolePolicy",
    "ListRolePolicies",
    "DeleteRolePolicy",
    "AttachRolePolicy",
    "DetachRolePolicy",
    "ListAttachedRolePolicies",
    "PutRolePermissionsBoundary",
    "DeleteRolePermissionsBoundary",
    "ListInstanceProfilesForRole",
    "CreateServiceLinkedRole",
    "DeleteServiceLinkedRole",
    "GetServiceLinkedRoleDeletionStatus",
    "TagRole",
    "UntagRole",
    "ListRoleTags",
};
inline constexpr std::string_view of_policies[] = {
    "CreatePolicy",          "GetPolicy",          "DeletePolicy",        "CreatePolicyVersion",
    "GetPolicyVersion",      "ListPolicyVersions", "DeletePolicyVersion", "SetDefaultPolicyVersion",
    "ListEntitiesForPolicy", "TagPolicy",          "UntagPolicy",         "ListPolicyTags",
};
inline constexpr std::string_view of_profiles[] = {
    "CreateInstanceProfile",         "GetInstanceProfile", "DeleteInstanceProfile", "AddRoleToInstanceProfile",
    "RemoveRoleFromInstanceProfile", "TagInstanceProfile", "UntagInstanceProfile",  "ListInstanceProfileTags",
};
inline constexpr std::string_view of_providers[] = {
    "CreateOpenIDConnectProvider",        "GetOpenIDConnectProvider",
    "DeleteOpenIDConnectProvider",        "UpdateOpenIDConnectProviderThumbprint",
    "AddClientIDToOpenIDConnectProvider", "RemoveClientIDFromOpenIDConnectProvider",
    "TagOpenIDConnectProvider",           "UntagOpenIDConnectProvider",
    "ListOpenIDConnectProviderTags",
};
inline constexpr std::string_view of_principals[] = {"SimulatePrincipalPolicy", "GetContextKeysForPrincipalPolicy"};

template <std::size_t size>
constexpr bool has(const std::string_view (&actions)[size], std::string_view action) {
  return std::ranges::find(actions, action) != std::end(actions);
}

struct MadeThing {
  std::string_view made, tagging;
};
inline constexpr MadeThing made_things[] = {
    {"User", "iam:TagUser"},
    {"Role", "iam:TagRole"},
    {"Policy", "iam:TagPolicy"},
    {"InstanceProfile", "iam:TagInstanceProfile"},
    {"OpenIDConnectProvider", "iam:TagOpenIDConnectProvider"},
};

}  // namespace subject_detail

// Whether the action makes what it is about: "iam:CreateRole".
constexpr bool makes_entity(std::string_view action) {
  return action == "iam:CreateUser" || action == "iam:CreateGroup" || action == "iam:CreateRole" ||
         action == "iam:CreateInstanceProfile";
}

// What tags one of those that Create… makes: "iam:TagRole" for "Role"; empty for what has no tags.
constexpr std::string_view tag_action(std::string_view made) {
  for (const auto& thing : subject_detail::made_things) {
    if (thing.made == made) return thing.tagging;
  }
  return {};
}

// Nothing for an action that nobody has thought about yet.
constexpr std::optional<Subject> subject_of(std::string_view action) {
  using namespace subject_detail;
  if (has(of_everything, action)) return Subject::everything;
  if (has(of_users, action)) return Subject::user;
  if (has(of_key_owners, action)) return Subject::key_owner;
  if (has(of_groups, action)) return Subject::group;
  if (has(of_roles, action)) return Subject::role;
  if (has(of_policies, action)) return Subject::policy;
  if (has(of_profiles, action)) return Subject::profile;
  if (has(of_providers, action)) return Subject::provider;
  if (has(of_principals, action)) return Subject::principal;
  if (action == "ListUsers") return Subject::users;
  if (action == "ListGroups") return Subject::groups;
  if (action == "ListRoles") return Subject::roles;
  if (action == "ListPolicies") return Subject::policies;
  if (action == "ListInstanceProfiles") return Subject::profiles;
  if (action == "ListOpenIDConnectProviders") return Subject::providers;
  return std::nullopt;
}

}  // namespace penstock::iam
