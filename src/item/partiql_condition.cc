#include "item/partiql_condition.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "item/binder.h"
#include "item/comparator.h"
#include "item/condition_check.h"
#include "item/syntax_reader.h"

namespace penstock::item::partiql {
namespace {

class WhereReader {
 public:
  explicit WhereReader(Reader& reader) : reader_(reader) {}

  std::optional<Condition> read() {
    const auto root = read_or();
    if (!root || !check_condition(*root)) return std::nullopt;
    return Condition(std::move(expression_));
  }

 private:
  using Node = std::optional<NodeIndex>;

  TokenReader& tokens() { return reader_.tokens(); }

  // What only has a value does not say whether it holds.
  bool check_condition(NodeIndex index) {
    const auto& node = expression_.node(index);
    const bool is_condition = node.op != Operator::path && node.op != Operator::value &&
                              (node.op != Operator::function || node.function != Function::size);
    if (!is_condition) reader_.malformed("Expected condition");
    return is_condition;
  }

  bool enter() {
    if (++depth_ <= condition_depth_max) return true;
    reader_.fail("The expression contains too many nested conditions");
    return false;
  }

  Node read_or() { return read_list("OR", Operator::or_, &WhereReader::read_and); }
  Node read_and() { return read_list("AND", Operator::and_, &WhereReader::read_not); }

  Node read_list(std::string_view keyword, Operator op, Node (WhereReader::*read_one)()) {
    std::vector<NodeIndex> all;
    do {
      if (!all.empty() && !reader_.expect_right_side()) return std::nullopt;
      const auto one = (this->*read_one)();
      if (!one) return std::nullopt;
      all.push_back(*one);
    } while (tokens().take_keyword_if(keyword));
    if (all.size() == 1) return all.front();
    if (!std::ranges::all_of(all, [&](NodeIndex one) { return check_condition(one); })) return std::nullopt;
    return expression_.add(op, all);
  }

  Node read_not() {
    bool is_negated = false;
    while (tokens().take_keyword_if("NOT")) is_negated = !is_negated;
    const auto inner = read_comparison();
    if (!inner || !is_negated) return inner;
    if (!check_condition(*inner)) return std::nullopt;
    return negated(*inner);
  }

  NodeIndex negated(NodeIndex inner) {
    const std::array<NodeIndex, 1> operand = {inner};
    return expression_.add(Operator::not_, operand);
  }

  Node read_comparison() {
    auto left = read_operand();
    while (left) {
      if (const auto op = comparator_of(tokens().peek().kind)) {
        tokens().take();
        if (!reader_.expect_right_side()) return std::nullopt;
        const auto right = read_operand();
        if (!right) return std::nullopt;
        const std::array<NodeIndex, 2> both = {*left, *right};
        left = checked(expression_.add(*op, both));
      } else if (tokens().at_keyword("BETWEEN") || tokens().at_keyword("IN") || tokens().at_keyword("IS")) {
        left = read_predicate(*left, false);
      } else if (tokens().at_keyword("NOT")) {
        tokens().take();
        left = read_predicate(*left, true);
      } else {
        return left;
      }
    }
    return std::nullopt;
  }

  Node read_predicate(NodeIndex operand, bool is_negated) {
    Node node;
    if (tokens().take_keyword_if("BETWEEN")) {
      node = read_between(operand);
    } else if (tokens().take_keyword_if("IN")) {
      node = read_in(operand);
    } else if (!is_negated && tokens().take_keyword_if("IS")) {
      node = read_is(operand);
    } else {
      return reader_.malformed("Unexpected keyword");
    }
    return node && is_negated ? negated(*node) : node;
  }

  Node read_between(NodeIndex operand) {
    const auto lower = read_operand();
    if (!lower || !reader_.expect_keyword("AND")) return std::nullopt;
    const auto upper = read_operand();
    if (!upper) return std::nullopt;
    const std::array<NodeIndex, 3> all = {operand, *lower, *upper};
    return checked(expression_.add(Operator::between, all));
  }

