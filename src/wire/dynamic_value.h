// A value whose type is known at run time, for tests that bring their shapes as data: tables made by vector_model.h
// point into it as generated tables point into structures.
#pragma once

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/check.h"
#include "wire/body.h"
#include "wire/number.h"
#include "wire/shape.h"

namespace penstock::vectors {

using Json = nlohmann::ordered_json;

struct Dynamic {
  std::string text;  // strings and blobs
  bool boolean = false;
  std::int32_t integer = 0;
  std::int64_t long_number = 0;
  float float_number = 0;
  double double_number = 0;
  TimePoint time;
  std::vector<Dynamic> list;
  std::map<std::string, Dynamic> entries;  // maps
  std::map<std::string, Dynamic> members;  // structures, by the model's name

  // Where a codec finds the value of that kind; a structure is the Dynamic itself.
  void* address(Kind kind) {
    switch (kind) {
      case Kind::string:
      case Kind::blob:
        return &text;
      case Kind::boolean:
        return &boolean;
      case Kind::integer:
        return &integer;
      case Kind::long_:
        return &long_number;
      case Kind::float_:
        return &float_number;
      case Kind::double_:
        return &double_number;
      case Kind::timestamp:
        return &time;
      case Kind::list:
        return &list;
      case Kind::map:
        return &entries;
      case Kind::structure:
        return this;
      case Kind::stream:
      case Kind::attribute_value:
      case Kind::attribute_map:
        break;
    }
    check_failed("a kind of the published vectors", __FILE__, __LINE__);
  }
  const void* address(Kind kind) const { return const_cast<Dynamic*>(this)->address(kind); }
};

inline void* slot(const Member& member, void* structure) {
  return static_cast<Dynamic*>(structure)->members[std::string(member.name)].address(member.shape->kind);
}

inline const void* peek(const Member& member, const void* structure) {
  const auto& members = static_cast<const Dynamic*>(structure)->members;
  const auto it = members.find(std::string(member.name));
  return it == members.end() ? nullptr : it->second.address(member.shape->kind);
}

template <Kind kind>
inline constexpr ContainerOps list_ops = {
    .size = [](const void* list) { return static_cast<const std::vector<Dynamic>*>(list)->size(); },
    .reserve = [](void* list, std::size_t count) { static_cast<std::vector<Dynamic>*>(list)->reserve(count); },
    .append = [](void* list) { return static_cast<std::vector<Dynamic>*>(list)->emplace_back().address(kind); },
    .clear = [](void* list) { static_cast<std::vector<Dynamic>*>(list)->clear(); },
    .at = [](const void* list,
             std::size_t index) { return (*static_cast<const std::vector<Dynamic>*>(list))[index].address(kind); },
};

template <Kind kind>
inline constexpr ContainerOps map_ops = {
    .size = [](const void* map) { return static_cast<const std::map<std::string, Dynamic>*>(map)->size(); },
    .clear = [](void* map) { static_cast<std::map<std::string, Dynamic>*>(map)->clear(); },
    .insert =
        [](void* map, std::string_view key) {
          return (*static_cast<std::map<std::string, Dynamic>*>(map))[std::string(key)].address(kind);
        },
    .each =
        [](const void* map, void* context, void (*visit)(void*, std::string_view, const void*)) {
          for (const auto& [key, value] : *static_cast<const std::map<std::string, Dynamic>*>(map)) {
            visit(context, key, value.address(kind));
          }
        },
};

template <Kind... kinds>
const ContainerOps* ops_for(Kind kind, bool map, std::integer_sequence<Kind, kinds...>) {
  const ContainerOps* found = nullptr;
  ((kind == kinds ? void(found = map ? &map_ops<kinds> : &list_ops<kinds>) : void()), ...);
  return found;
}

// How a container of such elements is handled.
inline const ContainerOps* container_ops(Kind element, bool map) {
  return ops_for(
      element, map,
      std::integer_sequence<Kind, Kind::string, Kind::blob, Kind::boolean, Kind::integer, Kind::long_, Kind::float_,
                            Kind::double_, Kind::timestamp, Kind::list, Kind::map, Kind::structure>());
}

template <class T>
T real_from_json(const Json& json) {
  return json.is_string() ? parse_number<T>(json.get<std::string>()).value() : json.get<T>();
}

// The vectors spell blobs as text and timestamps as seconds.
inline void from_json(const Shape& shape, const Json& json, Dynamic& value) {
  switch (shape.kind) {
    case Kind::string:
      value.text = json.is_string() ? json.get<std::string>() : json.dump();
      break;
    case Kind::blob:
      value.text = json.get<std::string>();
      break;
    case Kind::boolean:
      value.boolean = json.get<bool>();
      break;
    case Kind::integer:
      value.integer = json.get<std::int32_t>();
      break;
    case Kind::long_:
      value.long_number = json.get<std::int64_t>();
      break;
    case Kind::float_:
      value.float_number = real_from_json<float>(json);
      break;
    case Kind::double_:
      value.double_number = real_from_json<double>(json);
      break;
    case Kind::timestamp:
      value.time = from_millis(std::llround(json.get<double>() * 1000));
      break;
    case Kind::list:
      for (const auto& element : json) from_json(*shape.element->shape, element, value.list.emplace_back());
      break;
    case Kind::map:
      for (const auto& [key, entry] : json.items()) from_json(*shape.value->shape, entry, value.entries[key]);
      break;
    case Kind::structure:
      for (const auto& member : shape.members) {
        const auto it = json.find(std::string(member.name));
        if (it == json.end() || it->is_null()) continue;
        from_json(*member.shape, *it, value.members[std::string(member.name)]);
      }
      break;
    case Kind::stream:
    case Kind::attribute_value:
    case Kind::attribute_map:
      break;
  }
}

template <class T>
Json real_to_json(T value) {
  const auto name = non_finite_text(value);
  return name.empty() ? Json(value) : Json(std::string(name));
}

// For comparison. A header cannot tell an empty container from none, so such members are left out.
inline Json to_json(const Shape& shape, const Dynamic& value) {
  switch (shape.kind) {
    case Kind::string:
      if (!shape.json_value) return value.text;
      return Json::parse(value.text).dump();
    case Kind::blob:
      return value.text;
    case Kind::boolean:
      return value.boolean;
    case Kind::integer:
      return value.integer;
    case Kind::long_:
      return value.long_number;
    case Kind::float_:
      return real_to_json(value.float_number);
    case Kind::double_:
      return real_to_json(value.double_number);
    case Kind::timestamp:
      return to_millis(value.time);
    case Kind::list: {
      auto json = Json::array();
      for (const auto& element : value.list) json.push_back(to_json(*shape.element->shape, element));
      return json;
    }
    case Kind::map: {
      auto json = Json::object();
      for (const auto& [key, entry] : value.entries) json[key] = to_json(*shape.value->shape, entry);
      return json;
    }
    case Kind::structure: {
      auto json = Json::object();
      for (const auto& member : shape.members) {
        const auto it = value.members.find(std::string(member.name));
        if (it == value.members.end()) continue;
        auto inner = to_json(*member.shape, it->second);
        const bool outside = member.location != Location::body && member.location != Location::payload;
        if (outside && inner.is_structured() && inner.empty()) continue;
        json[std::string(member.name)] = std::move(inner);
      }
      return json;
    }
    case Kind::stream:
    case Kind::attribute_value:
    case Kind::attribute_map:
      break;
  }
  return nullptr;
}

}  // namespace penstock::vectors
