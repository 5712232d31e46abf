#include <simdjson.h>

#include <algorithm>

#include "policy/draft.h"
#include "policy/malformed.h"

namespace penstock::policy {
namespace {

namespace ondemand = simdjson::ondemand;

// Every step answers whether to go on; `error_` says why not.
class DraftReader {
 public:
  explicit DraftReader(DocumentKind kind) : kind_(kind) {}

  Result<Draft> read(std::string_view json) {
    const simdjson::padded_string padded(json);
    text_ = padded.data();
    ondemand::document document;
    ondemand::object object;
    if (fails(parser_.iterate(padded).get(document)) || fails(document.get_object().get(object))) {
      return std::move(error_);
    }
    Draft draft;
    if (!members(object, [&](std::string_view name, ondemand::value& value) { return top(draft, name, value); })) {
      return std::move(error_);
    }
    // Nothing may follow the object.
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
      refuse_json();
      return std::move(error_);
    }
    if (!has_statement_) {
      refuse("Missing required field Statement");
      return std::move(error_);
    }
    return draft;
  }

 private:
  // AWS reads identity policies with another parser than those of resources and roles.
  bool refuse(std::string_view text) {
    const bool is_identity = kind_ == DocumentKind::identity || kind_ == DocumentKind::managed;
    error_ = malformed(std::string(is_identity ? "Syntax errors in policy." : text));
    return false;
  }
  bool refuse_type() {
    return refuse(kind_ == DocumentKind::trust ? "Syntax error in policy." : "Invalid policy syntax.");
  }
  bool refuse_repetition(std::string_view name) {
    return refuse("Statement/policy already has instance of " + std::string(name));
  }
  bool refuse_json() { return refuse("This policy contains invalid Json"); }
  bool fails(simdjson::error_code code) { return code != simdjson::SUCCESS && !refuse_json(); }

  template <class Member>
  bool members(ondemand::object& object, Member member) {
    for (auto entry : object) {
      ondemand::field field;
      std::string_view name;
      if (fails(std::move(entry).get(field)) || fails(field.unescaped_key().get(name))) return false;
      const std::string key(name);
      if (!member(std::string_view(key), field.value())) return false;
    }
    return true;
  }

  bool top(Draft& draft, std::string_view name, ondemand::value& value) {
    if (name == "Version") return text(name, value, draft.version);
    if (name == "Id") return text(name, value, id_);
    if (name == "Statement") {
      if (has_statement_) return refuse_repetition(name);
      has_statement_ = true;
      return statements(value, draft.statements);
    }
    return refuse("Unknown field " + std::string(name));
  }

  bool statements(ondemand::value& value, std::vector<DraftStatement>& out) {
    ondemand::json_type type;
    if (fails(value.type().get(type))) return false;
    // The simulator tells the place behind the token that it has read last: the brace of a statement that stands alone,
    // in a list the bracket or the statement before.
    auto behind = static_cast<std::size_t>(value.raw_json_token().data() - text_) + 1;
    if (type == ondemand::json_type::object) {
      out.emplace_back().told_begin = behind;
      return statement(value, out.back());
    }
    if (type != ondemand::json_type::array) return refuse_type();
    ondemand::array array;
    if (fails(value.get_array().get(array))) return false;
    for (auto element : array) {
      out.emplace_back().told_begin = behind;
      ondemand::value one;
      if (fails(std::move(element).get(one)) || !statement(one, out.back())) return false;
      behind = out.back().end;
    }
    return true;
  }

  bool statement(ondemand::value& value, DraftStatement& out) {
    ondemand::object object;
    if (!object_of(value, object)) return false;
    std::string_view raw;
    bool is_empty = false;
    if (fails(object.raw_json().get(raw)) || fails(object.reset().get(is_empty))) return false;
    out.begin = static_cast<std::size_t>(raw.data() - text_);
    out.end = out.begin + raw.rfind('}') + 1;  // `raw` goes on to the next token
    return members(object, [&](std::string_view name, ondemand::value& member) { return element(out, name, member); });
  }

  bool element(DraftStatement& out, std::string_view name, ondemand::value& value) {
    if (name == "Sid") return text(name, value, out.id);
    if (name == "Effect") return text(name, value, out.effect);
    if (name == "Action") return texts(name, value, out.actions);
    if (name == "NotAction") return texts(name, value, out.not_actions);
    if (name == "Resource") return texts(name, value, out.resources);
    if (name == "NotResource") return texts(name, value, out.not_resources);
    if (name == "Principal") return principals(name, value, out.principals);
    if (name == "NotPrincipal") return principals(name, value, out.not_principals);
    if (name == "Condition") return condition(value, out);
    return refuse("Unknown field " + std::string(name));
  }

