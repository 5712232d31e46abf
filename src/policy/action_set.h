// The Action element of a statement, arranged so that a statement of a thousand actions is as fast as one of two. Pure;
// immutable; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "policy/pattern.h"

namespace penstock::policy {

// "kinesis:putrecord", in lower case: actions are compared without case.
struct Action {
  explicit Action(std::string_view lower_case);

  std::string_view full;
  std::string_view service;
};

class ActionSet {
 public:
  ActionSet() = default;
  // The texts in lower case, wildcards as any_run and any_one; they have to outlive the set.
  explicit ActionSet(std::vector<std::string_view> texts);

  bool contains(const Action& action) const;
  // The services of its actions; it has none of other services unless names_any_service().
  std::vector<std::string_view> services() const;
  bool names_any_service() const { return everything_ || !across_.empty(); }

 private:
  // The actions of one service: names_[first, names_end) in order, patterns_[first_pattern, patterns_end).
  struct Service {
    std::string_view name;
    std::uint32_t first = 0, names_end = 0;
    std::uint32_t first_pattern = 0, patterns_end = 0;
  };

  void add(std::span<const std::string_view> texts, std::string_view service);

  bool everything_ = false;
  std::vector<Service> services_;
  std::vector<std::string_view> names_;
  std::vector<Pattern> patterns_;
  std::vector<Pattern> across_;  // those whose service is a wildcard
};

}  // namespace penstock::policy
