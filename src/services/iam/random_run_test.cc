// A seeded random run of the directory against a plain model: every answer, and now and then all that there is and what
// everybody may do. Set PENSTOCK_SEED to replay one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "base/percent.h"
#include "services/iam/fixture.h"
#include "services/iam/plain_model.h"

namespace penstock::iam {
namespace {

constexpr int steps = 1'500;
constexpr int steps_between_looks = 20;

const std::vector<std::string> user_names = {"ana", "Ana", "ben", "cleo"};
const std::vector<std::string> group_names = {"dev", "DEV", "ops"};
const std::vector<std::string> role_names = {"loader", "Reader"};
const std::vector<std::string> policy_names = {"p0", "p1", "p2"};
const std::vector<std::string> inline_names = {"i0", "i1"};
const std::vector<std::string> paths = {"/", "/team/"};
const std::vector<std::string> actions = {"s3:GetObject", "s3:PutObject", "kinesis:PutRecord"};

class RandomRun {
 public:
  explicit RandomRun(std::uint64_t seed) : random_(seed) {}

  void run() {
    using Step = void (RandomRun::*)();
    static constexpr Step kinds[] = {
        &RandomRun::create_user,   &RandomRun::delete_user,   &RandomRun::rename_user,    &RandomRun::create_key,
        &RandomRun::change_key,    &RandomRun::delete_key,    &RandomRun::create_group,   &RandomRun::delete_group,
        &RandomRun::join_group,    &RandomRun::create_role,   &RandomRun::delete_role,    &RandomRun::create_policy,
        &RandomRun::delete_policy, &RandomRun::add_version,   &RandomRun::delete_version, &RandomRun::choose_version,
        &RandomRun::set_boundary,  &RandomRun::drop_boundary, &RandomRun::put_inline,     &RandomRun::delete_inline,
        &RandomRun::attach,        &RandomRun::detach,        &RandomRun::detach,         &RandomRun::delete_inline,
        &RandomRun::delete_key,    &RandomRun::leave_group,   &RandomRun::delete_user,    &RandomRun::fail_next_write};
    for (int step = 0; step < steps && !testing::Test::HasFailure(); ++step) {
      SCOPED_TRACE("step " + std::to_string(step));
      (this->*kinds[below(std::size(kinds))])();
      if (step % steps_between_looks == 0) look();
      if (below(40) == 0) start_again();
    }
    start_again();
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  const std::string& one_of(const std::vector<std::string>& names) { return names[below(names.size())]; }

  // Whether it was done, as the model expects: `expected` is the error, empty for success.
  template <class Input, class Output>
  bool expect(const std::string& expected, Task<Result<Output>> (IamService::*operation)(Caller, Input), Input in) {
    const auto told = iam_.error_of(operation, std::move(in));
    if (expected.empty() && failing_) {
      failing_ = false;
      EXPECT_NE(told, "");
      return false;
    }
    EXPECT_EQ(told, expected);
    return expected.empty() && told.empty();
  }
  template <class Model>
  static Model* find(std::map<std::string, Model>& models, const std::string& name) {
    const auto at = models.find(lower_case(name));
    return at == models.end() ? nullptr : &at->second;
  }

  void create_user() {
    const auto& name = one_of(user_names);
    const auto& path = one_of(paths);
    const auto expected = find(users_, name) ? "EntityAlreadyExists: User with name " + name + " already exists." : "";
    if (!expect(expected, &IamService::create_user, {.path = path, .user_name = name})) return;
    ModelUser user{{.name = name}, path};
    user.id = iam_.call(&IamService::get_user, {.user_name = name})->user.user_id;
    users_[lower_case(name)] = user;
  }

  void delete_user() {
    const auto& name = one_of(user_names);
    const auto* user = find(users_, name);
    std::string expected;
    if (!user) {
      expected = missing("user", name);
    } else if (const auto conflicting = bare_conflict(*user); !conflicting.empty()) {
      expected = conflicting;
    } else if (!user->groups.empty()) {
      expected = conflict("remove users from group");
    } else if (!user->keys.empty()) {
      expected = conflict("delete access keys");
    }
    if (expect(expected, &IamService::delete_user, {.user_name = name})) users_.erase(lower_case(name));
  }

  void rename_user() {
    const auto& name = one_of(user_names);
    const auto& other = one_of(user_names);
    const auto& path = one_of(paths);
    auto* user = find(users_, name);
    std::string expected;
    if (!user) {
      expected = missing("user", name);
    } else if (lower_case(other) != lower_case(name) && find(users_, other)) {
      expected = "EntityAlreadyExists: User with name " + other + " already exists.";
    }
    if (!expect(expected, &IamService::update_user, {.user_name = name, .new_path = path, .new_user_name = other})) {
      return;
    }
    auto renamed = *user;
    renamed.name = other;
    renamed.path = path;
    users_.erase(lower_case(name));
    users_[lower_case(other)] = renamed;
  }

  void create_key() {
    const auto& name = one_of(user_names);
    auto* user = find(users_, name);
    std::string expected;
    if (!user) {
      expected = missing("user", name);
    } else if (user->keys.size() == 2) {
      expected = "LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2";
    }
    if (!expect(expected, &IamService::create_access_key, {.user_name = name})) return;
    for (const auto& key : iam_.call(&IamService::list_access_keys, {.user_name = name})->access_key_metadata) {
      user->keys.try_emplace(*key.access_key_id, true);
    }
  }

  // A key of the user if it has one, else one that is nobody's.
  std::string some_key(const ModelUser* user) {
    if (!user || user->keys.empty()) return "AKIANOBODYATALL00000";
    return std::next(user->keys.begin(), static_cast<std::ptrdiff_t>(below(user->keys.size())))->first;
  }

  void change_key() {
    const auto& name = one_of(user_names);
    auto* user = find(users_, name);
    const auto key = some_key(user);
    const bool active = below(2) == 0;
    const bool done = expect(key_error(user, name, key), &IamService::update_access_key,
                             {.user_name = name, .access_key_id = key, .status = active ? "Active" : "Inactive"});
    if (done) user->keys[key] = active;
  }

  void delete_key() {
    const auto& name = one_of(user_names);
    auto* user = find(users_, name);
    const auto key = some_key(user);
    const bool done =
        expect(key_error(user, name, key), &IamService::delete_access_key, {.user_name = name, .access_key_id = key});
    if (done) user->keys.erase(key);
  }

  void create_group() {
    const auto& name = one_of(group_names);
    const auto expected =
        find(groups_, name) ? "EntityAlreadyExists: Group with name " + name + " already exists." : "";
    if (!expect(expected, &IamService::create_group, {.group_name = name})) return;
    groups_[lower_case(name)].name = name;
  }

  void delete_group() {
    const auto& name = one_of(group_names);
    const auto* group = find(groups_, name);
    auto expected = group ? bare_conflict(*group) : missing("group", name);
    const bool has_members =
        std::ranges::any_of(users_, [&](const auto& user) { return user.second.groups.contains(lower_case(name)); });
    if (has_members) expected = conflict("remove users from group");
    if (expect(expected, &IamService::delete_group, {.group_name = name})) groups_.erase(lower_case(name));
  }

  std::string membership_error(const std::string& user, const std::string& group) {
    if (!find(users_, user)) return missing("user", user);
    return find(groups_, group) ? "" : missing("group", group);
  }

  void join_group() {
    const auto& user = one_of(user_names);
    const auto& group = one_of(group_names);
    const bool done =
        expect(membership_error(user, group), &IamService::add_user_to_group, {.group_name = group, .user_name = user});
    if (done) find(users_, user)->groups.insert(lower_case(group));
  }

  void leave_group() {
    const auto& user = one_of(user_names);
    const auto& group = one_of(group_names);
    const bool done = expect(membership_error(user, group), &IamService::remove_user_from_group,
                             {.group_name = group, .user_name = user});
    if (done) find(users_, user)->groups.erase(lower_case(group));
  }

  void create_role() {
    const auto& name = one_of(role_names);
    const auto& trusted = one_of(user_names);
    const auto* user = find(users_, trusted);
    const auto arn = user ? arn_of(*user) : "arn:aws:iam::000000000000:user/" + trusted;
    std::string expected;
    if (!user) {
      expected = "MalformedPolicyDocument: Invalid principal in policy: \"AWS\":\"" + arn + '"';
    } else if (find(roles_, name)) {
      expected = "EntityAlreadyExists: Role with name " + name + " already exists.";
    }
    const bool done =
        expect(expected, &IamService::create_role, {.role_name = name, .assume_role_policy_document = trust_of(arn)});
    if (!done) return;
    roles_[lower_case(name)] = ModelRole{{.name = name}, user->id};
  }

  void delete_role() {
    const auto& name = one_of(role_names);
    const auto* role = find(roles_, name);
    const auto expected = role ? bare_conflict(*role) : missing("role", name);
    if (expect(expected, &IamService::delete_role, {.role_name = name})) roles_.erase(lower_case(name));
  }

  void create_policy() {
    const auto& name = one_of(policy_names);
    const auto& action = one_of(actions);
    const auto expected = policies_.contains(name) ? "EntityAlreadyExists: A policy called " + name +
                                                         " already exists. Duplicate names are not allowed."
                                                   : "";
    const bool done =
        expect(expected, &IamService::create_policy, {.policy_name = name, .policy_document = allow(action)});
    if (done) policies_[name] = {.versions = {{1, action}}};
  }

  bool is_in_use(const std::string& policy) {
    const auto holds = [&](const auto& entry) { return entry.second.attached.contains(policy); };
    return std::ranges::any_of(users_, holds) || std::ranges::any_of(groups_, holds) ||
           std::ranges::any_of(roles_, holds) ||
           std::ranges::any_of(users_, [&](const auto& entry) { return entry.second.boundary == policy; });
  }

  std::string no_policy(const std::string& name) {
    return policies_.contains(name) ? "" : "NoSuchEntity: Policy " + policy_arn(name) + " was not found.";
  }

  void delete_policy() {
    const auto& name = one_of(policy_names);
    auto expected = no_policy(name);
    if (expected.empty() && is_in_use(name)) {
      expected = "DeleteConflict: Cannot delete a policy attached to entities.";
    } else if (expected.empty() && policies_[name].versions.size() > 1) {
      expected =
          "DeleteConflict: This policy has more than one version. Before you delete a policy, you must delete the "
          "policy's versions. The default version is deleted with the policy.";
    }
    if (expect(expected, &IamService::delete_policy, {.policy_arn = policy_arn(name)})) policies_.erase(name);
  }

  void add_version() {
    const auto& name = one_of(policy_names);
    const auto& action = one_of(actions);
    const bool in_force = below(2) == 0;
    auto expected = no_policy(name);
    if (expected.empty() && policies_[name].versions.size() == 5) {
      expected =
          "LimitExceeded: A managed policy can have up to 5 versions. Before you create a new version, you must delete "
          "an existing version.";
    }
    const bool done =
        expect(expected, &IamService::create_policy_version,
               {.policy_arn = policy_arn(name), .policy_document = allow(action), .set_as_default = in_force});
    if (!done) return;
    auto& policy = policies_[name];
    if (in_force) policy.in_force = policy.next;
    policy.versions[policy.next++] = action;
  }

  // Of the policy, if there is one and it has that version.
  std::string version_error(const std::string& name, int version) {
    const auto at = policies_.find(name);
    if (at != policies_.end() && at->second.versions.contains(version)) return "";
    return "NoSuchEntity: Policy " + policy_arn(name) + " version v" + std::to_string(version) +
           " does not exist or is not attachable.";
  }

  void delete_version() {
    const auto& name = one_of(policy_names);
    const auto version = static_cast<int>(1 + below(8));
    auto expected = no_policy(name);
    if (expected.empty()) expected = version_error(name, version);
    if (expected.empty() && policies_[name].in_force == version) {
      expected = "DeleteConflict: Cannot delete the default version of a policy.";
    }
    const bool done = expect(expected, &IamService::delete_policy_version,
                             {.policy_arn = policy_arn(name), .version_id = "v" + std::to_string(version)});
    if (done) policies_[name].versions.erase(version);
  }

  void choose_version() {
    const auto& name = one_of(policy_names);
    const auto version = static_cast<int>(1 + below(8));
    const bool done = expect(version_error(name, version), &IamService::set_default_policy_version,
                             {.policy_arn = policy_arn(name), .version_id = "v" + std::to_string(version)});
    if (done) policies_[name].in_force = version;
  }

  void set_boundary() {
    const auto& name = one_of(user_names);
    const auto& policy = one_of(policy_names);
    auto* user = find(users_, name);
    std::string expected;
    if (!user) {
      expected = missing("user", name);
    } else if (!policies_.contains(policy)) {
      expected = "NoSuchEntity: Scope ARN: " + policy_arn(policy) + " does not exist or is not attachable.";
    }
    const bool done = expect(expected, &IamService::put_user_permissions_boundary,
                             {.user_name = name, .permissions_boundary = policy_arn(policy)});
    if (done) user->boundary = policy;
  }

  void drop_boundary() {
    const auto& name = one_of(user_names);
    auto* user = find(users_, name);
    if (!user || user->boundary.empty()) return;
    if (expect("", &IamService::delete_user_permissions_boundary, {.user_name = name})) user->boundary.clear();
  }

  // Calls use(kind, name, grantee) for somebody; null for who is not there.
  template <class Use>
  void with_grantee(Use use) {
    switch (below(3)) {
      case 0: {
        const auto& name = one_of(user_names);
        return use("user", name, find(users_, name));
      }
      case 1: {
        const auto& name = one_of(group_names);
        return use("group", name, find(groups_, name));
      }
      default: {
        const auto& name = one_of(role_names);
        return use("role", name, find(roles_, name));
      }
    }
  }

  void put_inline() {
    const auto& policy = one_of(inline_names);
    const auto& action = one_of(actions);
    with_grantee([&](const std::string& kind, const std::string& name, ModelGrantee* grantee) {
      const auto expected = grantee ? "" : missing(kind, name);
      const auto text = allow(action);
      const bool done = kind == "user"    ? expect(expected, &IamService::put_user_policy,
                                                   {.user_name = name, .policy_name = policy, .policy_document = text})
                        : kind == "group" ? expect(expected, &IamService::put_group_policy,
                                                   {.group_name = name, .policy_name = policy, .policy_document = text})
                                          : expect(expected, &IamService::put_role_policy,
                                                   {.role_name = name, .policy_name = policy, .policy_document = text});
      if (done) grantee->inline_policies[policy] = action;
    });
  }

  void delete_inline() {
    const auto& policy = one_of(inline_names);
    with_grantee([&](const std::string& kind, const std::string& name, ModelGrantee* grantee) {
      auto expected = grantee ? "" : missing(kind, name);
      if (grantee && !grantee->inline_policies.contains(policy)) {
        expected = "NoSuchEntity: The " + kind + " policy with name " + policy + " cannot be found.";
      }
      const bool done =
          kind == "user" ? expect(expected, &IamService::delete_user_policy, {.user_name = name, .policy_name = policy})
          : kind == "group"
              ? expect(expected, &IamService::delete_group_policy, {.group_name = name, .policy_name = policy})
              : expect(expected, &IamService::delete_role_policy, {.role_name = name, .policy_name = policy});
      if (done) grantee->inline_policies.erase(policy);
    });
  }

  void attach() {
    const auto& policy = one_of(policy_names);
    const auto arn = policy_arn(policy);
    with_grantee([&](const std::string& kind, const std::string& name, ModelGrantee* grantee) {
      auto expected = grantee ? "" : missing(kind, name);
      if (grantee && !policies_.contains(policy)) {
        expected = "NoSuchEntity: Policy " + arn + " does not exist or is not attachable.";
      }
      const bool done =
          kind == "user" ? expect(expected, &IamService::attach_user_policy, {.user_name = name, .policy_arn = arn})
          : kind == "group"
              ? expect(expected, &IamService::attach_group_policy, {.group_name = name, .policy_arn = arn})
              : expect(expected, &IamService::attach_role_policy, {.role_name = name, .policy_arn = arn});
      if (done) grantee->attached.insert(policy);
    });
  }

  void detach() {
    const auto& policy = one_of(policy_names);
    const auto arn = policy_arn(policy);
    with_grantee([&](const std::string& kind, const std::string& name, ModelGrantee* grantee) {
      auto expected = grantee ? "" : missing(kind, name);
      if (grantee && !grantee->attached.contains(policy)) {
        expected = "NoSuchEntity: Policy " + arn + " was not found.";
      }
      const bool done =
          kind == "user" ? expect(expected, &IamService::detach_user_policy, {.user_name = name, .policy_arn = arn})
          : kind == "group"
              ? expect(expected, &IamService::detach_group_policy, {.group_name = name, .policy_arn = arn})
              : expect(expected, &IamService::detach_role_policy, {.role_name = name, .policy_arn = arn});
      if (done) grantee->attached.erase(policy);
    });
  }

  void fail_next_write() {
    if (below(4) != 0) return;
    iam_.store().fail_next_write();
    failing_ = true;
  }

  void start_again() {
    if (failing_) return;  // a stop may write
    below(2) == 0 ? iam_.power_cycle() : iam_.restart();
    look();
  }

  // The actions that a grantee's policies allow.
  std::set<std::string> granted(const ModelGrantee& grantee) {
    std::set<std::string> allowed;
    for (const auto& [name, action] : grantee.inline_policies) allowed.insert(action);
    for (const auto& name : grantee.attached) allowed.insert(policies_[name].versions[policies_[name].in_force]);
    return allowed;
  }

  void look() {
    std::vector<std::string> names;
    for (const auto& user : iam_.call(&IamService::list_users, {})->users) names.push_back(*user.user_name);
    std::vector<std::string> expected;
    for (const auto& [key, user] : users_) expected.push_back(user.name);
    EXPECT_EQ(names, expected);
    for (const auto& [key, user] : users_) look_at(user);
    for (const auto& [key, role] : roles_) look_at(role);
    for (const auto& [name, policy] : policies_) {
      const auto told = iam_.call(&IamService::get_policy, {.policy_arn = policy_arn(name)})->policy;
      EXPECT_EQ(told->default_version_id, "v" + std::to_string(policy.in_force));
    }
  }

  void look_at(const ModelUser& user) {
    const auto told = iam_.call(&IamService::get_user, {.user_name = user.name})->user;
    EXPECT_EQ(told.arn, arn_of(user));
    EXPECT_EQ(told.user_id, user.id);
    std::set<std::string> groups;
    for (const auto& group : iam_.call(&IamService::list_groups_for_user, {.user_name = user.name})->groups) {
      groups.insert(lower_case(group.group_name));
    }
    EXPECT_EQ(groups, user.groups);
    auto allowed = granted(user);
    for (const auto& group : user.groups) allowed.merge(granted(groups_[group]));
    for (const auto& [key, active] : user.keys) {
      EXPECT_EQ(iam_.directory().find_key(key) != nullptr, active);
      for (const auto& action : actions) {
        const auto bounded =
            user.boundary.empty() || policies_[user.boundary].versions[policies_[user.boundary].in_force] == action;
        if (active) EXPECT_EQ(iam_.may(key, action), bounded && allowed.contains(action)) << user.name << ' ' << action;
      }
    }
  }

  // Trusts the user whom it named when it was made, whatever that one is called now, and nobody after it.
  void look_at(const ModelRole& role) {
    const auto told = iam_.call(&IamService::get_role, {.role_name = role.name})->role;
    std::string trusted = role.trusted_id;
    for (const auto& [key, user] : users_) {
      if (user.id == role.trusted_id) trusted = arn_of(user);
    }
    EXPECT_EQ(percent_decode(*told.assume_role_policy_document), trust_of(trusted));
    const auto live = iam_.directory().find_role(account_number, role.name);
    ASSERT_TRUE(live);
    EXPECT_EQ(live->policies.size(), role.inline_policies.size() + role.attached.size());
  }

  std::mt19937_64 random_;
  IamFixture iam_;
  std::map<std::string, ModelUser> users_;    // by lower-case name
  std::map<std::string, ModelGroup> groups_;  // likewise
  std::map<std::string, ModelRole> roles_;    // likewise
  std::map<std::string, ModelPolicy> policies_;
  bool failing_ = false;
};

TEST(RandomRun, answers_as_a_plain_model_does) {
  const auto* given = std::getenv("PENSTOCK_SEED");
  const auto runs = given ? 1 : 10;
  for (int i = 0; i < runs && !HasFailure(); ++i) {
    const auto seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    SCOPED_TRACE("PENSTOCK_SEED=" + std::to_string(seed));
    RandomRun(seed).run();
  }
}

}  // namespace
}  // namespace penstock::iam