  Node read_in(NodeIndex operand) {
    const bool is_list = tokens().take_if(TokenKind::open_bracket);
    if (!is_list && !reader_.expect(TokenKind::open, "Expected list for IN")) return std::nullopt;
    std::vector<NodeIndex> all = {operand};
    do {
      const auto candidate = read_operand();
      if (!candidate) return std::nullopt;
      all.push_back(*candidate);
    } while (tokens().take_if(TokenKind::comma));
    if (!reader_.expect(is_list ? TokenKind::close_bracket : TokenKind::close, "Expected end of list for IN")) {
      return std::nullopt;
    }
    if (all.size() - 1 > in_candidates_max) {
      return reader_.fail("The IN operator is provided with too many operands; number of operands: " +
                          std::to_string(all.size() - 1));
    }
    return expression_.add(Operator::in, all);
  }

  // IS [NOT] MISSING asks whether there is an attribute, the others whether there is one of that type.
  Node read_is(NodeIndex operand) {
    const bool is_negated = tokens().take_keyword_if("NOT");
    const std::array<NodeIndex, 1> one = {operand};
    Node node;
    if (tokens().take_keyword_if("MISSING")) {
      node = checked(expression_.add(Operator::function, one, Function::attribute_not_exists));
    } else if (const auto* type = read_type()) {
      const std::array<NodeIndex, 2> both = {operand, expression_.add_value(*type)};
      node = expression_.add(Operator::function, both, Function::attribute_type);
    } else {
      return reader_.malformed("Expected type name");
    }
    return node && is_negated ? negated(*node) : node;
  }

  // As attribute_type names it; null for what is none.
  const AttributeValue* read_type() {
    static const AttributeValue null("NULL");
    static const AttributeValue boolean("BOOL");
    static const AttributeValue string("S");
    if (tokens().take_keyword_if("NULL")) return &null;
    if (tokens().take_keyword_if("BOOL")) return &boolean;
    return tokens().take_keyword_if("STRING") ? &string : nullptr;
  }

  Node read_operand() {
    if (tokens().take_if(TokenKind::open)) {
      if (!enter()) return std::nullopt;
      const auto inner = read_or();
      --depth_;
      if (!inner || !reader_.expect(TokenKind::close, "Expected )")) return std::nullopt;
      return inner;
    }
    if (reader_.at_value()) return reader_.read_value_into(expression_);
    if (tokens().at(TokenKind::name) && tokens().peek_second().kind == TokenKind::open) return read_function();
    if (!reader_.at_name()) return reader_.unexpected();
    const auto path = reader_.read_path();
    if (!path) return std::nullopt;
    return expression_.add_path(PathView(*path));
  }

  Node read_function() {
    const auto token = tokens().take();
    auto name = tokens().content(token);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto function = function_named(name);
    if (function == Function::unknown) {
      return reader_.fail("Unrecognized function: " + name + " at " + tokens().place(token));
    }
    if (function >= Function::if_not_exists) return reader_.fail(invalid_function_name(name));
    tokens().take();
    if (!enter()) return std::nullopt;
    std::vector<NodeIndex> arguments;
    if (!tokens().at(TokenKind::close)) {
      do {
        const auto argument = read_operand();
        if (!argument) return std::nullopt;
        arguments.push_back(*argument);
      } while (tokens().take_if(TokenKind::comma));
    }
    --depth_;
    if (!reader_.expect(TokenKind::close, "Expected )")) return std::nullopt;
    if (arguments.size() != arity_of(function)) {
      return reader_.fail(incorrect_operand_count(name, arguments.size()));
    }
    return checked(expression_.add(Operator::function, arguments, function));
  }

  Node checked(NodeIndex index) {
    if (auto error = check_operand_types(expression_, expression_.node(index))) {
      return reader_.fail(*std::move(error));
    }
    return index;
  }

  Reader& reader_;
  Expression expression_;
  int depth_ = 0;
};

}  // namespace

std::optional<Condition> read_where(Reader& reader) { return WhereReader(reader).read(); }

}  // namespace penstock::item::partiql
