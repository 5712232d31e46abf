#include "item/condition_syntax.h"

#include <array>

#include "item/comparator.h"
#include "item/syntax_reader.h"

namespace penstock::item {
namespace {

constexpr std::array<std::string_view, 5> keywords = {"AND", "OR", "NOT", "BETWEEN", "IN"};

// A parenthesis may open a condition or an operand; which one it was shows behind it. So every level hands on whatever
// it read, and the level that needs a condition refuses an operand at the token behind.
class ConditionReader {
 public:
  explicit ConditionReader(std::string_view text) : reader_(text, {.keywords = keywords}) {}

  Parsed<SyntaxTree> read() {
    const auto whole = read_or();
    if (whole && (!is_condition(*whole) || !tokens().at(TokenKind::end))) reader_.fail_syntax();
    if (!reader_.error().empty()) return std::unexpected(reader_.error());
    return reader_.take_tree();
  }

 private:
  TokenReader& tokens() { return reader_.tokens(); }

  // A function may stand alone.
  bool is_condition(const Phrase& phrase) const {
    return phrase.is_condition || reader_.tree().nodes[phrase.node].op == Operator::function;
  }

  std::optional<Phrase> read_or() { return read_list("OR", Operator::or_, &ConditionReader::read_and); }
  std::optional<Phrase> read_and() { return read_list("AND", Operator::and_, &ConditionReader::read_not); }

  std::optional<Phrase> read_list(std::string_view keyword, Operator op,
                                  std::optional<Phrase> (ConditionReader::*read_one)()) {
    const auto first = (this->*read_one)();
    if (!first || !tokens().at_keyword(keyword)) return first;
    std::vector<std::uint16_t> all;
    auto phrase = first;
    while (true) {
      if (!is_condition(*phrase)) return reader_.fail_syntax();
      all.push_back(phrase->node);
      if (!tokens().take_keyword_if(keyword)) break;
      if (all.size() > 1 && !reader_.count_operator()) return std::nullopt;
      phrase = (this->*read_one)();
      if (!phrase) return std::nullopt;
    }
    return condition(reader_.add(op, all));
  }

  std::optional<Phrase> read_not() {
    int times = 0;
    while (tokens().take_keyword_if("NOT")) ++times;
    auto phrase = read_comparison();
    if (!phrase || times == 0) return phrase;
    if (!is_condition(*phrase)) return reader_.fail_syntax();
    for (; times > 0; --times) {
      const std::array<std::uint16_t, 1> inner = {phrase->node};
      phrase = condition(reader_.add(Operator::not_, inner));
      if (!phrase) return std::nullopt;
    }
    return phrase;
  }

  std::optional<Phrase> read_comparison() {
    const auto left = read_group_or_atom();
    if (!left || left->is_condition) return left;
    if (const auto op = comparator_of(tokens().peek().kind)) {
      tokens().take();
      const auto right = reader_.read_operand();
      if (!right) return std::nullopt;
      const std::array<std::uint16_t, 2> both = {left->node, right->node};
      return condition(reader_.add(*op, both));
    }
    if (tokens().take_keyword_if("BETWEEN")) return read_between(left->node);
    if (tokens().take_keyword_if("IN")) return read_in(left->node);
    return left;
  }

  std::optional<Phrase> read_between(std::uint16_t operand) {
    const auto lower = reader_.read_operand();
    if (!lower) return std::nullopt;
    if (!tokens().take_keyword_if("AND")) return reader_.fail_syntax();
    const auto upper = reader_.read_operand();
    if (!upper) return std::nullopt;
    const std::array<std::uint16_t, 3> all = {operand, lower->node, upper->node};
    return condition(reader_.add(Operator::between, all));
  }

  std::optional<Phrase> read_in(std::uint16_t operand) {
    if (!reader_.expect(TokenKind::open)) return std::nullopt;
    std::vector<std::uint16_t> all = {operand};
    do {
      const auto candidate = reader_.read_operand();
      if (!candidate) return std::nullopt;
      all.push_back(candidate->node);
    } while (tokens().take_if(TokenKind::comma));
    if (!reader_.expect(TokenKind::close)) return std::nullopt;
    return condition(reader_.add(Operator::in, all));
  }

  std::optional<Phrase> read_group_or_atom() {
    if (!tokens().take_if(TokenKind::open)) return reader_.read_atom();
    if (!reader_.enter_group()) return std::nullopt;
    const auto inner = read_or();
    if (!inner || !reader_.leave_group(inner->is_grouped)) return std::nullopt;
    if (!reader_.read_path_behind_group(*inner)) return std::nullopt;
    return Phrase{inner->node, inner->is_condition, true};
  }

  static std::optional<Phrase> condition(std::optional<std::uint16_t> node) {
    if (!node) return std::nullopt;
    return Phrase{*node, true};
  }

  SyntaxReader reader_;
};

}  // namespace

Parsed<SyntaxTree> read_condition(std::string_view text) {
  if (auto error = check_expression_size(text)) return std::unexpected(*std::move(error));
  return ConditionReader(text).read();
}

}  // namespace penstock::item
