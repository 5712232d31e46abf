#include "wire/header_value.h"

#include <vector>

#include "base/base64.h"
#include "wire/scalar_text.h"

namespace penstock {
namespace {

constexpr ScalarStyle header_style{TimestampFormat::rfc822};

// An element with a comma or a quote of its own is quoted.
void append_element(std::string& out, const Member& element, const void* value) {
  std::string text;
  append_scalar(text, element, value, header_style);
  if (element.shape->kind != Kind::string || text.find_first_of(",\"") == text.npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Takes one element, quotes resolved, off the front of a list; `commas` of its own are part of it (dates have one).
std::string take_element(std::string_view& rest, int commas) {
  std::string element;
  rest = trimmed(rest);
  if (rest.starts_with('"')) {
    std::size_t i = 1;
    for (; i < rest.size() && rest[i] != '"'; ++i) {
      if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
      element += rest[i];
    }
    const auto comma = rest.find(',', i);
    rest.remove_prefix(comma == rest.npos ? rest.size() : comma + 1);
    return element;
  }
  auto comma = rest.find(',');
  for (; commas > 0 && comma != rest.npos; --commas) comma = rest.find(',', comma + 1);
  element = trimmed(rest.substr(0, comma));
  rest.remove_prefix(comma == rest.npos ? rest.size() : comma + 1);
  return element;
}

bool read_list(const Member& member, std::string_view text, void* list) {
  const auto& shape = *member.shape;
  const auto& element = *shape.element;
  const bool dates = element.shape->kind == Kind::timestamp &&
                     timestamp_format_of(&element, *element.shape, header_style.timestamps) == TimestampFormat::rfc822;
  shape.container->clear(list);
  while (!trimmed(text).empty()) {
    if (!read_scalar(element, take_element(text, dates ? 1 : 0), shape.container->append(list), header_style)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string header_value(const Member& member, const void* value) {
  const auto& shape = *member.shape;
  std::string text;
  if (shape.json_value) {
    append_base64(text, *static_cast<const std::string*>(value));
  } else if (shape.kind != Kind::list) {
    append_scalar(text, member, value, header_style);
  } else {
    for (std::size_t i = 0, size = shape.container->size(value); i < size; ++i) {
      if (i > 0) text += ", ";
      append_element(text, *shape.element, shape.container->at(value, i));
    }
  }
  return text;
}

bool read_header_value(const Member& member, std::string_view text, void* slot) {
  if (member.shape->json_value) return static_cast<bool>(from_base64(text, *static_cast<std::string*>(slot)));
  if (member.shape->kind == Kind::list) return read_list(member, text, slot);
  return read_scalar(member, text, slot, header_style);
}

}  // namespace penstock
