#include "item/document_path.h"

#include <algorithm>

namespace penstock::item {
namespace {

const AttributeValue* child(const AttributeValue& value, const PathElement& element) {
  if (!element.is_index) {
    const auto* map = value.get<AttributeMap>();
    return map == nullptr ? nullptr : map->find(element.name);
  }
  const auto* list = value.get<List>();
  return list == nullptr || element.index >= list->size() ? nullptr : &(*list)[element.index];
}

std::string relation_error(PathRelation relation, PathView one, PathView two) {
  return std::string("Two document paths ") + (relation == PathRelation::overlap ? "overlap" : "conflict") +
         " with each other; must remove or rewrite one of these paths; path one: " + path_text(one) +
         ", path two: " + path_text(two);
}

}  // namespace

const AttributeValue* find(const AttributeValue& value, PathView path) {
  const auto* at = &value;
  for (const auto& element : path) {
    at = child(*at, element);
    if (at == nullptr) return nullptr;
  }
  return at;
}

const AttributeValue* find(const Item& item, PathView path) {
  const auto* top = item.find(path.front().name);
  return top == nullptr ? nullptr : find(*top, path.subspan(1));
}

AttributeValue* find(Item& item, PathView path) { return const_cast<AttributeValue*>(find(std::as_const(item), path)); }

std::string path_text(PathView path) {
  std::string text = "[";
  for (const auto& element : path) {
    if (text.size() > 1) text += ", ";
    text += element.is_index ? "[" + std::to_string(element.index) + "]" : element.name;
  }
  return text + "]";
}

PathRelation relation(PathView a, PathView b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i].is_index != b[i].is_index) return PathRelation::conflict;
    if (a[i] != b[i]) return PathRelation::apart;
  }
  return PathRelation::overlap;
}

bool comes_before(PathView a, PathView b) {
  return std::ranges::lexicographical_compare(a, b, [](const PathElement& x, const PathElement& y) {
    if (x.is_index != y.is_index) return x.is_index;
    return x.is_index ? x.index < y.index : x.name < y.name;
  });
}

std::optional<std::string> check_paths_apart(std::span<const DocumentPath> paths) {
  // In order, whatever overlaps or conflicts with anything does so with a neighbour.
  std::vector<const DocumentPath*> sorted;
  sorted.reserve(paths.size());
  for (const auto& path : paths) sorted.push_back(&path);
  std::ranges::sort(sorted, [](const auto* a, const auto* b) { return comes_before(*a, *b); });
  const auto not_apart = [](const auto* a, const auto* b) { return relation(*a, *b) != PathRelation::apart; };
  if (std::ranges::adjacent_find(sorted, not_apart) == sorted.end()) return std::nullopt;

  for (const auto wanted : {PathRelation::overlap, PathRelation::conflict}) {
    for (std::size_t second = 1; second < paths.size(); ++second) {
      for (std::size_t first = 0; first < second; ++first) {
        if (relation(paths[first], paths[second]) == wanted) {
          return relation_error(wanted, paths[first], paths[second]);
        }
      }
    }
  }
  return std::nullopt;
}

}  // namespace penstock::item
