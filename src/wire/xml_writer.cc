#include "wire/xml_writer.h"

#include "wire/number.h"

namespace penstock {
namespace {

constexpr std::string_view default_element_name = "member";

class XmlWriter {
 public:
  XmlWriter(std::string& out, ScalarStyle style) : out_(out), style_(style) {}

  void structure(const XmlRoot& root, const Shape& shape, const void* value) {
    out_ += '<';
    out_ += root.name;
    declare(root.xml_namespace, root.xml_prefix);
    for (const auto& member : shape.members) {
      if (member.xml_attribute) attribute(member, value);
    }
    out_ += '>';
    members(shape, value);
    close(root.name);
  }

  void members(const Shape& shape, const void* structure) {
    for (const auto& member : shape.members) {
      if (member.location != Location::body || member.xml_attribute) continue;
      if (const auto* value = member.peek(member, structure)) this->value(member, xml_name_of(member), value);
    }
  }

 private:
  void declare(std::string_view uri, std::string_view prefix) {
    if (uri.empty()) return;
    out_ += " xmlns";
    if (!prefix.empty()) (out_ += ':') += prefix;
    out_ += "=\"";
    append_xml_text(out_, uri);
    out_ += '"';
  }

  void declare(const Member& member) {
    if (!member.xml_namespace.empty()) return declare(member.xml_namespace, member.xml_prefix);
    declare(member.shape->xml_namespace, member.shape->xml_prefix);
  }

  void attribute(const Member& member, const void* structure) {
    const auto* value = member.peek(member, structure);
    if (!value) return;
    out_ += ' ';
    out_ += member.wire_name;
    out_ += "=\"";
    scalar(member, value);
    out_ += '"';
  }

  void open(const Member& member, std::string_view name) {
    out_ += '<';
    out_ += name;
    declare(member);
    out_ += '>';
  }

  void close(std::string_view name) {
    out_ += "</";
    out_ += name;
    out_ += '>';
  }

  void scalar(const Member& member, const void* value) {
    if (member.shape->kind == Kind::string) {
      append_xml_text(out_, *static_cast<const std::string*>(value));
    } else {
      append_scalar(out_, member, value, style_);
    }
  }

  void value(const Member& member, std::string_view name, const void* value) {
    const auto& shape = *member.shape;
    switch (shape.kind) {
      case Kind::list:
        return list(member, name, value);
      case Kind::map:
        return map(member, name, value);
      case Kind::stream:
        return;
      case Kind::structure: {
        const bool own = !member.xml_namespace.empty();
        return structure({.name = name,
                          .xml_namespace = own ? member.xml_namespace : shape.xml_namespace,
                          .xml_prefix = own ? member.xml_prefix : shape.xml_prefix},
                         shape, value);
      }
      default:
        open(member, name);
        scalar(member, value);
        close(name);
    }
  }

  void list(const Member& member, std::string_view name, const void* list) {
    const auto& shape = *member.shape;
    const bool flat = is_flattened(member);
    const auto element_name = flat ? name : shape.element->wire_name;
    if (!flat) open(member, name);
    for (std::size_t i = 0, size = shape.container->size(list); i < size; ++i) {
      value(*shape.element, element_name, shape.container->at(list, i));
    }
    if (!flat) close(name);
  }

  void map(const Member& member, std::string_view name, const void* map) {
    struct Context {
      XmlWriter& writer;
      const Member& member;
      std::string_view entry;
      bool flat;
    } context{*this, member, is_flattened(member) ? name : "entry", is_flattened(member)};
    if (!context.flat) open(member, name);
    member.shape->container->each(map, &context, [](void* raw, std::string_view key, const void* value) {
      const auto& [writer, owner, entry, flat] = *static_cast<Context*>(raw);
      const auto& shape = *owner.shape;
      writer.out_ += '<';
      writer.out_ += entry;
      if (flat) writer.declare(owner);
      writer.out_ += '>';
      writer.open(*shape.key, shape.key->wire_name);
      append_xml_text(writer.out_, key);
      writer.close(shape.key->wire_name);
      writer.value(*shape.value, shape.value->wire_name, value);
      writer.close(entry);
    });
    if (!context.flat) close(name);
  }

  std::string& out_;
  ScalarStyle style_;
};

}  // namespace

void append_xml_text(std::string& out, std::string_view text) {
  std::size_t plain = 0;
  const auto escape = [&](std::size_t at, std::string_view as) {
    out.append(text, plain, at - plain);
    out += as;
    plain = at + 1;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (const char c = text[i]; c) {
      case '&':
        escape(i, "&amp;");
        break;
      case '<':
        escape(i, "&lt;");
        break;
      case '>':
        escape(i, "&gt;");
        break;
      case '"':
        escape(i, "&quot;");
        break;
      default:
        // A reader would turn a bare carriage return into a line feed; other control characters are not XML, yet keys
        // may hold them.
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') break;
        char digits[4];
        const auto end = std::to_chars(digits, digits + sizeof digits, static_cast<unsigned>(c), 16).ptr;
        escape(i, "&#x");
        out.append(digits, end);
        out += ';';
    }
  }
  out.append(text, plain);
}

void append_xml_element(std::string& out, std::string_view name, std::string_view text) {
  out += '<';
  out += name;
  out += '>';
  append_xml_text(out, text);
  out += "</";
  out += name;
  out += '>';
}

void append_xml(std::string& out, const XmlRoot& root, const Shape& shape, const void* structure, ScalarStyle style) {
  XmlWriter(out, style).structure(root, shape, structure);
}

void append_xml_members(std::string& out, const Shape& shape, const void* structure, ScalarStyle style) {
  XmlWriter(out, style).members(shape, structure);
}

std::string_view xml_name_of(const Member& member) {
  if (member.shape->kind == Kind::list && member.shape->flattened && member.wire_name == member.name &&
      member.shape->element->wire_name != default_element_name) {
    return member.shape->element->wire_name;
  }
  return member.wire_name;
}

}  // namespace penstock
