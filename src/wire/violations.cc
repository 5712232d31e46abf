#include "wire/violations.h"

#include <algorithm>

#include "wire/number.h"
#include "wire/pattern.h"
#include "wire/timestamp.h"

namespace penstock {
namespace {

template <class T>
const T& as(const void* value) {
  return *static_cast<const T*>(value);
}

// AWS counts characters: https://smithy.io/2.0/spec/constraint-traits.html#length-trait
std::int64_t characters(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; });
}

std::int64_t length_of(const Shape& shape, const void* value) {
  switch (shape.kind) {
    case Kind::string:
      return characters(as<std::string>(value));
    case Kind::blob:
      return static_cast<std::int64_t>(as<std::string>(value).size());
    case Kind::list:
    case Kind::map:
      return static_cast<std::int64_t>(shape.container->size(value));
    default:
      return 0;
  }
}

bool is_number(Kind kind) {
  return kind == Kind::integer || kind == Kind::long_ || kind == Kind::float_ || kind == Kind::double_;
}

template <class T>
bool within(T value, const Constraints& limits) {
  return !(limits.min && value < static_cast<T>(*limits.min)) && !(limits.max && value > static_cast<T>(*limits.max));
}

// Minimum and maximum, without counting characters where the bytes alone decide.
bool within_bounds(const Shape& shape, const void* value) {
  const auto& limits = shape.constraints;
  switch (shape.kind) {
    case Kind::integer:
      return within<std::int64_t>(as<std::int32_t>(value), limits);
    case Kind::long_:
      return within(as<std::int64_t>(value), limits);
    case Kind::float_:
      return within<double>(as<float>(value), limits);
    case Kind::double_:
      return within(as<double>(value), limits);
    case Kind::string: {
      const auto bytes = static_cast<std::int64_t>(as<std::string>(value).size());
      if (bytes / 4 >= limits.min.value_or(0) && bytes <= limits.max.value_or(bytes)) return true;
      return within(characters(as<std::string>(value)), limits);
    }
    case Kind::blob:
    case Kind::list:
    case Kind::map:
      return within(length_of(shape, value), limits);
    default:
      return true;
  }
}

bool in_enum(const Constraints& limits, std::string_view value) {
  return limits.enum_values.empty() || std::ranges::find(limits.enum_values, value) != limits.enum_values.end();
}

bool satisfies(const Shape& shape, const void* value);

struct EachElement {
  const Shape& keys;
  const Shape& values;
  bool keys_satisfied = true;
  bool values_satisfied = true;

  static void visit(void* context, std::string_view key, const void* value) {
    auto& self = *static_cast<EachElement*>(context);
    if (self.keys.constraints.any()) {
      const std::string text(key);
      self.keys_satisfied = self.keys_satisfied && satisfies(self.keys, &text);
    }
    self.values_satisfied = self.values_satisfied && satisfies(self.values, value);
  }
};

// Whether a container has to look at its elements: structures report for themselves.
bool judges_elements(const Shape& element) {
  if (element.kind == Kind::list) return element.constraints.any() || judges_elements(*element.element->shape);
  if (element.kind == Kind::map) return element.constraints.any() || judges_elements(*element.value->shape);
  return element.kind != Kind::structure && element.constraints.any();
}

bool elements_satisfy(const Shape& list, const void* value) {
  const auto& element = *list.element->shape;
  if (!judges_elements(element)) return true;
  for (std::size_t i = 0, size = list.container->size(value); i < size; ++i) {
    if (!satisfies(element, list.container->at(value, i))) return false;
  }
  return true;
}

bool satisfies(const Shape& shape, const void* value) {
  if (!within_bounds(shape, value)) return false;
  if (shape.kind == Kind::string) {
    const auto& text = as<std::string>(value);
    const auto& limits = shape.constraints;
    return in_enum(limits, text) && (limits.pattern.empty() || matches_pattern(limits.pattern, text));
  }
  if (shape.kind == Kind::list) return elements_satisfy(shape, value);
  return true;
}

std::string enum_text(const Constraints& limits) {
  std::string text = "Member must satisfy enum value set: [";
  for (const auto& value : limits.enum_values) {
    if (&value != limits.enum_values.data()) text += ", ";
    text += value;
  }
  return text + "]";
}

std::string min_text(const Shape& shape) {
  return (is_number(shape.kind) ? "Member must have value greater than or equal to "
                                : "Member must have length greater than or equal to ") +
         number_text(*shape.constraints.min);
}

std::string max_text(const Shape& shape) {
  return (is_number(shape.kind) ? "Member must have value less than or equal to "
                                : "Member must have length less than or equal to ") +
         number_text(*shape.constraints.max);
}

std::string pattern_text(const Constraints& limits) {
  return "Member must satisfy regular expression pattern: " + std::string(limits.pattern);
}

