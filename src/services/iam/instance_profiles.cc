// CreateInstanceProfile, GetInstanceProfile, ListInstanceProfiles, ListInstanceProfilesForRole, DeleteInstanceProfile,
// AddRoleToInstanceProfile and RemoveRoleFromInstanceProfile.
#include <fmt/format.h>

#include "api/iam/errors.h"
#include "services/iam/description.h"
#include "services/iam/page.h"
#include "services/iam/service.h"
#include "services/iam/tags.h"

namespace penstock::iam {

Task<Result<CreateInstanceProfileOutput>> IamService::create_instance_profile(Caller caller,
                                                                              CreateInstanceProfileInput in) {
  auto tags = co_await new_tags(in.tags, TagKeys::exact_case);
  auto change = co_await begin(caller.account);
  auto profile = co_await fresh<ProfileRecord>(change.account(), in.instance_profile_name, in.path);
  profile.tags = std::move(tags);
  CreateInstanceProfileOutput out{.instance_profile =
                                      described(change.account(), profile, directory_, Detail::created)};
  change.add(std::move(profile));
  co_await change.commit();
  co_return out;
}

Task<Result<GetInstanceProfileOutput>> IamService::get_instance_profile(Caller caller, GetInstanceProfileInput in) {
  const auto account = account_of(caller);
  const auto profile = co_await existing<ProfileRecord>(*account, in.instance_profile_name);
  co_return GetInstanceProfileOutput{.instance_profile = described(*account, *profile, directory_, Detail::whole)};
}

Task<Result<ListInstanceProfilesOutput>> IamService::list_instance_profiles(Caller caller,
                                                                            ListInstanceProfilesInput in) {
  const auto account = account_of(caller);
  ListInstanceProfilesOutput out;
  co_await fill_page(
      in, out, under_path(in, account->profiles), name_of_record,
      [&](const auto& profile) {
        out.instance_profiles.push_back(described(*account, *profile, directory_, Detail::list));
      },
      less_ignoring_case);
  co_return out;
}

Task<Result<ListInstanceProfilesForRoleOutput>> IamService::list_instance_profiles_for_role(
    Caller caller, ListInstanceProfilesForRoleInput in) {
  const auto account = account_of(caller);
  const auto role = co_await existing<RoleRecord>(*account, in.role_name);
  auto profiles = std::views::filter(account->profiles, [&](const auto& profile) { return profile->role == role->id; });
  ListInstanceProfilesForRoleOutput out;
  co_await fill_page(
      in, out, profiles, name_of_record,
      [&](const auto& profile) {
        out.instance_profiles.push_back(described(*account, *profile, directory_, Detail::list));
      },
      less_ignoring_case);
  co_return out;
}

Task<Result<DeleteInstanceProfileOutput>> IamService::delete_instance_profile(Caller caller,
                                                                              DeleteInstanceProfileInput in) {
  co_await remove<ProfileRecord>(caller.account, in.instance_profile_name,
                                 [](const ProfileRecord& profile, const Account&) -> Status {
                                   if (profile.role) return delete_conflict("remove roles from instance profile");
                                   return ok();
                                 });
  co_return DeleteInstanceProfileOutput{};
}

Task<Result<AddRoleToInstanceProfileOutput>> IamService::add_role_to_instance_profile(
    Caller caller, AddRoleToInstanceProfileInput in) {
  co_await edit<ProfileRecord>(
      caller.account, in.instance_profile_name, [&](ProfileRecord& profile, const Account& account) -> Status {
        const auto role = existing<RoleRecord>(account, in.role_name);
        if (!role) return role.error();
        if (profile.role) {
          return quota_exceeded("InstanceSessionsPerInstanceProfile", limits::roles_per_instance_profile_max);
        }
        profile.role = (*role)->id;
        return ok();
      });
  co_return AddRoleToInstanceProfileOutput{};
}

Task<Result<RemoveRoleFromInstanceProfileOutput>> IamService::remove_role_from_instance_profile(
    Caller caller, RemoveRoleFromInstanceProfileInput in) {
  co_await edit<ProfileRecord>(
      caller.account, in.instance_profile_name, [&](ProfileRecord& profile, const Account& account) -> Status {
        const auto role = existing<RoleRecord>(account, in.role_name);
        if (!role) return role.error();
        if (profile.role != (*role)->id) {
          return errors::no_such_entity(
              fmt::format("Role {} in Instance Profile {} cannot be found.", (*role)->name, profile.name));
        }
        profile.role.reset();
        return ok();
      });
  co_return RemoveRoleFromInstanceProfileOutput{};
}

}  // namespace penstock::iam
