#include "wire/json_reader.h"

#include <simdjson.h>

#include <bitset>
#include <cstring>
#include <limits>

#include "base/base64.h"
#include "base/check.h"
#include "wire/json_type_error.h"
#include "wire/number.h"
#include "wire/timestamp.h"

namespace penstock {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::size_t members_max = 256;  // of one structure

template <class T>
T& as(void* slot) {
  return *static_cast<T*>(slot);
}

// Member names have no escapes and are found in the model's order as a rule: `next` is where to look first.
const Member* find_member(const Shape& shape, std::string_view name, std::size_t& next) {
  const auto members = shape.members;
  for (std::size_t i = 0; i < members.size(); ++i) {
    auto at = next + i;
    if (at >= members.size()) at -= members.size();
    const auto& member = members[at];
    if (member.wire_name == name && member.location == Location::body) {
      next = at + 1;
      return &member;
    }
  }
  return nullptr;
}

// Walks one document. Every step answers whether to go on; `error_` says why not.
class JsonReader {
 public:
  JsonReader(Violations* violations, JsonDialect dialect) : violations_(violations), dialect_(dialect) {}

  Status read(const Shape& shape, std::span<const char> body, void* structure) {
    thread_local ondemand::parser parser;
    ondemand::document document;
    if (fails(parser.iterate(body.data(), body.size(), body.size() + simdjson::SIMDJSON_PADDING).get(document))) {
      return std::move(error_);
    }
    if (!root(document, shape, structure)) return std::move(error_);
    return ok();
  }

 private:
  bool fails(simdjson::error_code code) {
    if (code == simdjson::SUCCESS) return false;
    error_ = error::serialization({});
    return true;
  }
  bool refuse(ApiError error) {
    error_ = std::move(error);
    return false;
  }

  bool root(ondemand::document& document, const Shape& shape, void* structure) {
    ondemand::json_type type;
    if (fails(document.type().get(type))) return false;
    if (type != ondemand::json_type::object) return other_root(document, type, shape);
    ondemand::object object;
    if (fails(document.get_object().get(object))) return false;
    if (!members(object, shape, structure, {}, 0)) return false;
    // Nothing may follow the object.
    if (document.current_location().error() == simdjson::OUT_OF_BOUNDS) return true;
    return refuse(error::serialization({}));
  }

  bool other_root(ondemand::document& document, ondemand::json_type type, const Shape& shape) {
    if (type != ondemand::json_type::array) return refuse(json_type_error(dialect_, shape, JsonToken::string));
    ondemand::array array;
    if (fails(document.get_array().get(array)) || !skip_elements(array, 0)) return false;
    return refuse(json_type_error(dialect_, shape, JsonToken::array));
  }

  // The key as it is spelled; without escapes it is a view into the document.
  bool key_of(ondemand::field& field, std::string_view& key) {
    const char* start = field.key().raw();
    const char* end = start;
    for (; *end != '"'; ++end) {
      if (*end == '\\') return !fails(field.unescaped_key().get(key));
    }
    key = {start, end};
    return true;
  }

  bool members(ondemand::object& object, const Shape& shape, void* structure, const PathSegment& path, int depth) {
    if (depth > json_depth_max) return refuse(error::serialization("Request is nested too deeply"));
    CHECK(shape.members.size() <= members_max);
    std::bitset<members_max> seen;
    std::size_t next = 0;
    for (auto entry : object) {
      ondemand::field field;
      std::string_view key;
      if (fails(std::move(entry).get(field)) || !key_of(field, key)) return false;
      const auto* member = find_member(shape, key, next);
      if (!member) {
        if (!skip(field.value(), depth + 1)) return false;
        continue;
      }
      const auto order = static_cast<std::uint32_t>(member - shape.members.data());
      const PathSegment here{&path, member, order};
      bool present = false;
      if (!member_value(field.value(), *member, structure, here, depth, present)) return false;
      if (present) seen.set(order);
    }
    if (violations_) require(shape, seen, path);
    return true;
  }

