// What the caller of each operation has to be allowed: the action that has its name, on the thing that its input names,
// with the path that the thing has. Members of inputs are read by name from their tables, since all operations name a
// user, a role or a policy by the same one.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
#include <utility>

#include "api/iam/dispatch.h"
#include "services/iam/access_subject.h"
#include "services/iam/service.h"

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
void name_entity(AccessNeed& need, const Account& account, const Input& input, std::string_view name) {
  auto record = account.table<Record>().find(name);
  if (!record) {
    Record unmade;
    unmade.path = input.text_or("Path", "/");
    unmade.name = name;
    record = std::make_shared<const Record>(std::move(unmade));
  }
  need.resource = arn_of(account.number, *record);
  add_resource_tags(need, record->tags);
  if constexpr (requires { record->boundary; }) {
    add_boundary(need, input.text("PermissionsBoundary"), record->boundary);
  }
  if constexpr (std::is_base_of_v<Grantee, Record>) {
    if (const auto* policy = input.text("PolicyArn")) need.context.emplace_back("iam:policyarn", *policy);
  }
}

Status name_user(AccessNeed& need, const Account& account, const Caller& caller, const Input& input) {
  if (const auto* name = input.text("UserName")) {
    name_entity<UserRecord>(need, account, input, *name);
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
    if (const auto policy = find_policy(account, *arn)) add_resource_tags(need, policy->tags);
  } else {
    name_entity<PolicyRecord>(need, account, input, input.text_or("PolicyName", ""));
  }
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

Status name_subject(AccessNeed& need, Subject subject, const IamService& service, const Caller& caller,
                    const Input& input) {
  const auto account = service.account_of(caller);
  switch (subject) {
    case Subject::everything:
      break;
    case Subject::user:
      return name_user(need, *account, caller, input);
    case Subject::key_owner:
      if (const auto key = service.directory().find_any_key(input.text_or("AccessKeyId", ""))) {
        need.resource = key->principal->arn;
      }
      break;
    case Subject::group:
      name_entity<GroupRecord>(need, *account, input, input.text_or("GroupName", ""));
      break;
    case Subject::role:
      name_entity<RoleRecord>(need, *account, input, input.text_or("RoleName", ""));
      break;
    case Subject::policy:
      name_policy(need, *account, input);
      break;
    case Subject::profile:
      name_entity<ProfileRecord>(need, *account, input, input.text_or("InstanceProfileName", ""));
      break;
    case Subject::provider:
      name_provider(need, *account, input);
      break;
    case Subject::principal:
      need.resource = input.text_or("PolicySourceArn", "*");
      break;
    case Subject::users:
      need.resource = below<UserRecord>(*account, input);
      break;
    case Subject::groups:
      need.resource = below<GroupRecord>(*account, input);
      break;
    case Subject::roles:
      need.resource = below<RoleRecord>(*account, input);
      break;
    case Subject::policies:
      need.resource = "policy path " + input.text_or("PathPrefix", "/");
      break;  // AWS's words
    case Subject::profiles:
      need.resource = below<ProfileRecord>(*account, input);
      break;
    case Subject::providers:
      need.resource = below<ProviderRecord>(*account, input) + "*";
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

template <const Operation& operation>
Result<AccessNeeds> needs(const void* instance, const Caller& caller, const void* structure) {
  static const std::string action = "iam:" + std::string(operation.name);
  static const auto subject = subject_of(operation.name);
  const auto& service = *static_cast<const IamService*>(instance);
  const Input input(operation, structure);
  AccessNeed need{.action = action};
  if (auto named = name_subject(need, *subject, service, caller, input); !named) return named.error();
  add_request_tags(need, input);
  AccessNeeds all{std::move(need)};
  if (operation.name == "AddRoleToInstanceProfile") all.push_back(to_pass_role(*service.account_of(caller), input));
  return all;
}

// One for each operation whose subject is known.
template <std::size_t... index>
std::vector<AccessRule> rules_of(std::index_sequence<index...>) {
  constexpr auto& rows = operation_rows<IamService>;
  std::vector<AccessRule> rules{{rows[index].operation, &needs<*rows[index].operation>}...};
  std::erase_if(rules, [](const auto& rule) { return !subject_of(rule.operation->name); });
  return rules;
}

}  // namespace

std::span<const AccessRule> IamService::access_rules() {
  static const auto rules = rules_of(std::make_index_sequence<operation_rows<IamService>.size()>());
  return rules;
}

}  // namespace penstock::iam