// What a service says of a text that breaks a pattern; empty where it says what all do. Recorded answers.
std::string_view own_words(std::string_view service, std::string_view pattern) {
  if (service != "iam") return {};
  if (pattern == R"([\w+=,.@-]+)") {
    return "It must contain only alphanumeric characters and/or the following: +=,.@_-";
  }
  if (pattern == R"([\w]+)") return "It must contain only alphanumeric characters.";
  if (pattern == R"((\u002F)|(\u002F[\u0021-\u007F]+\u002F))") {
    return "It must begin and end with / and contain only alphanumeric characters and/or / characters.";
  }
  if (pattern == R"(\u002F[\u0021-\u007F]*)") {
    return "It must begin with the / character and contain only alphanumeric characters and/or / characters.";
  }
  return {};
}

// What is asked of the elements of a container, all of it: "[Member must have length less than or equal to 128, ...]".
std::string element_constraints(const Shape& element) {
  const auto& limits = element.constraints;
  std::vector<std::string> parts;
  if (limits.max) parts.push_back(max_text(element));
  if (limits.min) parts.push_back(min_text(element));
  if (!limits.pattern.empty()) parts.push_back(pattern_text(limits));
  if (!limits.enum_values.empty()) parts.push_back(enum_text(limits));
  if (element.kind == Kind::list && judges_elements(*element.element->shape)) {
    parts.push_back("Member must satisfy constraint: " + element_constraints(*element.element->shape));
  }
  std::string text = "[";
  for (const auto& part : parts) {
    if (text.size() > 1) text += ", ";
    text += part;
  }
  return text + "]";
}

// As Java spells a member: "TableName" -> "tableName".
void append_decapitalized(std::string& out, std::string_view name) {
  if (name.empty()) return;
  out += static_cast<char>(name[0] >= 'A' && name[0] <= 'Z' ? name[0] - 'A' + 'a' : name[0]);
  out += name.substr(1);
}

// A value as Java prints it.
class JavaPrinter {
 public:
  JavaPrinter(std::string& out, std::string_view package) : out_(out), package_(package) {}

  void print(const Shape& shape, const void* value) {
    switch (shape.kind) {
      case Kind::string:
        out_ += as<std::string>(value);
        break;
      case Kind::blob:
        return blob(as<std::string>(value).size());
      case Kind::boolean:
        out_ += as<bool>(value) ? "true" : "false";
        break;
      case Kind::integer:
        append_number(out_, as<std::int32_t>(value));
        break;
      case Kind::long_:
        append_number(out_, as<std::int64_t>(value));
        break;
      case Kind::float_:
        append_number(out_, as<float>(value));
        break;
      case Kind::double_:
        append_number(out_, as<double>(value));
        break;
      case Kind::timestamp:
        append_timestamp(out_, as<TimePoint>(value), TimestampFormat::iso8601);
        break;
      case Kind::list:
        return list(shape, value);
      case Kind::map:
        return map(shape, value);
      case Kind::structure:
      case Kind::stream:
      case Kind::attribute_value:
      case Kind::attribute_map:
        return object(shape, value);
    }
  }

 private:
  void blob(std::size_t size) {
    out_ += "java.nio.HeapByteBuffer[pos=0 lim=";
    append_number(out_, size);
    out_ += " cap=";
    append_number(out_, size);
    out_ += ']';
  }

  void list(const Shape& shape, const void* value) {
    out_ += '[';
    for (std::size_t i = 0, size = shape.container->size(value); i < size; ++i) {
      if (i > 0) out_ += ", ";
      print(*shape.element->shape, shape.container->at(value, i));
    }
    out_ += ']';
  }

  void map(const Shape& shape, const void* value) {
    struct Context {
      JavaPrinter& self;
      const Shape& values;
      bool first;
    } context{*this, *shape.value->shape, true};
    out_ += '{';
    shape.container->each(value, &context, [](void* raw, std::string_view key, const void* entry) {
      auto& [self, values, first] = *static_cast<Context*>(raw);
      if (!std::exchange(first, false)) self.out_ += ", ";
      (self.out_ += key) += '=';
      self.print(values, entry);
    });
    out_ += '}';
  }

  // AWS prints the class and an identity hash, "com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@c965e310"; of a
  // key schema in DynamoDB the members, "KeySchemaElement(attributeName=pk, keyType=HASH)".
  void object(const Shape& shape, const void* value) {
    if (package_.starts_with("com.amazonaws.dynamodb.") && shape.name == "KeySchemaElement") {
      return members(shape, value);
    }
    out_ += package_;
    out_ += shape.name;
    out_ += '@';
    std::uint32_t hash = 2166136261U;
    for (const unsigned char c : shape.name) hash = (hash ^ c) * 16777619U;
    hash += static_cast<std::uint32_t>(out_.size());
    char digits[8];
    const auto end = std::to_chars(digits, digits + sizeof digits, hash, 16).ptr;
    out_.append(digits, end);
  }

