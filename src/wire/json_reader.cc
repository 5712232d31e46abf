#include "wire/json_reader.h"

#include <algorithm>
#include <bitset>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "wire/attribute_reader.h"
#include "wire/json_walk.h"
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

// Reads one document into one structure.
class JsonReader : JsonWalk {
 public:
  JsonReader(Violations* violations, JsonDialect dialect)
      : JsonWalk(dialect), violations_(violations), dialect_(dialect) {}

  Status read(const Shape& shape, std::span<const char> body, void* structure) {
    thread_local ondemand::parser parser;
    ondemand::document document;
    if (fails(parser.iterate(body.data(), body.size(), body.size() + simdjson::SIMDJSON_PADDING).get(document))) {
      return error();
    }
    if (!root(document, shape, structure)) return error();
    return ok();
  }

 private:
  bool root(ondemand::document& document, const Shape& shape, void* structure) {
    Type type;
    if (fails(document.type().get(type))) return false;
    if (type != Type::object) return other_root(document, type, shape);
    ondemand::object object;
    if (fails(document.get_object().get(object))) return false;
    if (!members(object, shape, structure, {}, 0)) return false;
    // Nothing may follow the object.
    if (document.current_location().error() == simdjson::OUT_OF_BOUNDS) return true;
    return refuse(error::serialization({}));
  }

  bool other_root(ondemand::document& document, Type type, const Shape& shape) {
    if (type != Type::array) return refuse(json_type_error(dialect_, shape, JsonPlace::element, JsonToken::string));
    ondemand::array array;
    if (fails(document.get_array().get(array)) || !skip_elements(array, 0)) return false;
    return refuse(json_type_error(dialect_, shape, JsonPlace::element, JsonToken::array));
  }

