// The comparison that a token means, in whichever of the two languages.
#pragma once

#include <optional>

#include "item/syntax.h"

namespace penstock::item {

template <class TokenKind>
std::optional<Operator> comparator_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::equal:
      return Operator::equal;
    case TokenKind::not_equal:
      return Operator::not_equal;
    case TokenKind::less:
      return Operator::less;
    case TokenKind::less_or_equal:
      return Operator::less_or_equal;
    case TokenKind::greater:
      return Operator::greater;
    case TokenKind::greater_or_equal:
      return Operator::greater_or_equal;
    default:
      return std::nullopt;
  }
}

}  // namespace penstock::item
