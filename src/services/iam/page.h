// The part of a list that a request asks for: MaxItems of them from Marker on. A marker holds the key of the item that
// comes next, so a list may change between two pages and nothing is told twice.
#pragma once

#include <functional>
#include <ranges>
#include <string>
#include <string_view>

#include "base/base64.h"
#include "base/result.h"
#include "services/iam/limits.h"

namespace penstock::iam {

// Calls add(item) for each item of the page, and fills IsTruncated and Marker. `items` are in the order of `less` by
// key_of(item). Error: ValidationError for a marker that is none.
template <class In, class Out, class Items, class KeyOf, class Add, class Less = std::less<>>
Status fill_page(const In& in, Out& out, Items&& items, KeyOf key_of, Add add, Less less = {}) {
  std::string from;
  if (in.marker && (!from_base64(*in.marker, from) || from.empty())) return error::validation("Invalid Marker.");
  auto left = in.max_items.value_or(limits::page_items_default);
  out.is_truncated = false;
  for (auto&& item : items) {
    const auto& key = key_of(item);
    if (!from.empty() && less(std::string_view(key), std::string_view(from))) continue;
    if (left-- == 0) {
      out.is_truncated = true;
      out.marker = to_base64(key);
      break;
    }
    add(item);
  }
  return ok();
}

// Tables are in the order of names: `less` is less_ignoring_case.
inline constexpr auto name_of_record = [](const auto& record) -> const auto& { return record->name; };

// Those whose path begins with what the request asks for.
template <class In, class Table>
auto under_path(const In& in, const Table& table) {
  return std::views::filter(
      table, [&in](const auto& record) { return !in.path_prefix || record->path.starts_with(*in.path_prefix); });
}

}  // namespace penstock::iam
