#include "wire/form_reader.h"

#include <algorithm>
#include <numeric>

#include "wire/number.h"
#include "wire/scalar_text.h"
#include "wire/xml_writer.h"

namespace penstock {
namespace {

using Node = FormTree::Node;

// Adds pairs[first, last), sorted by name, whose names share what lies before `offset`, below `node`.
void build(Node& node, std::vector<QueryPair>& pairs, std::size_t first, std::size_t last, std::size_t offset,
           int depth) {
  while (first < last) {
    const std::string_view name = pairs[first].name;
    if (name.size() <= offset) {  // ends here
      node.value = std::move(pairs[first].value);
      node.has_value = true;
      ++first;
      continue;
    }
    const auto dot = name.find('.', offset);
    const auto segment = name.substr(offset, dot == name.npos ? dot : dot - offset);
    const auto same_segment = [&](const QueryPair& pair) {
      const std::string_view other = pair.name;
      return other.substr(offset).starts_with(segment) &&
             (other.size() == offset + segment.size() || other[offset + segment.size()] == '.');
    };
    auto end = first;
    while (end < last && same_segment(pairs[end])) ++end;
    if (depth < form_depth_max) {
      auto& child = node.children.emplace_back(Node{.name = std::string(segment)});
      build(child, pairs, first, end, offset + segment.size() + 1, depth + 1);
    }
    first = end;
  }
}

// Names in the order in which equal segments are neighbours: '.' before everything else.
bool by_segments(const QueryPair& a, const QueryPair& b) {
  return std::ranges::lexicographical_compare(a.name, b.name, [](char x, char y) {
    if (x == '.' || y == '.') return x == '.' && y != '.';
    return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
  });
}

// The numbered children in the order of their numbers.
std::vector<const Node*> numbered(const Node& node) {
  std::vector<std::pair<std::uint32_t, const Node*>> found;
  for (const auto& child : node.children) {
    if (const auto number = parse_number<std::uint32_t>(child.name)) found.emplace_back(*number, &child);
  }
  std::ranges::sort(found);
  std::vector<const Node*> nodes;
  nodes.reserve(found.size());
  for (const auto& [number, child] : found) nodes.push_back(child);
  return nodes;
}

class FormReader {
 public:
  explicit FormReader(Violations* violations) : violations_(violations) {}

  bool structure(const Shape& shape, const Node& node, void* into, const PathSegment& path) {
    for (std::uint32_t i = 0; i < shape.members.size(); ++i) {
      const auto& member = shape.members[i];
      const PathSegment here{&path, &member, i};
      const auto* child = node.child(xml_name_of(member));
      if (!child) {
        if (violations_ && member.required) violations_->missing(here);
        continue;
      }
      auto* slot = member.slot(member, into);
      if (!value(member, *child, slot, here)) return false;
      if (violations_) violations_->check(*member.shape, slot, here);
    }
    return true;
  }

  std::optional<FormFault> fault() && { return std::move(fault_); }

 private:
  bool value(const Member& member, const Node& node, void* slot, const PathSegment& path) {
    switch (member.shape->kind) {
      case Kind::structure:
        return structure(*member.shape, node, slot, path);
      case Kind::list:
        return list(member, node, slot, path);
      case Kind::map:
        return map(member, node, slot, path);
      default:
        if (read_scalar(member, node.value, slot)) return true;
        fault_ = {std::string(member.name), node.value};
        return false;
    }
  }

  bool list(const Member& member, const Node& node, void* slot, const PathSegment& path) {
    const auto& shape = *member.shape;
    const auto* elements = is_flattened(member) ? &node : node.child(shape.element->wire_name);
    shape.container->clear(slot);
    if (!elements) return true;
    std::uint32_t index = 0;
    for (const auto* element : numbered(*elements)) {
      const PathSegment here{&path, shape.element, index++};
      if (!value(*shape.element, *element, shape.container->append(slot), here)) return false;
    }
    return true;
  }

  bool map(const Member& member, const Node& node, void* slot, const PathSegment& path) {
    const auto& shape = *member.shape;
    const auto* entries = is_flattened(member) ? &node : node.child("entry");
    shape.container->clear(slot);
    if (!entries) return true;
    std::uint32_t index = 0;
    for (const auto* entry : numbered(*entries)) {
      const auto* key = entry->child(shape.key->wire_name);
      const auto* content = entry->child(shape.value->wire_name);
      if (!key) continue;
      const PathSegment here{&path, shape.value, index++, key->value};
      if (!content) {
        if (violations_) violations_->missing(here);
        continue;
      }
      if (!value(*shape.value, *content, shape.container->insert(slot, key->value), here)) return false;
    }
    return true;
  }

  Violations* violations_;
  std::optional<FormFault> fault_;
};

}  // namespace

const FormTree::Node* FormTree::Node::child(std::string_view of_name) const {
  const auto it = std::ranges::lower_bound(children, of_name, {}, &Node::name);
  return it != children.end() && it->name == of_name ? &*it : nullptr;
}

FormTree::FormTree(std::vector<QueryPair> pairs) {
  std::vector<std::size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return by_segments(pairs[a], pairs[b]) || (a < b && !by_segments(pairs[b], pairs[a]));  // equal names as sent
  });
  std::vector<QueryPair> sorted;
  sorted.reserve(pairs.size());
  for (const auto i : order) sorted.push_back(std::move(pairs[i]));
  build(root_, sorted, 0, sorted.size(), 0, 0);
}

std::optional<FormFault> read_form(const Shape& shape, const FormTree::Node& form, void* structure,
                                   Violations* violations) {
  FormReader reader(violations);
  if (reader.structure(shape, form, structure, {})) return std::nullopt;
  return std::move(reader).fault();
}

}  // namespace penstock
