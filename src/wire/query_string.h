// Query strings and form bodies as pairs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock {

struct QueryPair {
  std::string name;
  std::string value;  // empty when there is no '='
};

// Parameters of one query string or form; more are refused.
inline constexpr std::size_t query_pairs_max = 20000;

// In the order sent, decoded. Nothing when an escape is broken or there are too many.
std::optional<std::vector<QueryPair>> parse_query_string(std::string_view query);

}  // namespace penstock
