#include "item/partiql_reader.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "item/partiql_keywords.h"

namespace penstock::item::partiql {
namespace {

// Keywords that are operators.
constexpr std::array<std::string_view, 7> operators = {"AND", "BETWEEN", "IN", "IS", "LIKE", "NOT", "OR"};

bool is_symbol_of_operator(TokenKind kind) {
  return (kind >= TokenKind::equal && kind <= TokenKind::minus) || kind == TokenKind::star;
}

// AWS reads numbers as 32-bit scale and unscaled digits: the digits behind the point less the exponent.
bool has_scale(std::string_view number) {
  const auto mark = number.find_first_of("eE");
  if (mark == std::string_view::npos) return true;
  const auto point = number.find('.');
  const auto fraction = point == std::string_view::npos ? 0 : static_cast<std::int64_t>(mark - point - 1);
  auto digits = number.substr(mark + 1);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int32_t exponent = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), exponent).ec != std::errc()) return false;
  const auto scale = fraction - exponent;
  return scale >= INT32_MIN && scale <= INT32_MAX;
}

}  // namespace

Reader::Reader(std::string_view statement, std::vector<AttributeValue> parameters)
    : tokens_(statement), parameters_(std::move(parameters)) {
  for (const auto& parameter : parameters_) {
    if (const auto* fault = parameter.get<Fault>()) fail(std::string(fault->words(ValueCheck::older)));
  }
}

std::nullopt_t Reader::fail(std::string message) {
  if (!error_) error_ = std::move(message);
  return std::nullopt;
}

std::nullopt_t Reader::malformed(const std::string& why) {
  // A quote or a comment that does not end is not explained.
  return fail("Statement wasn't well formed, can't be processed: " + (tokens_.at(TokenKind::unknown) ? "" : why));
}

std::nullopt_t Reader::unexpected() {
  const auto is = [&](std::string_view keyword) { return tokens_.at_keyword(keyword); };
  if (is_symbol_of_operator(tokens_.peek().kind) || std::ranges::any_of(operators, is)) {
    return malformed("Unexpected operator");
  }
  const auto& token = tokens_.peek();
  const bool is_other = token.kind == TokenKind::name && is_keyword(tokens_.text(token));
  return malformed(is_other ? "Unexpected keyword" : "Unexpected term");
}

bool Reader::expect_right_side() {
  if (!at_end()) return true;
  malformed("Missing right-hand side expression of infix operator");
  return false;
}

bool Reader::expect(TokenKind kind, const std::string& otherwise) {
  if (tokens_.take_if(kind)) return true;
  malformed(otherwise);
  return false;
}

bool Reader::expect_keyword(std::string_view upper) {
  if (tokens_.take_keyword_if(upper)) return true;
  malformed("Expected " + std::string(upper));
  return false;
}

bool Reader::at_name() const {
  return tokens_.at(TokenKind::quoted_name) ||
         (tokens_.at(TokenKind::name) && !is_keyword(tokens_.text(tokens_.peek())));
}

bool Reader::expect_name() {
  if (at_name()) return true;
  malformed("Expected identifier for simple path");
  return false;
}

std::optional<std::string> Reader::read_component() {
  if (!at_name()) return malformed("Invalid path dot component");
  return read_name();
}

std::optional<std::string> Reader::read_name() {
  if (!at_name()) return unexpected();
  auto name = tokens_.content(tokens_.take());
  if (name.empty()) return fail("Path component cannot be an empty string");
  return name;
}

std::optional<DocumentPath> Reader::read_path() {
  auto name = read_name();
  if (!name) return std::nullopt;
  DocumentPath path{step(*std::move(name))};
  while (true) {
    if (tokens_.take_if(TokenKind::dot)) {
      name = read_component();
      if (!name) return std::nullopt;
      path.push_back(step(*std::move(name)));
    } else if (tokens_.take_if(TokenKind::open_bracket)) {
      const auto index = read_index();
      if (!index) return std::nullopt;
      path.push_back(step(*index));
    } else if (path.size() > path_levels_max) {
      return fail("The document path has too many nesting levels; nesting levels: " + std::to_string(path.size()));
    } else {
      return path;
    }
  }
}

std::optional<std::uint32_t> Reader::read_index() {
  const bool is_negative = tokens_.take_if(TokenKind::minus);
  if (!tokens_.at(TokenKind::number)) return malformed("Expected list index");
  const auto token = tokens_.take();
  const auto text = tokens_.text(token);
  if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return malformed("Expected list index");
  std::uint32_t index = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (failure != std::errc() || index > INT32_MAX || (is_negative && index != 0)) {
    return fail("List index is not within the allowable range; index: [" + std::string(is_negative ? "-" : "") +
                std::string(text) + "] at " + tokens_.place(token));
  }
  if (!expect(TokenKind::close_bracket, "Expected ] for path")) return std::nullopt;
  return index;
}

bool Reader::at_value() const {
  switch (tokens_.peek().kind) {
    case TokenKind::string:
    case TokenKind::number:
    case TokenKind::parameter:
    case TokenKind::open_bracket:
    case TokenKind::open_brace:
    case TokenKind::open_bag:
    case TokenKind::plus:
    case TokenKind::minus:
      return true;
    default:
      return tokens_.at_keyword("TRUE") || tokens_.at_keyword("FALSE") || tokens_.at_keyword("NULL");
  }
}

std::optional<AttributeValue> Reader::read_value() {
  return tokens_.at(TokenKind::parameter) ? read_parameter() : read_literal("root", 0);
}