  bool text(std::string_view name, ondemand::value& value, std::optional<std::string>& out) {
    ondemand::json_type type;
    std::string_view found;
    if (fails(value.type().get(type))) return false;
    if (out) return refuse_repetition(name);
    if (type != ondemand::json_type::string) return refuse_type();
    if (fails(value.get_string().get(found))) return false;
    out = found;
    return true;
  }

  bool object_of(ondemand::value& value, ondemand::object& object) {
    ondemand::json_type type;
    if (fails(value.type().get(type))) return false;
    if (type != ondemand::json_type::object) return refuse_type();
    return !fails(value.get_object().get(object));
  }

  // One text or a list of them.
  bool texts(std::string_view name, ondemand::value& value, DraftStatement::Texts& out) {
    if (out) return refuse_repetition(name);
    return list(value, out.emplace(), Scalars::texts_only);
  }

  enum class Scalars : std::uint8_t { texts_only, any };  // conditions take numbers and booleans as well

  bool list(ondemand::value& value, std::vector<std::string>& out, Scalars scalars) {
    ondemand::json_type type;
    if (fails(value.type().get(type))) return false;
    if (type != ondemand::json_type::array) return scalar(value, type, out, scalars);
    ondemand::array array;
    if (fails(value.get_array().get(array))) return false;
    for (auto element : array) {
      ondemand::value one;
      if (fails(std::move(element).get(one)) || fails(one.type().get(type))) return false;
      if (!scalar(one, type, out, scalars)) return false;
    }
    return true;
  }

  bool scalar(ondemand::value& value, ondemand::json_type type, std::vector<std::string>& out, Scalars scalars) {
    if (type == ondemand::json_type::string) {
      std::string_view found;
      if (fails(value.get_string().get(found))) return false;
      out.emplace_back(found);
      return true;
    }
    if (scalars == Scalars::texts_only) return refuse_type();
    if (type == ondemand::json_type::boolean) {
      bool found = false;
      if (fails(value.get_bool().get(found))) return false;
      out.emplace_back(found ? "true" : "false");
      return true;
    }
    if (type != ondemand::json_type::number) return refuse_type();
    auto token = value.raw_json_token();
    double number = 0;
    if (fails(value.get_double().get(number))) return false;
    while (!token.empty() && std::string_view(" \t\r\n").find(token.back()) != std::string_view::npos) {
      token.remove_suffix(1);
    }
    out.emplace_back(token);
    return true;
  }

  bool principals(std::string_view name, ondemand::value& value, DraftStatement::Principals& out) {
    ondemand::json_type type;
    if (fails(value.type().get(type))) return false;
    if (out) return refuse_repetition(name);
    auto& entries = out.emplace();
    if (type == ondemand::json_type::string) {
      std::string_view found;
      if (fails(value.get_string().get(found))) return false;
      entries.emplace_back("", found);
      return true;
    }
    ondemand::object object;
    if (!object_of(value, object)) return false;
    return members(object, [&](std::string_view name, ondemand::value& member) {
      std::vector<std::string> values;
      if (!list(member, values, Scalars::texts_only)) return false;
      for (auto& one : values) entries.emplace_back(name, std::move(one));
      return true;
    });
  }

  bool condition(ondemand::value& value, DraftStatement& out) {
    ondemand::object object;
    if (!object_of(value, object)) return false;
    return members(object, [&](std::string_view op, ondemand::value& tests) {
      ondemand::object keys;
      return object_of(tests, keys) && members(keys, [&](std::string_view key, ondemand::value& values) {
               auto& test =
                   out.tests.emplace_back(DraftStatement::Test{.op = std::string(op), .key = std::string(key)});
               return list(values, test.values, Scalars::any);
             });
    });
  }

  const DocumentKind kind_;
  ondemand::parser parser_;
  const char* text_ = nullptr;
  std::optional<std::string> id_;
  bool has_statement_ = false;
  ApiError error_;
};

}  // namespace

Result<Draft> read_draft(std::string_view json, DocumentKind kind) { return DraftReader(kind).read(json); }

}  // namespace penstock::policy
