// The grammar of condition, filter and key condition expressions. Pure.
#pragma once

#include <string_view>

#include "item/syntax.h"

namespace penstock::item {

// The tree of a condition; its root is the last node. Errors: the syntax error, too many operators.
Parsed<SyntaxTree> read_condition(std::string_view text);

}  // namespace penstock::item