std::optional<NodeIndex> Reader::read_value_into(Expression& expression) {
  auto value = read_value();
  if (!value) return std::nullopt;
  values_->push_back(*std::move(value));
  expression.keep(values_);
  return expression.add_value(values_->back());
}

std::optional<AttributeValue> Reader::read_parameter() {
  tokens_.take();
  if (next_parameter_ == parameters_.size()) {
    return fail("Number of parameters in request and statement don't match.");
  }
  return std::move(parameters_[next_parameter_++]);
}

bool Reader::check_parameters() {
  if (has_failed()) return false;
  if (next_parameter_ == parameters_.size()) return true;
  fail("Number of parameters in request and statement don't match.");
  return false;
}

std::optional<AttributeValue> Reader::read_literal(const std::string& place, std::size_t level) {
  if (level >= literal_levels_max) return fail("Nesting Levels have exceeded supported limits under " + place);
  switch (tokens_.peek().kind) {
    case TokenKind::string:
      return AttributeValue(tokens_.content(tokens_.take()));
    case TokenKind::number:
    case TokenKind::plus:
    case TokenKind::minus:
      return read_number(place);
    case TokenKind::open_bracket:
      return read_list(place, level);
    case TokenKind::open_brace:
      return read_map(place, level);
    case TokenKind::open_bag:
      return read_bag();
    case TokenKind::parameter:
      return fail("Unsupported data type: Parameter under key " + place + " at " + tokens_.place(tokens_.peek()));
    default:
      break;
  }
  if (tokens_.at(TokenKind::name) && tokens_.peek_second().kind == TokenKind::open) {
    return fail("Unsupported data type: " + tokens_.content(tokens_.peek()) + " under key " + place + " at " +
                tokens_.place(tokens_.peek()));
  }
  if (tokens_.take_keyword_if("TRUE")) return AttributeValue(true);
  if (tokens_.take_keyword_if("FALSE")) return AttributeValue(false);
  if (tokens_.take_keyword_if("NULL")) return AttributeValue(Null{});
  return unexpected();
}

std::optional<AttributeValue> Reader::read_number(const std::string& place) {
  bool is_negative = false;
  while (tokens_.at(TokenKind::plus) || tokens_.at(TokenKind::minus)) {
    if (tokens_.take().kind == TokenKind::minus) is_negative = !is_negative;
  }
  if (!tokens_.at(TokenKind::number)) return unexpected();
  const auto digits = tokens_.text(tokens_.take());
  if (!has_scale(digits)) return malformed("");
  const auto number = Number::parse((is_negative ? "-" : "") + std::string(digits));
  if (!number) return fail(number.error().message + " under " + place);
  return AttributeValue(*number);
}

std::optional<AttributeValue> Reader::read_list(const std::string& place, std::size_t level) {
  tokens_.take();
  List list;
  if (tokens_.take_if(TokenKind::close_bracket)) return AttributeValue(std::move(list));
  do {
    auto element = read_literal(place + "[" + std::to_string(list.size()) + "]", level + 1);
    if (!element) return std::nullopt;
    list.push_back(*std::move(element));
  } while (tokens_.take_if(TokenKind::comma));
  if (!expect(TokenKind::close_bracket, "Expected ] for list")) return std::nullopt;
  return AttributeValue(std::move(list));
}

std::optional<AttributeValue> Reader::read_map(const std::string& place, std::size_t level) {
  tokens_.take();
  std::vector<Attribute> members;
  if (!tokens_.at(TokenKind::close_brace)) {
    do {
      if (!tokens_.at(TokenKind::string)) return malformed("Expected string as key of tuple");
      auto name = tokens_.content(tokens_.take());
      if (const auto why = fault_of_name(name); !why.empty()) return fail(std::string(why));
      if (!expect(TokenKind::colon, "Expected : for pair")) return std::nullopt;
      auto value = read_literal(place + "." + name, level + 1);
      if (!value) return std::nullopt;
      members.push_back({std::move(name), *std::move(value)});
    } while (tokens_.take_if(TokenKind::comma));
  }
  if (!expect(TokenKind::close_brace, "Expected } for tuple")) return std::nullopt;
  return AttributeValue(AttributeMap::from(std::move(members)));
}

std::optional<AttributeValue> Reader::read_bag() {
  tokens_.take();
  if (tokens_.at(TokenKind::close_bag)) return fail("Empty bags are not supported");
  StringSet strings;
  NumberSet numbers;
  std::string texts;  // of the members, as messages list them
  do {
    const auto first = tokens_.peek();
    const auto member = read_literal("root", 0);
    if (!member) return std::nullopt;
    if (const auto* string = member->get<std::string>()) strings.push_back(*string);
    if (const auto* number = member->get<Number>()) numbers.push_back(*number);
    texts += (texts.empty() ? "" : ", ") + tokens_.content(first);
    const bool is_supported = member->is(Type::string) || member->is(Type::number);
    if (!is_supported || (!strings.empty() && !numbers.empty())) {
      return fail("Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags");
    }
  } while (tokens_.take_if(TokenKind::comma));
  if (!expect(TokenKind::close_bag, "Expected >> for bag")) return std::nullopt;
  const std::string collection =
      "One or more parameter values were invalid: Input collection [" + texts + "] contains ";
  if (!strings.empty()) {
    return sort_set(strings) ? std::optional(AttributeValue(std::move(strings))) : fail(collection + "duplicates.");
  }
  return sort_set(numbers) ? std::optional(AttributeValue(std::move(numbers)))
                           : fail(collection + "duplicates! under root");
}

}  // namespace penstock::item::partiql
