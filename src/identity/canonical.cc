#include "identity/canonical.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/append_pieces.h"
#include "base/percent.h"

namespace penstock::sigv4 {
namespace {

// Dot segments and empty segments removed (RFC 3986, 5.2.4); a trailing slash stays.
std::string normalized(std::string_view path) {
  std::vector<std::string_view> segments;
  bool ends_open = true;
  for (std::size_t at = 0; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    const auto segment = path.substr(at, end - at);
    ends_open = segment.empty() || segment == "." || segment == "..";
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
    } else if (!ends_open) {
      segments.push_back(segment);
    }
    at = end + 1;
  }
  std::string result;
  for (const auto segment : segments) result.append("/").append(segment);
  if (ends_open || result.empty()) result += '/';
  return result;
}

// Calls visit(name, value) with each parameter as sent.
template <class Visit>
void each_parameter(std::string_view query, Visit visit) {
  for (std::size_t at = 0; at < query.size();) {
    const auto end = std::min(query.find('&', at), query.size());
    const auto parameter = query.substr(at, end - at);
    at = end + 1;
    if (parameter.empty()) continue;
    const auto equals = std::min(parameter.find('='), parameter.size());
    visit(parameter.substr(0, equals), parameter.substr(std::min(equals + 1, parameter.size())));
  }
}

// A percent sign that encodes nothing stands for itself.
std::string decoded(std::string_view text, Plus plus) { return percent_decode(text, plus).value_or(std::string(text)); }

std::string encoded_parameter(std::string_view text) { return percent_encode(decoded(text, Plus::is_space)); }

// White space around removed, runs of spaces inside made one.
void append_header_value(std::string_view value, std::string& out) {
  const auto start = out.size();
  bool pending_space = false;
  for (const char c : value) {
    if (c == ' ' || c == '\t') {
      pending_space = out.size() > start;
      continue;
    }
    if (pending_space) out.push_back(' ');
    pending_space = false;
    out.push_back(c);
  }
}

// The value of the field of that name; null when there is none, or more than one.
const std::string_view* only_header(std::span<const HeaderField> headers, std::string_view name) {
  const std::string_view* found = nullptr;
  for (const auto& field : headers) {
    if (field.name != name) continue;
    if (found) return nullptr;
    found = &field.value;
  }
  return found;
}

// Most values have no white space at all.
bool has_runs_of_space(std::string_view value) {
  if (value.contains('\t')) return true;
  return value.contains(' ') && (value.contains("  ") || value.starts_with(' ') || value.ends_with(' '));
}

}  // namespace

void append_canonical_path(std::string_view path, PathForm form, std::string& out) {
  if (path.empty() || path == "/") {
    out.push_back('/');
  } else if (form == PathForm::as_sent) {
    // What was sent may be encoded less eagerly than what was signed; the bytes meant are the same.
    append_percent_encoded(out, decoded(path, Plus::literal), Slash::keep);
  } else if (form == PathForm::encoded_again) {
    append_percent_encoded(out, path, Slash::keep);
  } else {
    append_percent_encoded(out, normalized(path), Slash::keep);
  }
}

void append_canonical_query(std::string_view query, std::string& out) {
  if (query.empty()) return;
  std::vector<std::pair<std::string, std::string>> parameters;
  each_parameter(query, [&](std::string_view name, std::string_view value) {
    if (name != "X-Amz-Signature") parameters.emplace_back(encoded_parameter(name), encoded_parameter(value));
  });
  std::ranges::sort(parameters);
  const auto* separator = "";
  for (const auto& [name, value] : parameters) {
    out.append(separator).append(name).append("=").append(value);
    separator = "&";
  }
}

void append_canonical_headers(std::span<const HeaderField> headers, std::string_view signed_headers, std::string& out) {
  for (std::size_t at = 0; at <= signed_headers.size();) {
    const auto end = std::min(signed_headers.find(';', at), signed_headers.size());
    const auto name = signed_headers.substr(at, end - at);
    at = end + 1;
    const auto* value = only_header(headers, name);
    if (value && !has_runs_of_space(*value)) {
      append_pieces(out, name, ":", *value, "\n");
      continue;
    }
    append_pieces(out, name, ":");
    bool first = true;
    for (const auto& field : headers) {
      if (field.name != name) continue;
      if (!std::exchange(first, false)) out.push_back(',');
      append_header_value(field.value, out);
    }
    out.push_back('\n');
  }
}

std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
  std::optional<std::string> found;
  each_parameter(query, [&](std::string_view candidate, std::string_view value) {
    if (!found && candidate == name) found = decoded(value, Plus::is_space);
  });
  return found;
}

std::string query_without(std::string_view query, std::string_view name) {
  std::string rest;
  each_parameter(query, [&](std::string_view candidate, std::string_view value) {
    if (candidate == name) return;
    if (!rest.empty()) rest += '&';
    rest.append(candidate).append("=").append(value);
  });
  return rest;
}

}  // namespace penstock::sigv4
