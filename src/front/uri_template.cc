#include "front/uri_template.h"

#include <algorithm>

#include "base/percent.h"

namespace penstock {
namespace {

// Calls visit(part) for each part between separators.
template <class Visit>
void each_part(std::string_view text, char separator, Visit visit) {
  while (true) {
    const auto end = text.find(separator);
    visit(text.substr(0, end));
    if (end == text.npos) return;
    text.remove_prefix(end + 1);
  }
}

std::pair<std::string_view, std::string_view> split_parameter(std::string_view parameter) {
  const auto equals = std::min(parameter.find('='), parameter.size());
  return {parameter.substr(0, equals), parameter.substr(std::min(equals + 1, parameter.size()))};
}

// A percent sign that encodes nothing stays as it is.
std::string decoded(std::string_view text, Plus plus = Plus::literal) {
  return percent_decode(text, plus).value_or(std::string(text));
}

}  // namespace

UriTemplate::UriTemplate(std::string_view uri) {
  const auto question = std::min(uri.find('?'), uri.size());
  path_ = uri.substr(0, question);
  each_part(path_, '/', [&](std::string_view part) {
    if (part.empty()) return;
    if (!part.starts_with('{')) {
      segments_.push_back({Segment::Kind::literal, part});
    } else if (part.ends_with("+}")) {
      segments_.push_back({Segment::Kind::greedy, part.substr(1, part.size() - 3)});
    } else {
      segments_.push_back({Segment::Kind::label, part.substr(1, part.size() - 2)});
    }
  });
  if (question == uri.size()) return;
  each_part(uri.substr(question + 1), '&', [&](std::string_view parameter) {
    // x-id names the operation for readers of access logs; clients may leave it out.
    if (!parameter.empty() && !parameter.starts_with("x-id=")) query_.push_back(split_parameter(parameter));
  });
}

bool UriTemplate::match(std::string_view path, std::vector<Label>& labels) const {
  labels.clear();
  if (!path.starts_with('/')) return false;
  path.remove_prefix(1);
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const auto& [kind, text] = segments_[i];
    if (path.empty()) return false;
    if (kind == Segment::Kind::greedy) {
      labels.push_back({text, decoded(path)});
      return true;
    }
    const auto part = path.substr(0, path.find('/'));
    if (part.empty()) return false;
    if (kind == Segment::Kind::literal) {
      if (part != text) return false;
    } else {
      labels.push_back({text, decoded(part)});
    }
    path.remove_prefix(std::min(part.size() + 1, path.size()));
  }
  return path.empty();
}

std::size_t UriTemplate::labels() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(segments_, [](const Segment& segment) { return segment.kind != Segment::Kind::literal; }));
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  each_part(query, '&', [&](std::string_view parameter) {
    if (parameter.empty()) return;
    const auto [name, value] = split_parameter(parameter);
    parameters.emplace_back(decoded(name, Plus::is_space), decoded(value, Plus::is_space));
  });
  return parameters;
}

}  // namespace penstock
