// Reads XML into structures by their tables. Pure; the parser changes the text that it is given.
#pragma once

#include <pugixml.hpp>

#include <span>
#include <string>
#include <string_view>

#include "wire/scalar_text.h"
#include "wire/shape.h"
#include "wire/violations.h"

namespace penstock {

// Elements of recursive shapes nested deeper than this are refused.
inline constexpr int xml_depth_max = 64;

// A parsed document; `text` has to outlive it. No document type, no entities but the five of XML, UTF-8 only.
class XmlDocument {
 public:
  // False when the text is not well formed, or has a document type.
  [[nodiscard]] bool parse(std::span<char> text);
  pugi::xml_node root() const { return document_.document_element(); }

 private:
  pugi::xml_document document_;
};

// The name without its namespace prefix.
std::string_view local_name(pugi::xml_node element);
// The first child element of that local name; a null node when there is none.
pugi::xml_node child_element(pugi::xml_node parent, std::string_view name);
// All character data of an element.
std::string element_text(pugi::xml_node element);

// Reads an element into a structure, leaving out members of other locations; unknown elements are skipped. False when a
// value is none of its kind or the nesting is too deep. `violations` may be null: then nothing is required and no
// constraint is checked, as a client reads.
[[nodiscard]] bool read_xml(const Shape& shape, pugi::xml_node element, void* structure, Violations* violations,
                            const PathSegment& path = {}, ScalarStyle style = {});

}  // namespace penstock
