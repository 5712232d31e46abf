#include "front/rest_routes.h"

#include <algorithm>

namespace penstock {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

bool has(const Parameters& parameters, std::string_view name) {
  return std::ranges::any_of(parameters, [&](const auto& parameter) { return parameter.first == name; });
}

bool has(const Parameters& parameters, std::string_view name, std::string_view value) {
  return std::ranges::any_of(parameters, [&](const auto& parameter) {
    return parameter.first == name && (value.empty() || parameter.second == value);
  });
}

bool is_implemented(const ServiceModel& model, std::string_view name) {
  return std::ranges::any_of(model.operations, [&](const Operation* operation) { return operation->name == name; });
}

bool fits(const Binding& binding, const UriTemplate& uri, const HttpRequest& request, const Parameters& parameters) {
  if (binding.method != request.method) return false;
  for (const auto& [name, value] : uri.query()) {
    if (!has(parameters, name, value)) return false;
  }
  for (const auto name : binding.required_query) {
    if (!has(parameters, name)) return false;
  }
  return std::ranges::all_of(binding.required_headers,
                             [&](std::string_view name) { return find_header(request.headers, name) != nullptr; });
}

}  // namespace

RestRoutes::RestRoutes(const ServiceModel& model) {
  bindings_.assign(model.bindings.begin(), model.bindings.end());
  if (bindings_.empty()) {
    for (const auto* operation : model.operations) {
      bindings_.push_back({operation->name, operation->method, operation->uri});
    }
  }
  for (const auto& binding : bindings_) add(binding, is_implemented(model, binding.operation));
  for (auto& resource : resources_) {
    std::ranges::sort(resource.candidates, std::greater(), [](const Candidate& candidate) {
      return std::pair(candidate.specificity(), candidate.implemented);
    });
  }
  std::ranges::sort(resources_, {}, [](const Resource& resource) { return resource.uri.labels(); });
}

void RestRoutes::add(const Binding& binding, bool implemented) {
  UriTemplate uri(binding.uri);
  auto found = std::ranges::find(resources_, uri.path(), [](const Resource& resource) { return resource.uri.path(); });
  if (found == resources_.end()) found = resources_.insert(found, Resource{uri, {}});
  found->candidates.push_back({&binding, std::move(uri), implemented});
}

RestRoutes::Match RestRoutes::match(const HttpRequest& request, std::string_view path) const {
  Match match;
  const auto parameters = parse_query(request.query);
  for (const auto& resource : resources_) {
    std::vector<Label> labels;
    if (!resource.uri.match(path, labels)) continue;
    match.path_known = true;
    for (const auto& candidate : resource.candidates) {
      if (!fits(*candidate.binding, candidate.uri, request, parameters)) continue;
      match.operation = candidate.binding->operation;
      match.labels = std::move(labels);
      return match;
    }
  }
  return match;
}

}  // namespace penstock