  bool members(ondemand::object& object, const Shape& shape, void* structure, const PathSegment& path, int depth) {
    if (!enter(depth)) return false;
    CHECK(shape.members.size() <= members_max);
    std::bitset<members_max> seen;
    std::size_t next = 0;
    for (auto entry : object) {
      ondemand::field field;
      std::string_view key;
      if (fails(std::move(entry).get(field)) || !JsonWalk::key(field, key)) return false;
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

  bool member_value(Value value, const Member& member, void* structure, const PathSegment& path, int depth,
                    bool& present) {
    Type type;
    if (fails(value.type().get(type))) return false;
    if (type == Type::null) return null(value);
    void* slot = member.slot(member, structure);
    if (!read_value(value, type, member, slot, path, depth + 1)) return false;
    present = true;
    if (violations_) violations_->check(*member.shape, slot, path);
    return true;
  }

  // Structures, lists and maps are worded differently as elements of a list or map and as members of a structure.
  static JsonPlace place_of(const PathSegment& path) {
    const auto* holder = path.parent ? path.parent->member : nullptr;
    const bool in_container = holder && (holder->shape->kind == Kind::list || holder->shape->kind == Kind::map);
    return in_container ? JsonPlace::element : JsonPlace::member;
  }

  bool read_value(Value& value, Type type, const Member& member, void* slot, const PathSegment& path, int depth) {
    const auto& shape = *member.shape;
    switch (shape.kind) {
      case Kind::string:
        return string(value, type, shape, slot);
      case Kind::blob:
        if (type != Type::string) return wrong_type(value, type, shape, JsonPlace::member);
        return blob(value, as<std::string>(slot));
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
      case Kind::attribute_value:
        return AttributeReader(*this).value(value, type, shape, place_of(path), as<item::AttributeValue>(slot), depth);
      case Kind::attribute_map:
        return AttributeReader(*this).map(value, type, shape, place_of(path), as<item::AttributeMap>(slot), depth);
      case Kind::structure: {
        if (type != Type::object) return wrong_type(value, type, shape, place_of(path));
        ondemand::object object;
        return !fails(value.get_object().get(object)) && members(object, shape, slot, path, depth);
      }
      case Kind::stream:
        break;  // never inside a document
    }
    return wrong_type(value, type, shape, JsonPlace::member);
  }

  bool string(Value& value, Type type, const Shape& shape, void* slot) {
    if (type != Type::string) return wrong_type(value, type, shape, JsonPlace::member);
    std::string_view text;
    if (fails(value.get_string().get(text))) return false;
    as<std::string>(slot).assign(text);
    return true;
  }

  bool boolean(Value& value, Type type, const Shape& shape, void* slot) {
    if (type == Type::boolean) return !fails(value.get_bool().get(as<bool>(slot)));
    if (type != Type::string) return wrong_type(value, type, shape, JsonPlace::member);
    std::string_view content;
    if (!text(value, content)) return false;
    const auto truth = boolean_named(content);
    if (!truth) return refuse(json_type_error(dialect_, shape, JsonPlace::member, JsonToken::string, content));
    as<bool>(slot) = *truth;
    return true;
  }

  // Fractions are cut off. A number that the type does not hold is none of it.
  template <class T>
  bool whole(Value& value, Type type, const Shape& shape, void* slot) {
    if (type != Type::number) return wrong_type(value, type, shape, JsonPlace::member);
    std::int64_t number = 0;
    if (value.get_int64().get(number) != simdjson::SUCCESS) {
      double wide = 0;
      if (fails(value.get_double().get(wide))) return false;
      constexpr double limit = 9223372036854775808.0;
      if (!(wide > -limit && wide < limit)) return too_wide(shape);
      number = static_cast<std::int64_t>(wide);
    }
    if (!std::in_range<T>(number)) return too_wide(shape);
    as<T>(slot) = static_cast<T>(number);
    return true;
  }

  bool too_wide(const Shape& shape) {
    return refuse(json_type_error(dialect_, shape, JsonPlace::member, JsonToken::number));
  }

  template <class T>
  bool real(Value& value, Type type, const Shape& shape, void* slot) {
    if (type == Type::string) {
      std::string_view text;
      if (fails(value.get_string().get(text))) return false;
      const auto named = parse_number<T>(text);
      if (!named || std::isfinite(*named))
        return refuse(json_type_error(dialect_, shape, JsonPlace::member, JsonToken::string, text));
      as<T>(slot) = *named;
      return true;
    }
    if (type != Type::number) return wrong_type(value, type, shape, JsonPlace::member);
    double number = 0;
    if (fails(value.get_double().get(number))) return false;
    as<T>(slot) = static_cast<T>(number);
    return true;
  }

  bool timestamp(Value& value, Type type, const Member& member, void* slot) {
    std::optional<TimePoint> time;
    if (type == Type::number) {
      double seconds = 0;
      if (fails(value.get_double().get(seconds))) return false;
      time = timestamp_from_seconds(seconds);
      if (!time) return refuse(error::serialization("Timestamp out of range"));
    } else if (type == Type::string) {
      std::string_view text;
      if (fails(value.get_string().get(text))) return false;
      time = parse_timestamp(text, timestamp_format_of(&member, *member.shape, TimestampFormat::unspecified));
      if (!time) return refuse(json_type_error(dialect_, *member.shape, JsonPlace::member, JsonToken::string, text));
    } else {
      return wrong_type(value, type, *member.shape, JsonPlace::member);
    }
    as<TimePoint>(slot) = *time;
    return true;
  }

  bool list(Value& value, Type type, const Shape& shape, void* slot, const PathSegment& path, int depth) {
    if (type != Type::array) return wrong_type(value, type, shape, place_of(path));
    if (!enter(depth)) return false;
    ondemand::array array;
    if (fails(value.get_array().get(array))) return false;
    shape.container->clear(slot);
    std::uint32_t index = 0;
    for (auto entry : array) {
      Value element;
      Type element_type;
      if (fails(std::move(entry).get(element)) || fails(element.type().get(element_type))) return false;
      const PathSegment here{&path, shape.element, index++};
      if (element_type == Type::null) {
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

  bool map(Value& value, Type type, const Shape& shape, void* slot, const PathSegment& path, int depth) {
    if (type != Type::object) return wrong_type(value, type, shape, place_of(path));
    if (!enter(depth)) return false;
    ondemand::object object;
    if (fails(value.get_object().get(object))) return false;
    shape.container->clear(slot);
    std::uint32_t index = 0;
    for (auto entry : object) {
      ondemand::field field;
      std::string_view key;
      Type entry_type;
      if (fails(std::move(entry).get(field)) || fails(field.unescaped_key().get(key))) return false;
      Value entry_value = field.value();
      if (fails(entry_value.type().get(entry_type))) return false;
      const PathSegment here{&path, shape.value, index++, key};
      if (entry_type == Type::null) {
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

  Violations* violations_;
  JsonDialect dialect_;
};

}  // namespace

Status read_json(const Shape& shape, std::span<const char> body, void* structure, Violations* violations,
                 JsonDialect dialect) {
  static constexpr char empty_object[simdjson::SIMDJSON_PADDING + 2] = {'{', '}'};
  if (body.empty()) body = std::span(empty_object, 2);
  return JsonReader(violations, dialect).read(shape, body, structure);
}

}  // namespace penstock
