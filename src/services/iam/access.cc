// What the caller of each operation has to be allowed: the action that has its name, on the thing that its input names,
// with the path that the thing has. Members of inputs are read by name from their tables, since all operations name a
// user, a role or a policy by the same one; so the rules know none of the inputs' types, which are slow to compile.
// A denial calls most things by their names, and those by their ARNs that are to be made (recorded answers).
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
#include <utility>

#include "api/iam/model.h"
#include "base/check.h"
#include "services/iam/access_subject.h"
#include "services/iam/service.h"
#include "services/iam/service_linked_role.h"

namespace penstock::iam {
namespace {

class Input {
 public:
  Input(const Operation& operation, const void* structure) : shape_(*operation.input), structure_(structure) {}

  // Null for a member that the input does not have or that is absent.
  const std::string* text(std::string_view member) const {
    return static_cast<const std::string*>(find(member, Kind::string));
  }
  std::string text_or(std::string_view member, std::string_view otherwise) const {
    const auto* given = text(member);
    return given ? *given : std::string(otherwise);
  }
  const std::vector<Tag>* tags() const { return static_cast<const std::vector<Tag>*>(find("Tags", Kind::list)); }
  const std::vector<std::string>* tag_keys() const {
    return static_cast<const std::vector<std::string>*>(find("TagKeys", Kind::list));
  }

 private:
  const void* find(std::string_view name, Kind kind) const {
    for (const auto& member : shape_.members) {
      if (member.name == name && member.shape->kind == kind) return member.peek(member, structure_);
    }
    return nullptr;
  }

