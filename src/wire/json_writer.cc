#include "wire/json_writer.h"

#include "base/base64.h"
#include "base/plain_run.h"
#include "wire/attribute_writer.h"
#include "wire/number.h"
#include "wire/timestamp.h"

namespace penstock {
namespace {

template <class T>
const T& as(const void* value) {
  return *static_cast<const T*>(value);
}

void append_escape(std::string& out, char c) {
  static constexpr std::string_view hex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\b':
      out += "\\b";
      break;
    case '\f':
      out += "\\f";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out += hex[static_cast<unsigned char>(c) >> 4];
      out += hex[static_cast<unsigned char>(c) & 15];
  }
}

template <class T>
void append_real(std::string& out, T value) {
  const bool quoted = !std::isfinite(value);
  if (quoted) out += '"';
  append_number(out, value);
  if (quoted) out += '"';
}

void append_value(std::string& out, const Member& member, const void* value);

void append_list(std::string& out, const Shape& shape, const void* list) {
  out += '[';
  for (std::size_t i = 0, size = shape.container->size(list); i < size; ++i) {
    if (i > 0) out += ',';
    append_value(out, *shape.element, shape.container->at(list, i));
  }
  out += ']';
}

void append_map(std::string& out, const Shape& shape, const void* map) {
  struct Context {
    std::string& out;
    const Member& value;
    bool first;
  } context{out, *shape.value, true};
  out += '{';
  shape.container->each(map, &context, [](void* raw, std::string_view key, const void* value) {
    auto& [text, member, first] = *static_cast<Context*>(raw);
    if (!std::exchange(first, false)) text += ',';
    append_json_string(text, key);
    text += ':';
    append_value(text, member, value);
  });
  out += '}';
}

void append_time(std::string& out, const Member& member, TimePoint time) {
  const auto format = timestamp_format_of(&member, *member.shape, TimestampFormat::epoch_seconds);
  const bool quoted = format != TimestampFormat::epoch_seconds;
  if (quoted) out += '"';
  append_timestamp(out, time, format);
  if (quoted) out += '"';
}

void append_value(std::string& out, const Member& member, const void* value) {
  const auto& shape = *member.shape;
  switch (shape.kind) {
    case Kind::string:
      return append_json_string(out, as<std::string>(value));
    case Kind::blob:
      out += '"';
      append_base64(out, as<std::string>(value));
      out += '"';
      return;
    case Kind::boolean:
      out += as<bool>(value) ? "true" : "false";
      return;
    case Kind::integer:
      return append_number(out, as<std::int32_t>(value));
    case Kind::long_:
      return append_number(out, as<std::int64_t>(value));
    case Kind::float_:
      return append_real(out, as<float>(value));
    case Kind::double_:
      return append_real(out, as<double>(value));
    case Kind::timestamp:
      return append_time(out, member, as<TimePoint>(value));
    case Kind::list:
      return append_list(out, shape, value);
    case Kind::map:
      return append_map(out, shape, value);
    case Kind::structure:
      return append_json(out, shape, value);
    case Kind::attribute_value:
      return append_attribute_value(out, as<item::AttributeValue>(value));
    case Kind::attribute_map:
      return append_attribute_map(out, as<item::AttributeMap>(value));
    case Kind::stream:
      return;  // never inside a document
  }
}

// About how long the text will be, so that a large answer is written into one piece of memory. Only what can be large
// is looked at: names, strings, blobs, and the containers that hold them.
std::size_t estimate(const Shape& shape, const void* value) {
  switch (shape.kind) {
    case Kind::string:
      return as<std::string>(value).size() + 2;
    case Kind::blob:
      return base64_size(as<std::string>(value).size()) + 2;
    case Kind::list: {
      std::size_t bytes = 2;
      for (std::size_t i = 0, size = shape.container->size(value); i < size; ++i) {
        bytes += 1 + estimate(*shape.element->shape, shape.container->at(value, i));
      }
      return bytes;
    }
    case Kind::map:
      return 32 * shape.container->size(value);
    case Kind::attribute_map:
      return attribute_json_size(as<item::AttributeMap>(value));
    case Kind::structure: {
      std::size_t bytes = 2;
      for (const auto& member : shape.members) {
        if (const auto* inner = member.peek(member, value)) {
          bytes += member.wire_name.size() + 4 + estimate(*member.shape, inner);
        }
      }
      return bytes;
    }
    default:
      return 24;
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const auto plain = plain_run(text, at);
    out.append(text, at, plain);
    at += plain;
    if (at < text.size()) append_escape(out, text[at++]);
  }
  out += '"';
}

void append_json(std::string& out, const Shape& shape, const void* structure) {
  if (out.empty()) out.reserve(estimate(shape, structure));
  out += '{';
  bool first = true;
  for (const auto& member : shape.members) {
    if (member.location != Location::body) continue;
    const auto* value = member.peek(member, structure);
    if (!value) continue;
    if (!std::exchange(first, false)) out += ',';
    out += '"';
    out += member.wire_name;
    out += "\":";
    append_value(out, member, value);
  }
  out += '}';
}

}  // namespace penstock