  void members(const Shape& shape, const void* value) {
    (out_ += shape.name) += '(';
    for (const auto& member : shape.members) {
      if (&member != shape.members.data()) out_ += ", ";
      append_decapitalized(out_, member.name);
      out_ += '=';
      const auto* held = member.peek(member, value);
      held ? print(*member.shape, held) : void(out_ += "null");
    }
    out_ += ')';
  }

  std::string& out_;
  std::string_view package_;
};

Kind container_of(const PathSegment& path) {
  const auto* member = path.parent ? path.parent->member : nullptr;
  return member ? member->shape->kind : Kind::structure;
}

void append_path(std::string& out, const PathSegment& path) {
  if (!path.member) return;
  append_path(out, *path.parent);
  if (!out.empty()) out += '.';
  switch (container_of(path)) {
    case Kind::list:
      append_number(out, path.order + 1);
      out += ".member";
      break;
    case Kind::map:
      out += path.key;
      out += ".member";
      break;
    default: {
      append_decapitalized(out, path.member->name);
    }
  }
}

// The place in the model's order.
std::vector<std::uint32_t> order_of(const PathSegment& path) {
  std::vector<std::uint32_t> order;
  for (const auto* step = &path; step && step->member; step = step->parent) order.push_back(step->order);
  std::ranges::reverse(order);
  return order;
}

// "Kinesis_20131202" -> "com.amazonaws.kinesis.v20131202."
std::string java_package(std::string_view target_prefix) {
  if (target_prefix.empty()) return {};
  std::string package = "com.amazonaws.";
  const auto version = target_prefix.find('_');
  for (const char c : target_prefix.substr(0, version)) package += static_cast<char>(std::tolower(c));
  if (version != target_prefix.npos) package.append(".v").append(target_prefix.substr(version + 1));
  return package + ".";
}

}  // namespace

void Violations::missing(const PathSegment& path) {
  any_missing_ = true;
  add(path, " null", "Member must not be null");
}

void Violations::check_constraints(const Shape& shape, const void* value, const PathSegment& path) {
  const auto& limits = shape.constraints;
  const auto report = [&](std::string_view constraint) {
    std::string text;
    if (!shape.sensitive) {
      text = " '";
      JavaPrinter(text, java_package(target_prefix_)).print(shape, value);
      text += '\'';
    }
    add(path, std::move(text), constraint);
  };

  if (shape.kind == Kind::string) {
    const auto& text = as<std::string>(value);
    if (!limits.pattern.empty() && !matches_pattern(limits.pattern, text)) {
      const auto words = own_words(service_, limits.pattern);
      if (!words.empty()) add_own(path, words);
      if (!words.empty() && text.empty()) return;
      if (words.empty()) report(pattern_text(limits));
    }
    if (!in_enum(limits, text)) report(enum_text(limits));
  }
  if (!within_bounds(shape, value)) {
    Shape only_max = shape;
    only_max.constraints.min.reset();
    report(limits.max && !within_bounds(only_max, value) ? max_text(shape) : min_text(shape));
  }
  if (shape.kind == Kind::list && !elements_satisfy(shape, value)) {
    report("Member must satisfy constraint: " + element_constraints(*shape.element->shape));
  }
  if (shape.kind == Kind::map && (shape.key->shape->constraints.any() || judges_elements(*shape.value->shape))) {
    EachElement each{*shape.key->shape, *shape.value->shape};
    shape.container->each(value, &each, EachElement::visit);
    if (!each.keys_satisfied) report("Map keys must satisfy constraint: " + element_constraints(*shape.key->shape));
    if (!each.values_satisfied)
      report("Map value must satisfy constraint: " + element_constraints(*shape.value->shape));
  }
}

void Violations::add_own(const PathSegment& path, std::string_view words) {
  Found found{.order = order_of(path)};
  if (own_ && own_->order <= found.order) return;
  std::string spelled;
  append_path(spelled, path);
  found.text = "The specified value for " + spelled + " is invalid. ";
  found.text += words;
  own_ = std::move(found);
}

void Violations::add(const PathSegment& path, std::string value, std::string_view constraint) {
  Found found{.order = order_of(path)};
  const auto place = std::ranges::upper_bound(found_, found.order, {}, &Found::order);
  if (place == found_.end() && found_.size() == reported_max) return;

  found.text = "Value" + std::move(value) + " at '";
  std::string spelled;
  append_path(spelled, path);
  found.text += spelled;
  (found.text += "' failed to satisfy constraint: ") += constraint;
  found_.insert(place, std::move(found));
  if (found_.size() > reported_max) found_.pop_back();
}

Status Violations::status() const {
  if (found_.empty()) return own_ ? Status(error::validation(own_->text)) : ok();
  std::string message = number_text(found_.size());
  message += found_.size() == 1 ? " validation error detected: " : " validation errors detected: ";
  for (const auto& found : found_) {
    if (&found != found_.data()) message += "; ";
    message += found.text;
  }
  return error::validation(std::move(message));
}

}  // namespace penstock
