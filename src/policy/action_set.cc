#include "policy/action_set.h"

#include <algorithm>

namespace penstock::policy {
namespace {

std::string_view service_of(std::string_view action) { return action.substr(0, action.find(':')); }

bool has_wildcard(std::string_view text) { return text.find(any_run) != text.npos || text.find(any_one) != text.npos; }

}  // namespace

Action::Action(std::string_view lower_case) : full(lower_case), service(service_of(lower_case)) {}

ActionSet::ActionSet(std::vector<std::string_view> texts) {
  std::ranges::sort(texts);
  texts.erase(std::ranges::unique(texts).begin(), texts.end());
  const std::span<const std::string_view> all(texts);
  for (std::size_t i = 0; i < all.size();) {
    const auto service = service_of(all[i]);
    if (all[i] == std::string_view(&any_run, 1)) {
      everything_ = true;
      ++i;
    } else if (has_wildcard(service)) {
      across_.emplace_back(all[i++]);
    } else {
      auto end = i;
      while (end < all.size() && service_of(all[end]) == service) ++end;
      add(all.subspan(i, end - i), service);
      i = end;
    }
  }
}

void ActionSet::add(std::span<const std::string_view> texts, std::string_view service) {
  Service entry{.name = service,
                .first = static_cast<std::uint32_t>(names_.size()),
                .first_pattern = static_cast<std::uint32_t>(patterns_.size())};
  for (const auto text : texts) {
    if (has_wildcard(text)) {
      patterns_.emplace_back(text);
    } else {
      names_.push_back(text);
    }
  }
  entry.names_end = static_cast<std::uint32_t>(names_.size());
  entry.patterns_end = static_cast<std::uint32_t>(patterns_.size());
  services_.push_back(entry);
}

std::vector<std::string_view> ActionSet::services() const {
  std::vector<std::string_view> names;
  for (const auto& service : services_) names.push_back(service.name);
  return names;
}

bool ActionSet::contains(const Action& action) const {
  if (everything_) return true;
  for (const auto& service : services_) {
    if (service.name != action.service) continue;
    const auto names = std::span(names_).subspan(service.first, service.names_end - service.first);
    if (std::ranges::binary_search(names, action.full)) return true;
    for (auto i = service.first_pattern; i < service.patterns_end; ++i) {
      if (patterns_[i].matches(action.full)) return true;
    }
    break;
  }
  return std::ranges::any_of(across_, [&](const auto& pattern) { return pattern.matches(action.full); });
}

}  // namespace penstock::policy
