// Document paths: where in an item an expression reads or writes, as `orders[2].price`. Values; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "item/attribute_value.h"

namespace penstock::item {

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: nested levels of a document.
inline constexpr std::size_t path_levels_max = 32;

// A step into a map (by name) or into a list (by index).
struct PathElement {
  std::string name;
  std::uint32_t index = 0;
  bool is_index = false;

  friend bool operator==(const PathElement&, const PathElement&) = default;
};

inline PathElement step(std::string name) { return {.name = std::move(name)}; }
inline PathElement step(std::uint32_t index) { return {.index = index, .is_index = true}; }

// The first element is a name. A view: valid as long as the path that it looks at.
using PathView = std::span<const PathElement>;
using DocumentPath = std::vector<PathElement>;

// The value there; null when there is none.
const AttributeValue* find(const Item& item, PathView path);
AttributeValue* find(Item& item, PathView path);
// The same from a value within a document.
const AttributeValue* find(const AttributeValue& value, PathView path);

// As AWS's messages print it: [orders, [2], price].
std::string path_text(PathView path);

// A total order in which paths below one place lie together: indexes ascending, then names.
bool comes_before(PathView a, PathView b);

enum class PathRelation : std::uint8_t {
  apart,
  overlap,   // one is the other, or lies within it
  conflict,  // they want a list and a map in one place
};
PathRelation relation(PathView a, PathView b);

// Looks for an overlap and then for a conflict, each path with those before it: "Two document paths overlap with each
// other; …". Costs n log n.
std::optional<std::string> check_paths_apart(std::span<const DocumentPath> paths);

}  // namespace penstock::item
