#include "services/iam/service.h"

namespace penstock::iam {

// What there is, and how much of it there may be. Devices, certificates and what else we do not keep count as none.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
Task<Result<GetAccountSummaryOutput>> IamService::get_account_summary(Caller caller, GetAccountSummaryInput) {
  const auto account = account_of(caller);
  const auto number = [](std::size_t count) { return static_cast<std::int32_t>(count); };
  std::size_t versions = 0;
  for (const auto& policy : account->policies) versions += policy->versions.size();
  co_return GetAccountSummaryOutput{
      .summary_map = std::map<std::string, std::int32_t>{
          {"AccessKeysPerUserQuota", number(limits::access_keys_per_user_max)},
          {"AccountAccessKeysPresent", 1},  // the root's own key: every server has one
          {"AccountMFAEnabled", 0},
          {"AccountPasswordPresent", 0},
          {"AccountSigningCertificatesPresent", 0},
          {"AssumeRolePolicySizeQuota", number(limits::trust_policy_chars_max)},
          {"AttachedPoliciesPerGroupQuota", number(limits::attached_policies_max)},
          {"AttachedPoliciesPerRoleQuota", number(limits::attached_policies_max)},
          {"AttachedPoliciesPerUserQuota", number(limits::attached_policies_max)},
          {"GlobalEndpointTokenVersion", 1},
          {"GroupPolicySizeQuota", number(limits::group_policies_chars_max)},
          {"Groups", number(account->groups.size())},
          {"GroupsPerUserQuota", number(limits::groups_per_user_max)},
          {"GroupsQuota", number(limits::groups_max)},
          {"InstanceProfiles", number(account->profiles.size())},
          {"InstanceProfilesQuota", number(limits::instance_profiles_max)},
          {"MFADevices", 0},
          {"MFADevicesInUse", 0},
          {"Policies", number(account->policies.size())},
          {"PoliciesQuota", number(limits::policies_max)},
          {"PolicySizeQuota", number(limits::managed_policy_chars_max)},
          {"PolicyVersionsInUse", number(versions)},
          {"PolicyVersionsInUseQuota", number(limits::policies_max * limits::versions_per_policy_max)},
          {"Providers", number(account->providers.size())},
          {"RolePolicySizeQuota", number(limits::role_policies_chars_max)},
          {"Roles", number(account->roles.size())},
          {"RolesQuota", number(limits::roles_max)},
          {"ServerCertificates", 0},
          {"ServerCertificatesQuota", 0},
          {"SigningCertificatesPerUserQuota", 0},
          {"UserPolicySizeQuota", number(limits::user_policies_chars_max)},
          {"Users", number(account->users.size())},
          {"UsersQuota", number(limits::users_max)},
          {"VersionsPerPolicyQuota", number(limits::versions_per_policy_max)},
      }};
}

}  // namespace penstock::iam
