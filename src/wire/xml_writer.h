// Writes structures as XML by their tables. Pure.
#pragma once

#include <string>
#include <string_view>

#include "wire/scalar_text.h"
#include "wire/shape.h"

namespace penstock {

// Appends text with &, <, >, quotes and control characters escaped; good for elements and attributes.
void append_xml_text(std::string& out, std::string_view text);

// <name>text</name>
void append_xml_element(std::string& out, std::string_view name, std::string_view text);

struct XmlRoot {
  std::string_view name;
  std::string_view xml_namespace = {};
  std::string_view xml_prefix = {};  // of the namespace's declaration
};

// Appends a structure as one element: attributes, then the members that are there, those of other locations left out.
void append_xml(std::string& out, const XmlRoot& root, const Shape& shape, const void* structure,
                ScalarStyle style = {});

// Appends the members alone, for a caller that writes the element itself.
void append_xml_members(std::string& out, const Shape& shape, const void* structure, ScalarStyle style = {});

// The element name of a flattened list's or map's entries, or of the whole member otherwise. A list that is flattened
// wherever it is used goes by its element's name, unless the member has one of its own.
std::string_view xml_name_of(const Member& member);
inline bool is_flattened(const Member& member) { return member.flattened || member.shape->flattened; }

}  // namespace penstock
