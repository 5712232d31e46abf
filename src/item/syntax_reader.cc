#include "item/syntax_reader.h"

#include <algorithm>

namespace penstock::item {

SyntaxReader::SyntaxReader(std::string_view source, SyntaxRules rules) : tokens_(source), rules_(rules) {
  tree_.source = source;
  // For most expressions, all that they need.
  tree_.nodes.reserve(12);
  tree_.children.reserve(12);
  tree_.elements.reserve(12);
}

std::nullopt_t SyntaxReader::fail(std::string message) {
  if (error_.empty()) error_ = std::move(message);
  return std::nullopt;
}

bool SyntaxReader::expect(TokenKind kind) {
  if (tokens_.take_if(kind)) return true;
  fail_syntax();
  return false;
}

bool SyntaxReader::at_name() const {
  if (tokens_.at(TokenKind::name_placeholder)) return true;
  return tokens_.at(TokenKind::name) &&
         std::ranges::none_of(rules_.keywords, [&](std::string_view keyword) { return tokens_.at_keyword(keyword); });
}

std::optional<std::uint16_t> SyntaxReader::add(Operator op, std::span<const std::uint16_t> children, Token token,
                                               Function function) {
  if (op != Operator::path && op != Operator::value && !count_operator()) return std::nullopt;
  const auto first = op == Operator::path ? tree_.elements.size() : tree_.children.size();
  tree_.nodes.push_back({.op = op,
                         .function = function,
                         .first = static_cast<std::uint16_t>(first),
                         .count = static_cast<std::uint16_t>(children.size()),
                         .token = token});
  tree_.children.insert(tree_.children.end(), children.begin(), children.end());
  return static_cast<std::uint16_t>(tree_.nodes.size() - 1);
}

bool SyntaxReader::count_operator() {
  if (++tree_.operators <= operators_max) return true;
  fail("The expression contains too many operators; operator count: " + std::to_string(tree_.operators));
  return false;
}

bool SyntaxReader::enter_group() {
  if (++depth_ <= group_depth_max) return true;
  fail("The expression has redundant parentheses;");
  return false;
}

bool SyntaxReader::leave_group(bool inner_is_grouped) {
  --depth_;
  if (inner_is_grouped) tree_.has_redundant_parentheses = true;
  return expect(TokenKind::close);
}

bool SyntaxReader::read_name(std::uint16_t path_node) {
  if (!at_name()) {
    fail_syntax();
    return false;
  }
  tree_.elements.push_back({tokens_.take()});
  ++tree_.nodes[path_node].count;
  return true;
}

bool SyntaxReader::read_path_tail(std::uint16_t path_node) {
  while (true) {
    if (tokens_.take_if(TokenKind::dot)) {
      if (!read_name(path_node)) return false;
    } else if (tokens_.take_if(TokenKind::open_bracket)) {
      if (!tokens_.at(TokenKind::number)) {
        fail_syntax();
        return false;
      }
      tree_.elements.push_back({tokens_.take()});
      ++tree_.nodes[path_node].count;
      if (!expect(TokenKind::close_bracket)) return false;
    } else {
      return true;
    }
  }
}

std::optional<std::uint16_t> SyntaxReader::read_path() {
  if (!at_name()) return fail_syntax();
  const auto node = *add(Operator::path, {});
  if (!read_name(node) || !read_path_tail(node)) return std::nullopt;
  return node;
}

std::optional<Phrase> SyntaxReader::read_atom() {
  if (tokens_.at(TokenKind::value_placeholder)) return Phrase{*add(Operator::value, {}, tokens_.take())};
  if (tokens_.at(TokenKind::name) && tokens_.peek_second().kind == TokenKind::open && at_name()) {
    return read_function();
  }
  const auto path = read_path();
  if (!path) return std::nullopt;
  return Phrase{*path};
}

std::optional<Phrase> SyntaxReader::read_operand() {
  if (!tokens_.take_if(TokenKind::open)) return read_atom();
  if (!enter_group()) return std::nullopt;
  const auto inner = read_operand();
  if (!inner || !leave_group(inner->is_grouped)) return std::nullopt;
  if (!read_path_behind_group(*inner)) return std::nullopt;
  return Phrase{inner->node, false, true};
}

bool SyntaxReader::read_path_behind_group(const Phrase& inner) {
  // Only the path that was read last can go on: its elements are at the end.
  const bool is_path = !inner.is_condition && tree_.nodes[inner.node].op == Operator::path;
  return !is_path || !rules_.paths_go_on_behind_groups || read_path_tail(inner.node);
}

std::optional<Phrase> SyntaxReader::read_function() {
  const auto name = tokens_.take();
  if (!expect(TokenKind::open) || !enter_group()) return std::nullopt;
  std::vector<std::uint16_t> arguments;
  do {
    const auto argument = read_operand();
    if (!argument) return std::nullopt;
    arguments.push_back(argument->node);
  } while (tokens_.take_if(TokenKind::comma));
  if (!leave_group(false)) return std::nullopt;
  const auto node = add(Operator::function, arguments, name, function_named(tree_.text(name)));
  if (!node) return std::nullopt;
  return Phrase{*node};
}

std::optional<ExpressionError> check_expression_size(std::string_view text) {
  if (text.empty()) return "The expression can not be empty;";
  if (text.size() <= expression_bytes_max) return std::nullopt;
  return "Expression size has exceeded the maximum allowed size; expression size: " + std::to_string(text.size());
}

}  // namespace penstock::item
