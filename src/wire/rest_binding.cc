#include "wire/rest_binding.h"

#include <algorithm>

#include "base/base64.h"
#include "base/percent.h"
#include "wire/header_value.h"
#include "wire/number.h"
#include "wire/query_string.h"
#include "wire/scalar_text.h"

namespace penstock {
namespace {

constexpr ScalarStyle query_style{TimestampFormat::iso8601};

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    return x == y || ((x | 0x20) == (y | 0x20) && (x | 0x20) >= 'a' && (x | 0x20) <= 'z');
  });
}

// Reads the members of one structure; remembers the first fault.
class BindingReader {
 public:
  BindingReader(const Shape& shape, void* structure) : shape_(shape), structure_(structure) {}

  void header(const Member& member, std::span<const HeaderField> headers) {
    for (const auto& field : headers) {
      if (!equals_ignoring_case(field.name, member.wire_name)) continue;
      found_ = read(member, field.value, [&](void* slot) { return read_header_value(member, field.value, slot); });
      return;
    }
  }

  void header_map(const Member& member, std::span<const HeaderField> headers) {
    const auto prefix = member.wire_name;
    for (const auto& field : headers) {
      if (field.name.size() < prefix.size() || !equals_ignoring_case(field.name.substr(0, prefix.size()), prefix)) {
        continue;
      }
      auto* map = member.slot(member, structure_);
      auto* value = member.shape->container->insert(map, field.name.substr(prefix.size()));
      static_cast<std::string*>(value)->assign(field.value);
      found_ = true;
    }
  }

  void query(const Member& member, std::span<const QueryPair> pairs) {
    for (const auto& pair : pairs) {
      if (pair.name != member.wire_name) continue;
      const std::string_view value = pair.value;
      if (member.shape->kind == Kind::list) {
        const auto& shape = *member.shape;
        auto* item = shape.container->append(member.slot(member, structure_));
        if (!read_scalar(*shape.element, value, item, query_style)) malformed(member, value);
        found_ = true;
      } else {
        found_ = read(member, value, [&](void* slot) { return read_scalar(member, value, slot, query_style); });
        return;
      }
    }
  }

  // Every parameter that no other member names.
  void query_map(const Member& member, std::span<const QueryPair> pairs) {
    const auto& shape = *member.shape;
    for (const auto& [name, value] : pairs) {
      if (std::ranges::any_of(shape_.members, [&](const Member& other) {
            return other.location == Location::query && other.wire_name == name;
          })) {
        continue;
      }
      auto* slot = shape.container->insert(member.slot(member, structure_), name);
      if (shape.value->shape->kind == Kind::list) slot = shape.value->shape->container->append(slot);
      static_cast<std::string*>(slot)->assign(value);
      found_ = true;
    }
  }

  void label(const Member& member, std::span<const Label> labels) {
    for (const auto& label : labels) {
      if (label.name != member.wire_name) continue;
      found_ =
          read(member, label.value, [&](void* slot) { return read_scalar(member, label.value, slot, query_style); });
      return;
    }
  }

  // Whether the last member was there.
  bool take_found() { return std::exchange(found_, false); }
  void missing(const Member& member) {
    if (!fault_) fault_ = {BindingFault::Kind::missing, &member, {}};
  }
  std::optional<BindingFault>& fault() { return fault_; }

 private:
  template <class Fill>
  bool read(const Member& member, std::string_view text, Fill fill) {
    if (member.shape->kind == Kind::timestamp && !parse_timestamp(text)) return false;
    if (text.empty() && is_scalar(member.shape->kind) && member.shape->kind != Kind::string) return false;
    if (!fill(member.slot(member, structure_))) malformed(member, text);
    return true;
  }

  void malformed(const Member& member, std::string_view text) {
    if (!fault_) fault_ = {BindingFault::Kind::malformed, &member, std::string(text)};
  }

  const Shape& shape_;
  void* structure_;
  bool found_ = false;
  std::optional<BindingFault> fault_;
};

const Member* label_member(const Shape& shape, std::string_view name) {
  for (const auto& member : shape.members) {
    if (member.location == Location::uri && member.wire_name == name) return &member;
  }
  return nullptr;
}

// Expands "/{Bucket}/{Key+}".
Status append_path(std::string& path, std::string_view pattern, const Shape& shape, const void* input) {
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    path += pattern.substr(0, open);
    if (open == pattern.npos) break;
    const auto close = pattern.find('}', open);
    auto name = pattern.substr(open + 1, close - open - 1);
    const bool greedy = name.ends_with('+');
    if (greedy) name.remove_suffix(1);
    const auto* member = label_member(shape, name);
    const auto* value = member ? member->peek(*member, input) : nullptr;
    std::string text;
    if (value) append_scalar(text, *member, value, query_style);
    if (text.empty()) return error::validation("Value for '" + std::string(name) + "' must not be empty");
    append_percent_encoded(path, text, greedy ? Slash::keep : Slash::encode);
    pattern.remove_prefix(close + 1);
  }
  return ok();
}

void append_parameter(std::string& query, std::string_view name, std::string_view value) {
  if (!query.empty()) query += '&';
  append_percent_encoded(query, name);
  query += '=';
  append_percent_encoded(query, value);
}

