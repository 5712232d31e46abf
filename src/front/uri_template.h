// A REST operation's URI template, "/{Bucket}/{Key+}?list-type=2", taken apart once and matched against requests. Pure.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "wire/protocol.h"

namespace penstock {

class UriTemplate {
 public:
  explicit UriTemplate(std::string_view uri);

  // Fills `labels` with decoded values and answers true when the (still encoded) path fits. A greedy label takes the
  // rest, slashes included; no label is empty. A slash at the end of the path is no segment of its own.
  bool match(std::string_view path, std::vector<Label>& labels) const;

  // Parameters of the template's own, with their values: {"list-type", "2"}, {"delete", ""}.
  const std::vector<std::pair<std::string_view, std::string_view>>& query() const { return query_; }
  // The template without its parameters.
  std::string_view path() const { return path_; }
  std::size_t labels() const;

 private:
  struct Segment {
    enum class Kind : std::uint8_t { literal, label, greedy };
    Kind kind;
    std::string_view text;
  };

  std::string_view path_;
  std::vector<Segment> segments_;
  std::vector<std::pair<std::string_view, std::string_view>> query_;
};

// The parameters of a request's query, decoded; names without '=' have an empty value.
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);

}  // namespace penstock
