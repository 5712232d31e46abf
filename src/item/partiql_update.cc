#include "item/partiql_update.h"

#include <algorithm>
#include <array>

#include "item/binder.h"

namespace penstock::item::partiql {
namespace {

class UpdateReader {
 public:
  explicit UpdateReader(Reader& reader) : reader_(reader) {}

  std::optional<Update> read() {
    do {
      const bool is_set = tokens().take_keyword_if("SET");
      if (!is_set && !tokens().take_keyword_if("REMOVE")) return reader_.malformed("Expected SET or REMOVE");
      do {
        if (is_set ? !read_assignment() : !read_removal()) return std::nullopt;
      } while (tokens().take_if(TokenKind::comma));
    } while (tokens().at_keyword("SET") || tokens().at_keyword("REMOVE"));

    std::vector<DocumentPath> paths;
    for (const auto& one : steps_) paths.push_back(one.path);
    if (auto error = check_paths_apart(paths)) return reader_.fail(*std::move(error));
    return Update(std::move(values_), std::move(steps_));
  }

 private:
  using Node = std::optional<NodeIndex>;

  TokenReader& tokens() { return reader_.tokens(); }

  bool read_removal() {
    if (!reader_.expect_name()) return false;
    auto path = reader_.read_path();
    if (!path) return false;
    steps_.push_back({UpdateAction::remove, *std::move(path)});
    return true;
  }

  bool read_assignment() {
    if (!reader_.expect_name()) return false;
    auto path = reader_.read_path();
    if (!path || !reader_.expect(TokenKind::equal, "Expected = for assignment")) return false;
    if (at_function("SET_ADD")) return read_set_change(*std::move(path), UpdateAction::add, "SET_ADD");
    if (at_function("SET_DELETE")) return read_set_change(*std::move(path), UpdateAction::delete_, "SET_DELETE");
    const auto value = read_sum();
    if (!value) return false;
    steps_.push_back({UpdateAction::set, *std::move(path), *value});
    return true;
  }

  bool at_function(std::string_view upper) {
    return tokens().at_keyword(upper) && tokens().peek_second().kind == TokenKind::open;
  }

  // path = set_add(path, <<…>>)
  bool read_set_change(DocumentPath target, UpdateAction action, const std::string& function) {
    const auto name = tokens().take();
    tokens().take();
    const auto first = tokens().peek();
    std::optional<DocumentPath> path;
    Node value;
    std::size_t count = 0;
    if (!tokens().at(TokenKind::close)) {
      do {
        const bool is_value = reader_.at_value();
        auto named = is_value ? std::nullopt : reader_.read_path();
        value = is_value ? reader_.read_value_into(values_) : std::nullopt;
        if (reader_.has_failed()) return false;
        if (++count == 1) path = std::move(named);
      } while (tokens().take_if(TokenKind::comma));
    }
    if (!reader_.expect(TokenKind::close, "Expected )")) return false;
    if (count != 2) {
      reader_.fail(function + " must have exactly two arguments at " + tokens().place(name));
      return false;
    }
    if (path != target) {
      reader_.fail("The first argument to " + function + " must equal the assignment value at " + tokens().place(name));
      return false;
    }
    const auto type = value ? values_.static_type(*value) : std::nullopt;
    if (type != Type::string_set && type != Type::number_set && type != Type::binary_set) {
      reader_.fail("The second argument to " + function + " must be a value with type SET at " + tokens().place(first));
      return false;
    }
    steps_.push_back({action, std::move(target), *value});
    return true;
  }

  Node read_sum() {
    const auto left = read_term();
    if (!left || (!tokens().at(TokenKind::plus) && !tokens().at(TokenKind::minus))) return left;
    const auto op = tokens().take().kind == TokenKind::plus ? Operator::plus : Operator::minus;
    const auto right = read_term();
    if (!right) return std::nullopt;
    const std::array<NodeIndex, 2> both = {*left, *right};
    return checked(values_.add(op, both), name_of(op), Type::number);
  }

  Node read_term() {
    if (reader_.at_value()) return reader_.read_value_into(values_);
    if (tokens().at(TokenKind::name) && tokens().peek_second().kind == TokenKind::open) return read_function();
    const auto path = reader_.read_path();
    if (!path) return std::nullopt;
    return values_.add_path(PathView(*path));
  }

  Node read_function() {
    if (++depth_ > condition_depth_max) return reader_.fail("The expression contains too many nested functions");
    const bool is_append = tokens().at_keyword("LIST_APPEND");
    if (!is_append && !tokens().at_keyword("IF_NOT_EXISTS")) {
      return reader_.fail(invalid_function_name(tokens().text(tokens().peek())));
    }
    tokens().take();
    tokens().take();
    std::vector<NodeIndex> arguments;
    do {
      const auto argument = read_term();
      if (!argument) return std::nullopt;
      arguments.push_back(*argument);
    } while (tokens().take_if(TokenKind::comma));
    if (!reader_.expect(TokenKind::close, "Expected )")) return std::nullopt;
    --depth_;
    const auto function = is_append ? Function::list_append : Function::if_not_exists;
    const auto name = name_of(function);
    if (arguments.size() != 2) return reader_.fail(incorrect_operand_count(name, arguments.size()));
    const auto node = values_.add(Operator::function, arguments, function);
    if (is_append) return checked(node, name, Type::list);
    if (values_.node(arguments.front()).op != Operator::path) return reader_.fail(requires_path(name));
    return node;
  }

  // Of literals and parameters alone; what a path leads to is seen when the item is.
  Node checked(NodeIndex index, std::string_view name, Type wanted) {
    for (const auto child : values_.children(values_.node(index))) {
      if (values_.node(child).op != Operator::value) continue;
      const auto type = values_.value(values_.node(child)).type();
      if (type != wanted) return reader_.fail(incorrect_operand_type(name, type_name(type)));
    }
    return index;
  }

  Reader& reader_;
  Expression values_;
  std::vector<UpdateStep> steps_;
  int depth_ = 0;
};

}  // namespace

std::optional<Update> read_update(Reader& reader) { return UpdateReader(reader).read(); }

}  // namespace penstock::item::partiql