void append_query_member(std::string& query, const Member& member, const void* value) {
  const auto& shape = *member.shape;
  const auto append = [&](const Member& of, const void* scalar) {
    std::string text;
    append_scalar(text, of, scalar, query_style);
    append_parameter(query, member.wire_name, text);
  };
  if (shape.kind != Kind::list) return append(member, value);
  for (std::size_t i = 0, size = shape.container->size(value); i < size; ++i) {
    append(*shape.element, shape.container->at(value, i));
  }
}

// Parameters of a map that no member states already.
void append_query_map(std::string& query, const Shape& input, const Member& member, const void* input_value,
                      const void* map) {
  struct Context {
    std::string& query;
    const Shape& input;
    const Shape& value_shape;
    const void* input_value;
  } context{query, input, *member.shape->value->shape, input_value};
  member.shape->container->each(map, &context, [](void* raw, std::string_view key, const void* value) {
    const auto& [text, shape, value_shape, structure] = *static_cast<Context*>(raw);
    for (const auto& other : shape.members) {
      if (other.location == Location::query && other.wire_name == key && other.peek(other, structure)) return;
    }
    if (value_shape.kind != Kind::list) return append_parameter(text, key, *static_cast<const std::string*>(value));
    for (std::size_t i = 0, size = value_shape.container->size(value); i < size; ++i) {
      append_parameter(text, key, *static_cast<const std::string*>(value_shape.container->at(value, i)));
    }
  });
}

}  // namespace

std::optional<BindingFault> read_rest_request(const Operation& operation, const HttpRequest& request,
                                              std::span<const Label> labels, void* input, Violations* violations) {
  const auto& shape = *operation.input;
  BindingReader reader(shape, input);
  const auto pairs = parse_query_string(request.query);
  if (!pairs) return BindingFault{BindingFault::Kind::malformed, nullptr, std::string(request.query)};
  const PathSegment root;
  for (std::uint32_t i = 0; i < shape.members.size(); ++i) {
    const auto& member = shape.members[i];
    switch (member.location) {
      case Location::header:
        reader.header(member, request.headers);
        break;
      case Location::header_prefix:
        reader.header_map(member, request.headers);
        break;
      case Location::query:
        reader.query(member, *pairs);
        break;
      case Location::query_map:
        reader.query_map(member, *pairs);
        break;
      case Location::uri:
        reader.label(member, labels);
        break;
      default:
        continue;
    }
    const PathSegment here{&root, &member, i};
    if (reader.take_found()) {
      if (violations && !reader.fault()) violations->check(*member.shape, member.peek(member, input), here);
    } else if (member.required) {
      violations ? violations->missing(here) : reader.missing(member);
    }
  }
  return std::move(reader.fault());
}

Result<ClientRequest> write_rest_request(const Operation& operation, const void* input) {
  const auto& shape = *operation.input;
  ClientRequest request;
  request.method = operation.method;
  const auto question = operation.uri.find('?');
  if (auto status = append_path(request.path, operation.uri.substr(0, question), shape, input); !status) {
    return std::move(status.error());
  }
  if (question != operation.uri.npos) request.query = operation.uri.substr(question + 1);
  for (const auto& member : shape.members) {
    const auto* value = member.peek(member, input);
    if (value && member.location == Location::query) append_query_member(request.query, member, value);
  }
  for (const auto& member : shape.members) {
    const auto* value = member.peek(member, input);
    if (value && member.location == Location::query_map) {
      append_query_map(request.query, shape, member, input, value);
    }
  }
  request.headers = rest_headers(shape, input);
  return request;
}

std::vector<std::pair<std::string, std::string>> rest_headers(const Shape& shape, const void* structure) {
  std::vector<std::pair<std::string, std::string>> headers;
  for (const auto& member : shape.members) {
    const auto* value = member.peek(member, structure);
    if (!value) continue;
    if (member.location == Location::header) {
      headers.emplace_back(member.wire_name, header_value(member, value));
    } else if (member.location == Location::header_prefix) {
      struct Context {
        std::vector<std::pair<std::string, std::string>>& headers;
        std::string_view prefix;
      } context{headers, member.wire_name};
      member.shape->container->each(value, &context, [](void* raw, std::string_view key, const void* text) {
        auto& [fields, prefix] = *static_cast<Context*>(raw);
        fields.emplace_back(std::string(prefix) += key, *static_cast<const std::string*>(text));
      });
    }
  }
  return headers;
}

int rest_status(const Operation& operation, const void* output) {
  for (const auto& member : operation.output->members) {
    if (member.location != Location::status_code) continue;
    if (const auto* value = member.peek(member, output)) return *static_cast<const std::int32_t*>(value);
  }
  return operation.success_status;
}

void read_rest_response(const Shape& output_shape, const ClientResponse& response, void* output) {
  std::vector<HeaderField> headers;
  for (const auto& [name, value] : response.headers) headers.push_back({name, value});
  BindingReader reader(output_shape, output);
  for (const auto& member : output_shape.members) {
    if (member.location == Location::header) reader.header(member, headers);
    if (member.location == Location::header_prefix) reader.header_map(member, headers);
    if (member.location == Location::status_code) {
      *static_cast<std::int32_t*>(member.slot(member, output)) = response.status;
    }
  }
}

bool has_body_members(const Shape& shape) {
  return std::ranges::any_of(shape.members, [](const Member& member) { return member.location == Location::body; });
}

}  // namespace penstock
