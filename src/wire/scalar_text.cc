#include "wire/scalar_text.h"

#include "base/base64.h"
#include "base/check.h"
#include "wire/number.h"

namespace penstock {
namespace {

template <class T>
bool read_number(std::string_view text, void* slot) {
  const auto value = parse_number<T>(text);
  if (value) *static_cast<T*>(slot) = *value;
  return value.has_value();
}

bool read_boolean(std::string_view text, void* slot) {
  const bool yes = text == "true" || text == "1" || text == "True" || text == "TRUE";
  const bool no = text == "false" || text == "0" || text == "False" || text == "FALSE";
  *static_cast<bool*>(slot) = yes;
  return yes || no;
}

// White space around a number or a time means nothing.
std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// Base64 in XML may be broken into lines.
bool read_blob(std::string_view text, std::string& blob) {
  if (text.find_first_of(" \t\r\n") == text.npos) return static_cast<bool>(from_base64(text, blob));
  std::string joined(text);
  std::erase_if(joined, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  return static_cast<bool>(from_base64(joined, blob));
}

}  // namespace

bool is_scalar(Kind kind) {
  return kind < Kind::list;  // what follows holds others, or streams
}

void append_scalar(std::string& out, const Member& member, const void* value, ScalarStyle style) {
  switch (member.shape->kind) {
    case Kind::string:
      out += *static_cast<const std::string*>(value);
      return;
    case Kind::blob:
      return append_base64(out, *static_cast<const std::string*>(value));
    case Kind::boolean:
      out += *static_cast<const bool*>(value) ? "true" : "false";
      return;
    case Kind::integer:
      return append_number(out, *static_cast<const std::int32_t*>(value));
    case Kind::long_:
      return append_number(out, *static_cast<const std::int64_t*>(value));
    case Kind::float_:
      return append_number(out, *static_cast<const float*>(value));
    case Kind::double_:
      return append_number(out, *static_cast<const double*>(value));
    case Kind::timestamp:
      return append_timestamp(out, *static_cast<const TimePoint*>(value),
                              timestamp_format_of(&member, *member.shape, style.timestamps), style.precision);
    default:
      CHECK(is_scalar(member.shape->kind));
  }
}

bool read_scalar(const Member& member, std::string_view text, void* slot, ScalarStyle style) {
  switch (member.shape->kind) {
    case Kind::string:
      static_cast<std::string*>(slot)->assign(text);
      return true;
    case Kind::blob:
      return read_blob(text, *static_cast<std::string*>(slot));
    case Kind::boolean:
      return read_boolean(trimmed(text), slot);
    case Kind::integer:
      return read_number<std::int32_t>(trimmed(text), slot);
    case Kind::long_:
      return read_number<std::int64_t>(trimmed(text), slot);
    case Kind::float_:
      return read_number<float>(trimmed(text), slot);
    case Kind::double_:
      return read_number<double>(trimmed(text), slot);
    case Kind::timestamp: {
      const auto format = timestamp_format_of(&member, *member.shape, style.timestamps);
      auto time = parse_timestamp(trimmed(text), format);
      if (!time) time = parse_timestamp(trimmed(text));  // services take the other formats as well
      if (time) *static_cast<TimePoint*>(slot) = *time;
      return time.has_value();
    }
    default:
      return false;
  }
}

}  // namespace penstock
