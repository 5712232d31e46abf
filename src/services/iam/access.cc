// What the caller of each operation has to be allowed: the action that has its name, on the thing that its input names,
// with the path that the thing has. Members of inputs are read by name from their tables, since all operations name a
// user, a role or a policy by the same one.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
#include "api/iam/model.h"
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
  std::string text_or(std::string_view member, std::string otherwise) const {
    const auto* given = text(member);
    return given ? *given : std::move(otherwise);
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

// Whether or not the thing is there: who may not ask is not told.
template <class Record>
void name_entity(AccessNeed& need, const Account& account, const Input& input, std::string_view name) {
  if (const auto record = account.table<Record>().find(name)) {
    need.resource = arn_of(account.number, *record);
    add_resource_tags(need, record->tags);
    if constexpr (requires { record->boundary; }) {
      if (record->boundary) need.context.emplace_back("iam:permissionsboundary", *record->boundary);
    }
    return;
  }
  Record unmade;
  unmade.path = input.text_or("Path", "/");
  unmade.name = name;
  need.resource = arn_of(account.number, unmade);
}

void name_own_user(AccessNeed& need, const Caller& caller) {
  if (caller.principal && !caller.principal->arn.empty()) need.resource = caller.principal->arn;
}

template <const Operation& operation>
Result<AccessNeeds> needs(const void* service, const Caller& caller, const void* structure) {
  static const std::string action = "iam:" + std::string(operation.name);
  const Input input(operation, structure);
  const auto account = static_cast<const IamService*>(service)->account_of(caller);
  AccessNeed need{.action = action};
  if (const auto* user = input.text("UserName")) {
    name_entity<UserRecord>(need, *account, input, *user);
  } else {
    name_own_user(need, caller);
  }
  add_request_tags(need, input);
  return AccessNeeds{std::move(need)};
}

template <const Operation& operation>
constexpr AccessRule rule() {
  return {&operation, &needs<operation>};
}

}  // namespace

std::span<const AccessRule> IamService::access_rules() {
  namespace op = operations;
  static constexpr AccessRule rules[] = {
      rule<op::create_access_key>(), rule<op::create_user>(),        rule<op::delete_access_key>(),
      rule<op::delete_user>(),       rule<op::delete_user_policy>(), rule<op::get_user>(),
      rule<op::get_user_policy>(),   rule<op::list_access_keys>(),   rule<op::list_user_policies>(),
      rule<op::list_users>(),        rule<op::put_user_policy>(),    rule<op::update_access_key>(),
      rule<op::update_user>(),
  };
  return rules;
}

}  // namespace penstock::iam
