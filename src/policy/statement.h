// One statement of a document as it is evaluated. Immutable; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "policy/action_set.h"
#include "policy/condition.h"
#include "policy/principal_set.h"
#include "policy/text.h"

namespace penstock::policy {

enum class Effect : std::uint8_t { allow, deny };

// In a document's text, both from 1.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

struct Statement {
  Effect effect = Effect::deny;
  std::string_view id;  // Sid
  Position begin, end;  // of its object; `end` is behind its last character
  Position told_begin;  // where AWS's simulator says that it begins

  ActionSet actions;
  std::vector<Text> resources;
  PrincipalSet principals;
  std::vector<Condition> conditions;
  bool names_resources = false;   // not in a trust policy: a role's is about the role
  bool names_principals = false;  // not in identity policies, which are about whom they are attached to
  bool is_not_action = false;
  bool is_not_resource = false;
  bool is_not_principal = false;

  bool covers_action(const Action& action) const { return actions.contains(action) != is_not_action; }
  bool covers_resource(std::string_view resource, const Context& context) const;
  // How the statement names the principal; `direct` where it names nobody.
  Naming covers_principal(const Principal& principal) const;
  bool conditions_hold(const Context& context) const;
  // Appends the keys of conditions and variables.
  void add_context_keys(std::vector<std::string_view>& keys) const;
};

}  // namespace penstock::policy
