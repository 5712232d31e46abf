#include "item/update_syntax.h"

#include <array>

#include "item/syntax_reader.h"

namespace penstock::item {
namespace {

constexpr std::array<std::string_view, 4> keywords = {"SET", "REMOVE", "ADD", "DELETE"};  // as UpdateAction

class UpdateReader {
 public:
  explicit UpdateReader(std::string_view text)
      : reader_(text, {.keywords = keywords, .paths_go_on_behind_groups = false}) {}

  Parsed<UpdateSyntax> read() {
    do {
      if (!read_clause()) return std::unexpected(reader_.error());
    } while (!tokens().at(TokenKind::end));
    update_.tree = reader_.take_tree();
    return std::move(update_);
  }

 private:
  TokenReader& tokens() { return reader_.tokens(); }

  bool read_clause() {
    std::size_t clause = 0;
    while (clause < keywords.size() && !tokens().take_keyword_if(keywords[clause])) ++clause;
    if (clause == keywords.size()) {
      reader_.fail_syntax();
      return false;
    }
    const auto action = static_cast<UpdateAction>(clause);
    if (seen_[clause] && !update_.repeated) update_.repeated = action;
    seen_[clause] = true;
    do {
      if (!read_step(action)) return false;
    } while (tokens().take_if(TokenKind::comma));
    return true;
  }

  bool read_step(UpdateAction action) {
    const auto path = reader_.read_path();
    if (!path) return false;
    auto value = path;
    if (action == UpdateAction::set) {
      if (!reader_.expect(TokenKind::equal)) return false;
      value = node_of(read_sum());
    } else if (action != UpdateAction::remove) {
      value = read_placeholder();
    }
    if (!value) return false;
    update_.steps.push_back({action, *path, *value});
    return true;
  }

  std::optional<std::uint16_t> read_placeholder() {
    if (!tokens().at(TokenKind::value_placeholder)) return reader_.fail_syntax();
    return node_of(reader_.read_atom());
  }

  // One operand, or two with + or - between them; parentheses around either or around the whole.
  std::optional<Phrase> read_sum() {
    const auto left = read_left();
    if (!left || (!tokens().at(TokenKind::plus) && !tokens().at(TokenKind::minus))) return left;
    if (is_sum(*left)) return reader_.fail_syntax();
    const auto op = tokens().take().kind == TokenKind::plus ? Operator::plus : Operator::minus;
    const auto right = reader_.read_operand();
    if (!right) return std::nullopt;
    const std::array<std::uint16_t, 2> both = {left->node, right->node};
    const auto sum = reader_.add(op, both);
    if (!sum) return std::nullopt;
    return Phrase{*sum};
  }

  std::optional<Phrase> read_left() {
    if (!tokens().take_if(TokenKind::open)) return reader_.read_atom();
    if (!reader_.enter_group()) return std::nullopt;
    const auto inner = read_sum();
    if (!inner || !reader_.leave_group(inner->is_grouped)) return std::nullopt;
    return Phrase{inner->node, false, true};
  }

  bool is_sum(const Phrase& phrase) const {
    const auto op = reader_.tree().nodes[phrase.node].op;
    return op == Operator::plus || op == Operator::minus;
  }

  static std::optional<std::uint16_t> node_of(const std::optional<Phrase>& phrase) {
    if (!phrase) return std::nullopt;
    return phrase->node;
  }

  SyntaxReader reader_;
  UpdateSyntax update_;
  std::array<bool, keywords.size()> seen_{};
};

}  // namespace

std::string_view name_of(UpdateAction action) { return keywords[static_cast<std::size_t>(action)]; }

Parsed<UpdateSyntax> read_update(std::string_view text) {
  if (auto error = check_expression_size(text)) return std::unexpected(*std::move(error));
  return UpdateReader(text).read();
}

}  // namespace penstock::item
