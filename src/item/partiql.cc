#include "item/partiql.h"

#include <array>

#include "item/partiql_condition.h"
#include "item/partiql_reader.h"
#include "item/partiql_update.h"

namespace penstock::item::partiql {
namespace {

// `k[0]` for m.k[0].
std::string column_name(PathView path) {
  std::string indexes;
  for (std::size_t i = path.size(); i-- > 0;) {
    if (!path[i].is_index) return path[i].name + indexes;
    indexes = "[" + std::to_string(path[i].index) + "]" + indexes;
  }
  return indexes;
}

class StatementReader {
 public:
  explicit StatementReader(Reader& reader) : reader_(reader) {}

  bool read() {
    if (reader_.has_failed()) return false;
    if (!read_kind()) return false;
    tokens().take_if(TokenKind::semicolon);
    if (!tokens().at(TokenKind::end)) {
      reader_.malformed("Unexpected token after expression");
      return false;
    }
    return reader_.check_parameters() && check();
  }

  Statement take() { return std::move(statement_); }

 private:
  TokenReader& tokens() { return reader_.tokens(); }

  bool read_kind() {
    if (tokens().at_keyword("EXISTS") && tokens().peek_second().kind == TokenKind::open) return read_exists();
    if (tokens().take_keyword_if("SELECT")) return read_select();
    if (tokens().take_keyword_if("INSERT")) return read_insert();
    if (tokens().take_keyword_if("UPDATE")) return read_update();
    if (tokens().take_keyword_if("DELETE")) return read_delete();
    if (tokens().take_keyword_if("FROM")) return read_update_from();
    reader_.malformed("Expected data manipulation");
    return false;
  }

  bool read_exists() {
    tokens().take();
    tokens().take();
    if (!reader_.expect_keyword("SELECT") || !read_select()) return false;
    statement_.kind = StatementKind::exists;
    return reader_.expect(TokenKind::close, "Expected )");
  }

  bool read_select() {
    statement_.kind = StatementKind::select;
    if (!read_columns()) return false;
    if (!tokens().take_keyword_if("FROM")) {
      reader_.malformed("Expected FROM after SELECT list");
      return false;
    }
    return read_source() && read_where() && read_order();
  }

  bool read_columns() {
    if (tokens().take_if(TokenKind::star)) return true;
    auto& columns = statement_.columns.emplace();
    do {
      const auto first = tokens().peek();
      if (first.kind == TokenKind::name && tokens().peek_second().kind == TokenKind::open) {
        reader_.fail("Unexpected path component at " + tokens().place(first));
        return false;
      }
      auto path = reader_.read_path();
      if (!path) return false;
      auto name = column_name(*path);
      columns.push_back({*std::move(path), std::move(name)});
    } while (tokens().take_if(TokenKind::comma));
    return true;
  }

  // "table" or "table"."index".
  bool read_source() {
    std::array<std::optional<std::string>, 2> names;
    std::size_t count = 0;
    do {
      if (count == names.size()) {
        reader_.fail("A path may contain at most 2 components in the FROM clause");
        return false;
      }
      names[count] = count == 0 ? reader_.read_name() : reader_.read_component();
      if (!names[count]) return false;
      ++count;
    } while (tokens().take_if(TokenKind::dot));
    statement_.table = *std::move(names[0]);
    statement_.index = std::move(names[1]);
    return check_no_alias();
  }

  bool check_no_alias() {
    if (!reader_.at_name() && !tokens().at_keyword("AS") && !tokens().at_keyword("AT")) return true;
    reader_.fail("Aliasing is not supported");
    return false;
  }

  bool read_table() {
    if (!reader_.expect_name()) return false;
    auto name = reader_.read_name();
    if (!name) return false;
    statement_.table = *std::move(name);
    return true;
  }

  bool read_where() {
    if (!tokens().take_keyword_if("WHERE")) return true;
    statement_.where = partiql::read_where(reader_);
    return statement_.where.has_value();
  }

  bool read_order() {
    if (!tokens().take_keyword_if("ORDER")) return true;
    if (!reader_.expect_keyword("BY")) return false;
    do {
      auto name = reader_.read_name();
      if (!name) return false;
      const bool is_descending = tokens().take_keyword_if("DESC");
      if (!is_descending) tokens().take_keyword_if("ASC");
      statement_.order.push_back({*std::move(name), is_descending});
    } while (tokens().take_if(TokenKind::comma));
    return true;
  }

