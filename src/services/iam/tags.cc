#include "services/iam/tags.h"

#include <algorithm>

#include "api/iam/errors.h"
#include "services/iam/record_table.h"

namespace penstock::iam {
namespace {

bool is_same(std::string_view a, std::string_view b, TagKeys keys) {
  return keys == TagKeys::any_case ? same_ignoring_case(a, b) : a == b;
}

auto find(Tags& tags, std::string_view key, TagKeys keys) {
  return std::ranges::find_if(tags, [&](const auto& tag) { return is_same(tag.first, key, keys); });
}

ApiError duplicate(TagKeys keys) {
  std::string text = "Duplicate tag keys found.";
  if (keys == TagKeys::any_case) text += " Please note that Tag keys are case insensitive.";
  return errors::invalid_input(std::move(text));
}

bool is_reserved(std::string_view key) {
  constexpr std::string_view prefix = "aws:";
  return same_ignoring_case(key.substr(0, prefix.size()), prefix);
}

}  // namespace

Result<Tags> new_tags(const std::optional<std::vector<Tag>>& given, TagKeys keys) {
  Tags tags;
  if (!given) return tags;
  if (auto added = add_tags(tags, *given, keys); !added) return added.error();
  return tags;
}

Status add_tags(Tags& tags, const std::vector<Tag>& given, TagKeys keys) {
  Tags fresh;
  for (const auto& [key, value] : given) {
    if (is_reserved(key)) return errors::invalid_input("Tag keys beginning with aws: are reserved for system use.");
    if (find(fresh, key, keys) != fresh.end()) return duplicate(keys);
    fresh.emplace_back(key, value);
  }
  auto changed = tags;
  for (auto& [key, value] : fresh) {
    if (const auto at = find(changed, key, keys); at != changed.end()) {
      *at = {std::move(key), std::move(value)};
    } else {
      changed.emplace_back(std::move(key), std::move(value));
    }
  }
  if (changed.size() > limits::tags_max) {
    return errors::limit_exceeded("The number of tags has reached the maximum limit.");
  }
  std::ranges::sort(changed);
  tags = std::move(changed);
  return ok();
}

void remove_tags(Tags& tags, const std::vector<std::string>& removed, TagKeys keys) {
  for (const auto& key : removed) {
    if (const auto at = find(tags, key, keys); at != tags.end()) tags.erase(at);
  }
}

std::vector<Tag> described(const Tags& tags) {
  std::vector<Tag> out;
  out.reserve(tags.size());
  for (const auto& [key, value] : tags) out.push_back({.key = key, .value = value});
  return out;
}

}  // namespace penstock::iam