  void require(const Shape& shape, const std::bitset<members_max>& seen, const PathSegment& path) {
    for (std::uint32_t i = 0; i < shape.members.size(); ++i) {
      const auto& member = shape.members[i];
      if (!member.required || seen.test(i) || member.location != Location::body) continue;
      violations_->missing({&path, &member, i});
    }
  }

  bool member_value(ondemand::value value, const Member& member, void* structure, const PathSegment& path, int depth,
                    bool& present) {
    ondemand::json_type type;
    if (fails(value.type().get(type))) return false;
    if (type == ondemand::json_type::null) return null(value);
    void* slot = member.slot(member, structure);
    if (!read_value(value, type, member, slot, path, depth + 1)) return false;
    present = true;
    if (violations_) violations_->check(*member.shape, slot, path);
    return true;
  }

  bool null(ondemand::value& value) {
    bool is_null = false;
    if (fails(value.is_null().get(is_null))) return false;
    return is_null || refuse(error::serialization({}));
  }

  bool read_value(ondemand::value& value, ondemand::json_type type, const Member& member, void* slot,
                  const PathSegment& path, int depth) {
    const auto& shape = *member.shape;
    switch (shape.kind) {
      case Kind::string:
        return string(value, type, shape, slot);
      case Kind::blob:
        return blob(value, type, shape, slot);
      case Kind::boolean:
        return boolean(value, type, shape, slot);
      case Kind::integer:
        return whole<std::int32_t>(value, type, shape, slot);
      case Kind::long_:
        return whole<std::int64_t>(value, type, shape, slot);
      case Kind::float_:
        return real<float>(value, type, shape, slot);
      case Kind::double_:
        return real<double>(value, type, shape, slot);
      case Kind::timestamp:
        return timestamp(value, type, member, slot);
      case Kind::list:
        return list(value, type, shape, slot, path, depth);
      case Kind::map:
        return map(value, type, shape, slot, path, depth);
      case Kind::structure: {
        if (type != ondemand::json_type::object) return wrong_type(value, type, shape);
        ondemand::object object;
        return !fails(value.get_object().get(object)) && members(object, shape, slot, path, depth);
      }
      case Kind::stream:
        break;  // never inside a document
    }
    return wrong_type(value, type, shape);
  }

  bool wrong_type(ondemand::value& value, ondemand::json_type type, const Shape& shape) {
    auto token = JsonToken::object;
    std::string_view text;
    switch (type) {
      case ondemand::json_type::object:
        break;
      case ondemand::json_type::array:
        token = JsonToken::array;
        break;
      case ondemand::json_type::string:
        token = JsonToken::string;
        if (fails(value.get_string().get(text))) return false;
        break;
      case ondemand::json_type::number: {
        double number = 0;
        if (fails(value.get_double().get(number))) return false;
        token = number == std::trunc(number) ? JsonToken::number : JsonToken::decimal;
        break;
      }
      default: {
        bool truth = false;
        if (fails(value.get_bool().get(truth))) return false;
        token = truth ? JsonToken::true_ : JsonToken::false_;
      }
    }
    return refuse(json_type_error(dialect_, shape, token, text));
  }

  bool string(ondemand::value& value, ondemand::json_type type, const Shape& shape, void* slot) {
    if (type != ondemand::json_type::string) return wrong_type(value, type, shape);
    std::string_view text;
    if (fails(value.get_string().get(text))) return false;
    as<std::string>(slot).assign(text);
    return true;
  }