  const Shape& shape_;
  const void* structure_;
};

// Names of condition keys are written in lower case.
std::string tag_key(std::string_view prefix, std::string_view key) {
  auto name = std::string(prefix) + std::string(key);
  for (auto& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

void add_resource_tags(AccessNeed& need, const Tags& tags) {
  for (const auto& [key, value] : tags) {
    need.context.emplace_back(tag_key("aws:resourcetag/", key), value);
    need.context.emplace_back(tag_key("iam:resourcetag/", key), value);
  }
}

void add_request_tags(AccessNeed& need, const Input& input) {
  if (const auto* tags = input.tags()) {
    for (const auto& [key, value] : *tags) {
      need.context.emplace_back(tag_key("aws:requesttag/", key), value);
      need.context.emplace_back("aws:tagkeys", key);
    }
  }
  if (const auto* keys = input.tag_keys()) {
    for (const auto& key : *keys) need.context.emplace_back("aws:tagkeys", key);
  }
}

// The boundary that a request asks for, else the one that is there.
void add_boundary(AccessNeed& need, const std::string* asked, const std::optional<std::string>& kept) {
  if (asked) {
    need.context.emplace_back("iam:permissionsboundary", *asked);
  } else if (kept) {
    need.context.emplace_back("iam:permissionsboundary", *kept);
  }
}

// Whether or not the thing is there: who may not ask is not told.
template <class Record>
std::shared_ptr<const Record> found_or_unmade(const Account& account, const Input& input, std::string_view name) {
  auto record = account.table<Record>().find(name);
  if (record) return record;
  Record unmade;
  unmade.path = input.text_or("Path", "/");
  unmade.name = name;
  return std::make_shared<const Record>(std::move(unmade));
}

// "instance profile web"
template <class Record>
std::string told_name(std::string_view name) {
  std::string told(Record::kind);
  std::ranges::replace(told, '-', ' ');
  return told.append(" ").append(name);
}

template <class Record>
void name_entity(AccessNeed& need, const Account& account, const Input& input, std::string_view name) {
  const auto record = found_or_unmade<Record>(account, input, name);
  need.resource = arn_of(account.number, *record);
  add_resource_tags(need, record->tags);
  if constexpr (requires { record->boundary; }) {
    add_boundary(need, input.text("PermissionsBoundary"), record->boundary);
  }
  if constexpr (std::is_base_of_v<Grantee, Record>) {
    if (const auto* policy = input.text("PolicyArn")) need.context.emplace_back("iam:policyarn", *policy);
  }
}

template <class Record>
void name_entity_by(std::string_view member, AccessNeed& need, const Account& account, const Input& input) {
  const auto name = input.text_or(member, "");
  name_entity<Record>(need, account, input, name);
  if (!makes_entity(need.action)) need.told_resource = told_name<Record>(name);
}

Status name_user(AccessNeed& need, const Account& account, const Caller& caller, const Input& input) {
  if (input.text("UserName")) {
    name_entity_by<UserRecord>("UserName", need, account, input);
    return ok();
  }
  const auto* principal = caller.principal.get();
  if (!principal) return ok();
  if (principal->kind == policy::PrincipalKind::user) {
    name_entity<UserRecord>(need, account, input, principal->name);
    return ok();
  }
  if (principal->kind != policy::PrincipalKind::root) return no_user_of_its_own();
  need.resource = principal->arn;
  return ok();
}

void name_policy(AccessNeed& need, const Account& account, const Input& input) {
  if (const auto* arn = input.text("PolicyArn")) {
    need.resource = *arn;
    need.told_resource = told_name<PolicyRecord>(*arn);
    if (const auto policy = find_policy(account, *arn)) add_resource_tags(need, policy->tags);
  } else {
    const auto name = input.text_or("PolicyName", "");
    name_entity<PolicyRecord>(need, account, input, name);
    need.told_resource = told_name<PolicyRecord>(name);
  }
}

// By its name, or as the service's that it is to be made for, or that its deletion's task tells.
void name_role(AccessNeed& need, const Account& account, const Input& input) {
  if (input.text("RoleName")) return name_entity_by<RoleRecord>("RoleName", need, account, input);
  RoleRecord role;
  if (const auto* service = input.text("AWSServiceName")) {
    need.context.emplace_back("iam:awsservicename", *service);
    const auto* suffix = input.text("CustomSuffix");
    const auto name = service_linked_role_name(*service, suffix ? std::optional(*suffix) : std::nullopt);
    role.path = service_linked_role_path(*service);
    role.name = name.value_or("*");
  } else if (const auto* task = input.text("DeletionTaskId")) {
    // "task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/…"
    const auto begin = std::min(task->find('/'), task->size());
    const auto end = std::max(task->rfind('/'), begin);
    role.path = end == task->npos ? "/" : task->substr(begin, end - begin);
  }
  need.resource = arn_of(account.number, role);
}

void name_provider(AccessNeed& need, const Account& account, const Input& input) {
  constexpr std::string_view scheme = "https://";
  ProviderRecord unmade;
  unmade.name = input.text_or("Url", "");
  if (unmade.name.starts_with(scheme)) unmade.name.erase(0, scheme.size());
  need.resource = input.text_or("OpenIDConnectProviderArn", arn_of(account.number, unmade));
  for (const auto& provider : account.providers) {
    if (arn_of(account.number, *provider) == need.resource) add_resource_tags(need, provider->tags);
  }
}

// "arn:aws:iam::000000000000:user/team/"
template <class Record>
std::string below(const Account& account, const Input& input) {
  Record nameless;
  nameless.path = input.text_or("PathPrefix", "/");
  return arn_of(account.number, nameless);
}

void name_key_owner(AccessNeed& need, const IamService& service, const Account& account, const Input& input) {
  const auto key = service.directory().find_any_key(input.text_or("AccessKeyId", ""));
  if (key && key->principal->account == account.number) need.resource = key->principal->arn;
}

Status name_subject(AccessNeed& need, Subject subject, const IamService& service, const Caller& caller,
                    const Input& input) {
  const auto snapshot = service.account_of(caller);
  const auto& account = *snapshot;
  switch (subject) {
    case Subject::everything:
      break;
    case Subject::user:
      return name_user(need, account, caller, input);
    case Subject::key_owner:
      name_key_owner(need, service, account, input);
      break;
    case Subject::group:
      name_entity_by<GroupRecord>("GroupName", need, account, input);
      break;
    case Subject::role:
      name_role(need, account, input);
      break;
    case Subject::policy:
      name_policy(need, account, input);
      break;
    case Subject::profile:
      name_entity_by<ProfileRecord>("InstanceProfileName", need, account, input);
      break;
    case Subject::provider:
      name_provider(need, account, input);
      break;
    case Subject::principal:
      need.resource = input.text_or("PolicySourceArn", "*");
      break;
    case Subject::users:
      need.resource = below<UserRecord>(account, input);
      break;
    case Subject::groups:
      need.resource = below<GroupRecord>(account, input);
      break;
    case Subject::roles:
      need.resource = below<RoleRecord>(account, input);
      break;
    case Subject::policies:
      need.resource = "policy path " + input.text_or("PathPrefix", "/");
      break;  // AWS's words
    case Subject::profiles:
      need.resource = below<ProfileRecord>(account, input);
      break;
    case Subject::providers:
      need.resource = below<ProviderRecord>(account, input) + "*";
      break;
  }
  return ok();
}

// A role that an instance is given: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
AccessNeed to_pass_role(const Account& account, const Input& input) {
  AccessNeed need{.action = "iam:PassRole"};
  name_entity<RoleRecord>(need, account, input, input.text_or("RoleName", ""));
  need.context.emplace_back("iam:passedtoservice", "ec2.amazonaws.com");
  return need;
}

// What is renamed is asked for under both names.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_rename.html
template <class Record>
void add_target(AccessNeeds& all, const Account& account, const Input& input, std::string_view kind) {
  const auto* name = input.text("New" + std::string(kind) + "Name");
  const auto* path = input.text("NewPath");
  if (!name && !path) return;
  auto renamed = *found_or_unmade<Record>(account, input, input.text_or(std::string(kind) + "Name", ""));
  if (name) renamed.name = *name;
  if (path) renamed.path = *path;
  auto target = all.front();
  target.resource = arn_of(account.number, renamed);
  target.told_resource.clear();
  if (target.resource != all.front().resource) all.push_back(std::move(target));
}

// Tags that a thing is made with are asked for as if it were tagged afterwards.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
void add_tagging(AccessNeeds& all, const Input& input) {
  constexpr std::string_view make = "iam:Create";
  const auto& making = all.front();
  if (!making.action.starts_with(make) || !input.tags() || input.tags()->empty()) return;
  const auto tag = tag_action(making.action.substr(make.size()));
  if (tag.empty()) return;
  auto tagging = making;
  tagging.action = tag;
  all.push_back(std::move(tagging));
}

// What the account's password policy lets its users do with their own passwords, whatever theirs say; only a Deny
// stops them. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_enable-user-change.html
std::shared_ptr<const policy::Document> leave_to_change_passwords() {
  static const auto document = *policy::parse_document(
      R"({"Version":"2012-10-17","Statement":[{"Sid":"AllowUsersToChangePassword","Effect":"Allow","Principal":"*",)"
      R"("Action":["iam:ChangePassword","iam:GetAccountPasswordPolicy"],"Resource":"*"}]})",
      policy::DocumentKind::resource);
  return document;
}

void add_leave(AccessNeed& need, const Account& account, const Caller& caller) {
  const auto& policy = account.settings.password_policy;
  const auto* principal = caller.principal.get();
  if (!policy || !policy->users_may_change || !principal) return;
  if (principal->kind == policy::PrincipalKind::user) need.resource_policy = leave_to_change_passwords();
}

// "You cannot call any IAM API operations unless MFA authentication information is included in the request", and with
// a federated user's credentials not at all. The error is what AWS gives.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
Status check_session(const policy::Principal& principal) {
  using enum policy::PrincipalKind;
  const bool is_own = principal.kind == user || principal.kind == root;
  const bool lacks_mfa = principal.session_key("aws:multifactorauthpresent") != "true";
  if (principal.kind != federated_user && !(is_own && principal.is_temporary() && lacks_mfa)) return ok();
  return auth_error::unusable_key(Dialect::query, KeyFault::invalid_token, {}, {});
}

// What is the same in every request of an operation.
struct Action {
  std::string name;  // "iam:GetUser"
  std::optional<Subject> subject;
};

// In the order of model.operations.
const std::vector<Action>& actions() {
  static const auto all = [] {
    std::vector<Action> actions;
    for (const auto* operation : model.operations) {
      actions.push_back({"iam:" + std::string(operation->name), subject_of(operation->name)});
    }
    return actions;
  }();
  return all;
}

Result<AccessNeeds> needs_of(std::size_t index, const IamService& service, const Caller& caller,
                             const void* structure) {
  if (caller.principal) {
    if (auto usable = check_session(*caller.principal); !usable) return usable.error();
  }
  const auto& action = actions()[index];
  const Input input(*model.operations[index], structure);
  AccessNeed need{.action = action.name};
  if (auto named = name_subject(need, *action.subject, service, caller, input); !named) return named.error();
  add_request_tags(need, input);
  const auto account = service.account_of(caller);
  if (action.name == "iam:ChangePassword" || action.name == "iam:GetAccountPasswordPolicy") {
    add_leave(need, *account, caller);
  }
  AccessNeeds all{std::move(need)};
  if (action.name == "iam:AddRoleToInstanceProfile") all.push_back(to_pass_role(*account, input));
  if (action.name == "iam:UpdateUser") add_target<UserRecord>(all, *account, input, "User");
  if (action.name == "iam:UpdateGroup") add_target<GroupRecord>(all, *account, input, "Group");
  add_tagging(all, input);
  return all;
}

template <std::size_t index>
Result<AccessNeeds> needs(const void* instance, const Caller& caller, const void* structure) {
  return needs_of(index, *static_cast<const IamService*>(instance), caller, structure);
}

constexpr std::size_t operations_max = 192;

template <std::size_t... index>
constexpr auto needs_table(std::index_sequence<index...>) {
  return std::array{&needs<index>...};
}

// One for each operation whose subject is known.
std::vector<AccessRule> make_rules() {
  static constexpr auto table = needs_table(std::make_index_sequence<operations_max>());
  CHECK(model.operations.size() <= operations_max);
  std::vector<AccessRule> rules;
  for (std::size_t i = 0; i < model.operations.size(); ++i) {
    if (actions()[i].subject) rules.push_back({model.operations[i], table[i]});
  }
  return rules;
}

}  // namespace

std::span<const AccessRule> IamService::access_rules() {
  static const auto rules = make_rules();
  return rules;
}

}  // namespace penstock::iam
