// The grammar of update expressions. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "item/syntax.h"

namespace penstock::item {

enum class UpdateAction : std::uint8_t { set, remove, add, delete_ };
std::string_view name_of(UpdateAction action);

struct UpdateSyntax {
  struct Step {
    UpdateAction action = UpdateAction::set;
    std::uint16_t path = 0;  // nodes of the tree
    std::uint16_t value = 0;
  };

  SyntaxTree tree;
  std::vector<Step> steps;
  std::optional<UpdateAction> repeated;  // the first clause that is there twice
};

// Errors: the syntax error, too many operators.
Parsed<UpdateSyntax> read_update(std::string_view text);

}  // namespace penstock::item