  // Decodes from the document itself; only a string with escapes ("\/") is unescaped first.
  bool blob(ondemand::value& value, ondemand::json_type type, const Shape& shape, void* slot) {
    if (type != ondemand::json_type::string) return wrong_type(value, type, shape);
    const auto token = value.raw_json_token();  // from its first quote up to the next token
    auto text = token.substr(0, token.find_last_of('"'));
    text.remove_prefix(1);
    auto outcome = from_base64(text, as<std::string>(slot));
    if (!outcome) {
      if (fails(value.get_string().get(text))) return false;
      outcome = from_base64(text, as<std::string>(slot));
      return outcome ? true : refuse(json_blob_error(dialect_, text, outcome));
    }
    return !fails(value.get_raw_json_string().error());
  }

  bool boolean(ondemand::value& value, ondemand::json_type type, const Shape& shape, void* slot) {
    if (type == ondemand::json_type::boolean) return !fails(value.get_bool().get(as<bool>(slot)));
    if (type != ondemand::json_type::string || dialect_ == JsonDialect::v1_0) return wrong_type(value, type, shape);
    std::string_view text;
    if (fails(value.get_string().get(text))) return false;
    const auto is = [&](std::string_view word) {
      return std::ranges::equal(text, word, [](char a, char b) { return (a | 0x20) == (b | 0x20); });
    };
    if (is("true") || is("yes") || text == "1") {
      as<bool>(slot) = true;
    } else if (is("false") || is("no") || text == "0") {
      as<bool>(slot) = false;
    } else {
      return refuse(json_type_error(dialect_, shape, JsonToken::string, text));
    }
    return true;
  }

  // Fractions are cut off and what is too large is brought to the limit, so that constraints judge it.
  template <class T>
  bool whole(ondemand::value& value, ondemand::json_type type, const Shape& shape, void* slot) {
    if (type != ondemand::json_type::number) return wrong_type(value, type, shape);
    std::int64_t number = 0;
    if (value.get_int64().get(number) != simdjson::SUCCESS) {
      double wide = 0;
      if (fails(value.get_double().get(wide))) return false;
      constexpr double limit = 9223372036854775808.0;
      number = wide >= limit    ? std::numeric_limits<std::int64_t>::max()
               : wide <= -limit ? std::numeric_limits<std::int64_t>::min()
                                : static_cast<std::int64_t>(wide);
    }
    as<T>(slot) = static_cast<T>(std::clamp<std::int64_t>(number, std::numeric_limits<T>::min(),  //
                                                          std::numeric_limits<T>::max()));
    return true;
  }

  template <class T>
  bool real(ondemand::value& value, ondemand::json_type type, const Shape& shape, void* slot) {
    if (type == ondemand::json_type::string) {
      std::string_view text;
      if (fails(value.get_string().get(text))) return false;
      const auto named = parse_number<T>(text);
      if (!named || std::isfinite(*named)) return refuse(json_type_error(dialect_, shape, JsonToken::string, text));
      as<T>(slot) = *named;
      return true;
    }
    if (type != ondemand::json_type::number) return wrong_type(value, type, shape);
    double number = 0;
    if (fails(value.get_double().get(number))) return false;
    as<T>(slot) = static_cast<T>(number);
    return true;
  }

  bool timestamp(ondemand::value& value, ondemand::json_type type, const Member& member, void* slot) {
    std::optional<TimePoint> time;
    if (type == ondemand::json_type::number) {
      double seconds = 0;
      if (fails(value.get_double().get(seconds))) return false;
      time = timestamp_from_seconds(seconds);
      if (!time) return refuse(error::serialization("Timestamp out of range"));
    } else if (type == ondemand::json_type::string) {
      std::string_view text;
      if (fails(value.get_string().get(text))) return false;
      time = parse_timestamp(text, timestamp_format_of(&member, *member.shape, TimestampFormat::unspecified));
      if (!time) return refuse(json_type_error(dialect_, *member.shape, JsonToken::string, text));
    } else {
      return wrong_type(value, type, *member.shape);
    }
    as<TimePoint>(slot) = *time;
    return true;
  }