  bool read_insert() {
    statement_.kind = StatementKind::insert;
    if (!reader_.expect_keyword("INTO") || !read_table()) return false;
    if (!tokens().take_keyword_if("VALUE")) {
      reader_.malformed(reader_.at_end() ? "Expected VALUE" : "Unexpected token after expression");
      return false;
    }
    if (!tokens().at(TokenKind::open_brace)) return read_item_parameter();
    tokens().take();
    std::vector<Attribute> attributes;
    if (!tokens().at(TokenKind::close_brace)) {
      do {
        if (!read_attribute(attributes)) return false;
      } while (tokens().take_if(TokenKind::comma));
    }
    statement_.item = Item::from(std::move(attributes));
    return reader_.expect(TokenKind::close_brace, "Expected } for tuple");
  }

  bool read_attribute(std::vector<Attribute>& attributes) {
    if (!tokens().at(TokenKind::string)) {
      reader_.malformed("Expected string as key of tuple");
      return false;
    }
    auto name = tokens().content(tokens().take());
    if (const auto why = fault_of_name(name); !why.empty()) {
      reader_.fail(std::string(why));
      return false;
    }
    if (!reader_.expect(TokenKind::colon, "Expected : for pair")) return false;
    auto value = reader_.read_value();
    if (!value) return false;
    attributes.push_back({std::move(name), *std::move(value)});
    return true;
  }

  bool read_item_parameter() {
    std::optional<AttributeValue> value;
    if (tokens().at(TokenKind::parameter)) value = reader_.read_value();
    auto* item = value ? value->get<AttributeMap>() : nullptr;
    if (item == nullptr) {
      reader_.malformed("Expected a tuple in VALUE");
      return false;
    }
    statement_.item = std::move(*item);
    return true;
  }

  bool read_update() {
    statement_.kind = StatementKind::update;
    return read_table() && check_no_alias() && read_changes() && read_where() && read_returning();
  }

  // FROM table WHERE … SET …, which is an UPDATE.
  bool read_update_from() {
    statement_.kind = StatementKind::update;
    return read_table() && check_no_alias() && read_where() && read_changes() && read_returning();
  }

  bool read_changes() {
    auto update = partiql::read_update(reader_);
    if (!update) return false;
    statement_.update = *std::move(update);
    return true;
  }

  bool read_delete() {
    statement_.kind = StatementKind::delete_;
    return reader_.expect_keyword("FROM") && read_table() && check_no_alias() && read_where() && read_returning();
  }

  bool read_returning() {
    if (!tokens().take_keyword_if("RETURNING")) return true;
    const bool is_all = tokens().take_keyword_if("ALL");
    if (!is_all && !reader_.expect_keyword("MODIFIED")) return false;
    const bool is_old = tokens().take_keyword_if("OLD");
    if (!is_old && !reader_.expect_keyword("NEW")) return false;
    if (!reader_.expect(TokenKind::star, "Expected * in RETURNING")) return false;
    if (is_all) {
      statement_.returning = is_old ? Returning::all_old : Returning::all_new;
    } else {
      statement_.returning = is_old ? Returning::modified_old : Returning::modified_new;
    }
    if (statement_.kind != StatementKind::delete_ || statement_.returning == Returning::all_old) return true;
    reader_.fail("Invalid returning clause: RETURNING " + std::string(is_all ? "ALL " : "MODIFIED ") +
                 (is_old ? "OLD" : "NEW") + " *. Only RETURNING ALL OLD * is allowed in DELETE statements.");
    return false;
  }

  bool check() {
    if (statement_.order.empty() || statement_.where) return true;
    reader_.fail("Must have WHERE clause in the statement when using ORDER BY clause.");
    return false;
  }

  Reader& reader_;
  Statement statement_;
};

}  // namespace

Result<Statement> parse_statement(std::string_view text, std::vector<AttributeValue> parameters) {
  if (text.size() > statement_bytes_max) {
    return error::validation("Statement wasn't well formed, can't be processed: too long");
  }
  Reader reader(text, std::move(parameters));
  StatementReader statement(reader);
  if (!statement.read()) return error::validation(reader.error());
  return statement.take();
}

Item columns_of(const Statement& statement, const Item& item) {
  if (!statement.columns) return item;
  Item columns;
  for (const auto& column : *statement.columns) {
    if (const auto* value = find(item, column.path)) columns.set(column.name, *value);
  }
  return columns;
}

}  // namespace penstock::item::partiql
