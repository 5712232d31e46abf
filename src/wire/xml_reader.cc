#include "wire/xml_reader.h"

#include <simdjson.h>

#include <vector>

#include "wire/xml_writer.h"

namespace penstock {
namespace {

class XmlReader {
 public:
  XmlReader(Violations* violations, ScalarStyle style) : violations_(violations), style_(style) {}

  bool structure(const Shape& shape, pugi::xml_node element, void* into, const PathSegment& path, int depth) {
    if (depth > xml_depth_max) return false;
    std::vector<bool> seen(shape.members.size());
    if (!attributes(shape, element, into, seen)) return false;
    for (const auto child : element.children()) {
      if (child.type() != pugi::node_element) continue;
      const auto order = find_member(shape, local_name(child));
      if (order == shape.members.size()) continue;
      const auto& member = shape.members[order];
      const PathSegment here{&path, &member, static_cast<std::uint32_t>(order)};
      auto* slot = member.slot(member, into);
      const bool first = !seen[order];
      seen[order] = true;
      const bool good = is_flattened(member) && !is_scalar(member.shape->kind)
                            ? flattened(member, child, slot, first, here, depth)
                            : value(member, child, slot, here, depth);
      if (!good) return false;
    }
    if (violations_) judge(shape, into, seen, path);
    return true;
  }

 private:
  static std::size_t find_member(const Shape& shape, std::string_view name) {
    std::size_t i = 0;
    for (; i < shape.members.size(); ++i) {
      const auto& member = shape.members[i];
      if (member.location == Location::body && !member.xml_attribute && xml_name_of(member) == name) break;
    }
    return i;
  }

  bool attributes(const Shape& shape, pugi::xml_node element, void* into, std::vector<bool>& seen) {
    for (std::size_t i = 0; i < shape.members.size(); ++i) {
      const auto& member = shape.members[i];
      if (!member.xml_attribute) continue;
      const auto attribute = element.attribute(std::string(member.wire_name).c_str());
      if (!attribute) continue;
      if (!read_scalar(member, attribute.value(), member.slot(member, into), style_)) return false;
      seen[i] = true;
    }
    return true;
  }

  void judge(const Shape& shape, const void* structure, const std::vector<bool>& seen, const PathSegment& path) {
    for (std::uint32_t i = 0; i < shape.members.size(); ++i) {
      const auto& member = shape.members[i];
      const PathSegment here{&path, &member, i};
      if (seen[i]) {
        violations_->check(*member.shape, member.peek(member, structure), here);
      } else if (member.required && member.location == Location::body) {
        violations_->missing(here);
      }
    }
  }

  bool value(const Member& member, pugi::xml_node element, void* slot, const PathSegment& path, int depth) {
    const auto& shape = *member.shape;
    switch (shape.kind) {
      case Kind::structure:
        return structure(shape, element, slot, path, depth + 1);
      case Kind::list:
        return list(shape, element, slot, path, depth);
      case Kind::map:
        return map(shape, element, slot, path, depth);
      default:
        return read_scalar(member, element_text(element), slot, style_);
    }
  }

  // One entry of a list or map that has no element of its own.
  bool flattened(const Member& member, pugi::xml_node element, void* slot, bool first, const PathSegment& path,
                 int depth) {
    const auto& shape = *member.shape;
    if (first) shape.container->clear(slot);
    if (shape.kind == Kind::map) return entry(shape, element, slot, path, depth);
    if (shape.kind == Kind::list) return append(shape, element, slot, path, depth);
    return structure(shape, element, slot, path, depth + 1);
  }

  bool append(const Shape& shape, pugi::xml_node element, void* list, const PathSegment& path, int depth) {
    const PathSegment here{&path, shape.element, static_cast<std::uint32_t>(shape.container->size(list))};
    return value(*shape.element, element, shape.container->append(list), here, depth + 1);
  }

  bool list(const Shape& shape, pugi::xml_node element, void* slot, const PathSegment& path, int depth) {
    if (depth > xml_depth_max) return false;
    shape.container->clear(slot);
    for (const auto child : element.children()) {
      if (child.type() != pugi::node_element || local_name(child) != shape.element->wire_name) continue;
      if (!append(shape, child, slot, path, depth)) return false;
    }
    return true;
  }

  bool map(const Shape& shape, pugi::xml_node element, void* slot, const PathSegment& path, int depth) {
    if (depth > xml_depth_max) return false;
    shape.container->clear(slot);
    for (const auto child : element.children()) {
      if (child.type() == pugi::node_element && !entry(shape, child, slot, path, depth)) return false;
    }
    return true;
  }

  bool entry(const Shape& shape, pugi::xml_node element, void* map, const PathSegment& path, int depth) {
    const auto key_element = child_element(element, shape.key->wire_name);
    const auto value_element = child_element(element, shape.value->wire_name);
    if (!key_element) return false;
    const auto key = element_text(key_element);
    const PathSegment here{&path, shape.value, static_cast<std::uint32_t>(shape.container->size(map)), key};
    return value(*shape.value, value_element, shape.container->insert(map, key), here, depth + 1);
  }

  Violations* violations_;
  ScalarStyle style_;
};

}  // namespace

bool XmlDocument::parse(std::span<char> text) {
  if (!simdjson::validate_utf8(text.data(), text.size())) return false;
  constexpr unsigned flags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_wconv_attribute |
                             pugi::parse_ws_pcdata_single | pugi::parse_doctype;
  if (!document_.load_buffer_inplace(text.data(), text.size(), flags, pugi::encoding_utf8)) return false;
  int elements = 0;
  for (const auto child : document_.children()) {
    if (child.type() == pugi::node_doctype) return false;
    if (child.type() == pugi::node_element) ++elements;
  }
  return elements == 1;
}

std::string_view local_name(pugi::xml_node element) {
  const std::string_view name = element.name();
  const auto colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

pugi::xml_node child_element(pugi::xml_node parent, std::string_view name) {
  for (const auto child : parent.children()) {
    if (child.type() == pugi::node_element && local_name(child) == name) return child;
  }
  return {};
}

std::string element_text(pugi::xml_node element) {
  std::string text;
  for (const auto child : element.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  }
  return text;
}

bool read_xml(const Shape& shape, pugi::xml_node element, void* structure, Violations* violations,
              const PathSegment& path, ScalarStyle style) {
  return XmlReader(violations, style).structure(shape, element, structure, path, 0);
}

}  // namespace penstock