  bool list(ondemand::value& value, ondemand::json_type type, const Shape& shape, void* slot, const PathSegment& path,
            int depth) {
    if (type != ondemand::json_type::array) return wrong_type(value, type, shape);
    if (depth > json_depth_max) return refuse(error::serialization("Request is nested too deeply"));
    ondemand::array array;
    if (fails(value.get_array().get(array))) return false;
    shape.container->clear(slot);
    std::uint32_t index = 0;
    for (auto entry : array) {
      ondemand::value element;
      ondemand::json_type element_type;
      if (fails(std::move(entry).get(element)) || fails(element.type().get(element_type))) return false;
      const PathSegment here{&path, shape.element, index++};
      if (element_type == ondemand::json_type::null) {
        if (!null(element)) return false;
        if (violations_) {
          violations_->missing(here);
          shape.container->append(slot);
        }
        continue;
      }
      if (!read_value(element, element_type, *shape.element, shape.container->append(slot), here, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  bool map(ondemand::value& value, ondemand::json_type type, const Shape& shape, void* slot, const PathSegment& path,
           int depth) {
    if (type != ondemand::json_type::object) return wrong_type(value, type, shape);
    if (depth > json_depth_max) return refuse(error::serialization("Request is nested too deeply"));
    ondemand::object object;
    if (fails(value.get_object().get(object))) return false;
    shape.container->clear(slot);
    std::uint32_t index = 0;
    for (auto entry : object) {
      ondemand::field field;
      std::string_view key;
      ondemand::json_type entry_type;
      if (fails(std::move(entry).get(field)) || fails(field.unescaped_key().get(key))) return false;
      ondemand::value entry_value = field.value();
      if (fails(entry_value.type().get(entry_type))) return false;
      const PathSegment here{&path, shape.value, index++, key};
      if (entry_type == ondemand::json_type::null) {
        if (!null(entry_value)) return false;
        if (violations_) violations_->missing(here);
        continue;
      }
      if (!read_value(entry_value, entry_type, *shape.value, shape.container->insert(slot, key), here, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  bool skip_elements(ondemand::array& array, int depth) {
    for (auto entry : array) {
      ondemand::value element;
      if (fails(std::move(entry).get(element)) || !skip(element, depth + 1)) return false;
    }
    return true;
  }

  // What nobody asks for still has to be JSON.
  bool skip(ondemand::value value, int depth) {
    if (depth > json_depth_max) return refuse(error::serialization("Request is nested too deeply"));
    ondemand::json_type type;
    if (fails(value.type().get(type))) return false;
    switch (type) {
      case ondemand::json_type::object: {
        ondemand::object object;
        if (fails(value.get_object().get(object))) return false;
        for (auto entry : object) {
          ondemand::field field;
          if (fails(std::move(entry).get(field)) || !skip(field.value(), depth + 1)) return false;
        }
        return true;
      }
      case ondemand::json_type::array: {
        ondemand::array array;
        if (fails(value.get_array().get(array))) return false;
        for (auto entry : array) {
          ondemand::value element;
          if (fails(std::move(entry).get(element)) || !skip(element, depth + 1)) return false;
        }
        return true;
      }
      case ondemand::json_type::string:
        return !fails(value.get_string().error());
      case ondemand::json_type::number:
        return !fails(value.get_double().error());
      case ondemand::json_type::boolean:
        return !fails(value.get_bool().error());
      case ondemand::json_type::null:
        return null(value);
    }
    return refuse(error::serialization({}));
  }

  Violations* violations_;
  JsonDialect dialect_;
  ApiError error_;
};

}  // namespace

Status read_json(const Shape& shape, std::span<const char> body, void* structure, Violations* violations,
                 JsonDialect dialect) {
  static constexpr char empty_object[simdjson::SIMDJSON_PADDING + 2] = {'{', '}'};
  if (body.empty()) body = std::span(empty_object, 2);
  return JsonReader(violations, dialect).read(shape, body, structure);
}

}  // namespace penstock
