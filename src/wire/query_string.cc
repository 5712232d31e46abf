#include "wire/query_string.h"

#include "base/percent.h"

namespace penstock {

std::optional<std::vector<QueryPair>> parse_query_string(std::string_view query) {
  std::vector<QueryPair> pairs;
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto part = query.substr(0, end);
    query.remove_prefix(end == query.npos ? query.size() : end + 1);
    if (part.empty()) continue;
    if (pairs.size() == query_pairs_max) return std::nullopt;
    const auto equals = part.find('=');
    auto name = percent_decode(part.substr(0, equals), Plus::is_space);
    auto value =
        equals == part.npos ? std::optional<std::string>("") : percent_decode(part.substr(equals + 1), Plus::is_space);
    if (!name || !value) return std::nullopt;
    pairs.push_back({std::move(*name), std::move(*value)});
  }
  return pairs;
}

}  // namespace penstock
