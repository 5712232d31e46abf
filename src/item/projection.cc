#include "item/projection.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>

#include "item/binder.h"
#include "item/syntax_reader.h"

namespace penstock::item {
namespace {

// Takes apart the paths that have their first `depth` elements in common, all of them sorted.
class Projecting {
 public:
  Projecting(const std::vector<DocumentPath>& paths, std::span<const std::size_t> sorted, std::size_t depth)
      : paths_(paths), sorted_(sorted), depth_(depth) {}

  std::optional<AttributeValue> from(const AttributeValue& value) const {
    if (paths_[sorted_.front()].size() == depth_) return value;
    if (const auto* map = value.get<AttributeMap>()) {
      auto part = from(*map);
      if (!part.empty()) return AttributeValue(std::move(part));
    }
    if (const auto* list = value.get<List>()) {
      auto part = from(*list);
      if (!part.empty()) return AttributeValue(std::move(part));
    }
    return std::nullopt;
  }

  AttributeMap from(const AttributeMap& map) const {
    std::vector<Attribute> kept;
    for_each_child([&](const PathElement& element, const Projecting& rest) {
      const auto* child = element.is_index ? nullptr : map.find(element.name);
      if (child == nullptr) return;
      if (auto part = rest.from(*child)) kept.push_back({element.name, *std::move(part)});
    });
    return AttributeMap::from(std::move(kept));
  }

 private:
  List from(const List& list) const {
    List kept;
    for_each_child([&](const PathElement& element, const Projecting& rest) {
      if (!element.is_index || element.index >= list.size()) return;
      if (auto part = rest.from(list[element.index])) kept.push_back(*std::move(part));
    });
    return kept;
  }

  template <class Visit>
  void for_each_child(Visit&& visit) const {
    for (std::size_t begin = 0; begin < sorted_.size();) {
      const auto& element = paths_[sorted_[begin]][depth_];
      auto end = begin + 1;
      while (end < sorted_.size() && paths_[sorted_[end]][depth_] == element) ++end;
      visit(element, Projecting(paths_, sorted_.subspan(begin, end - begin), depth_ + 1));
      begin = end;
    }
  }

  const std::vector<DocumentPath>& paths_;
  std::span<const std::size_t> sorted_;
  std::size_t depth_;
};

Parsed<SyntaxTree> read_projection(std::string_view text) {
  if (auto error = check_expression_size(text)) return std::unexpected(*std::move(error));
  SyntaxReader reader(text, {});
  do {
    if (!reader.read_path()) return std::unexpected(reader.error());
  } while (reader.tokens().take_if(TokenKind::comma));
  if (!reader.expect(TokenKind::end)) return std::unexpected(reader.error());
  return reader.take_tree();
}

Parsed<std::vector<DocumentPath>> bind_projection(const SyntaxTree& tree, Placeholders& placeholders) {
  Binder binder(tree, placeholders);
  std::optional<ExpressionError> undefined;
  for (NodeIndex i = 0; i < tree.nodes.size(); ++i) {
    auto error = binder.bind(i);
    if (!undefined) undefined = std::move(error);
  }
  if (binder.reserved()) return std::unexpected(*binder.reserved());
  if (undefined) return std::unexpected(*std::move(undefined));
  std::vector<DocumentPath> paths;
  binder.expression().for_each_path([&](PathView path) { paths.emplace_back(path.begin(), path.end()); });
  if (auto error = check_paths_apart(paths)) return std::unexpected(*std::move(error));
  return paths;
}

}  // namespace

Projection::Projection(std::vector<DocumentPath> paths) : paths_(std::move(paths)), sorted_(paths_.size()) {
  std::iota(sorted_.begin(), sorted_.end(), 0U);
  std::ranges::sort(sorted_, [&](auto a, auto b) { return comes_before(paths_[a], paths_[b]); });
}

Item Projection::project(const Item& item) const {
  return sorted_.empty() ? Item() : Projecting(paths_, sorted_, 0).from(item);
}

Result<Projection> parse_projection(std::string_view text, Placeholders& placeholders) {
  const auto invalid = [&](const ExpressionError& error) {
    return error::validation("Invalid " + std::string(name_of(ExpressionKind::projection)) + ": " + error);
  };
  const auto tree = read_projection(text);
  if (!tree) return invalid(tree.error());
  auto paths = bind_projection(*tree, placeholders);
  if (!paths) return invalid(paths.error());
  return Projection(*std::move(paths));
}

}  // namespace penstock::item
