#include <algorithm>

#include "codegen/emit.h"

namespace penstock::codegen {
namespace {

bool uses(const Plan& plan, std::string_view type) {
  return std::ranges::any_of(plan.structures(), [&](const PlannedShape* shape) {
    return std::ranges::any_of(shape->members, [&](const PlannedMember& member) {
      return member_type(member).find(type) != std::string::npos;
    });
  });
}

// Numbers and booleans begin at zero; everything else has a default of its own.
std::string_view initializer(const PlannedMember& member) {
  if (!member.required) return "";
  switch (member.shape->model->type) {
    case ShapeType::boolean:
      return " = false";
    case ShapeType::integer:
    case ShapeType::long_:
    case ShapeType::float_:
    case ShapeType::double_:
      return " = 0";
    default:
      return "";
  }
}

void emit_structure(const PlannedShape& shape, Text& text) {
  if (shape.members.empty()) {
    text.line("struct {} {{}};", shape.name).line();
    return;
  }
  text.line("struct {} {{", shape.name);
  for (const auto& member : shape.members) {
    text.line("  {} {}{};", member_type(member), member.name, initializer(member));
  }
  text.line("}};").line();
}

void emit_enum(const PlannedShape& shape, Text& text) {
  UniqueNames names;
  text.line("namespace {} {{", shape.name);
  for (const auto& value : shape.model->enum_values) {
    text.line("inline constexpr std::string_view {} = {};", names.take(constant_name(value)), quoted(value));
  }
  text.line("}}  // namespace {}", shape.name).line();
}

// An operation whose input or output keeps a name of its own.
void emit_alias(const std::string& name, const PlannedShape& shape, Text& text) {
  if (shape.name != name) text.line("using {} = {};", name, shape.name).line();
}

}  // namespace

std::string emit_shapes_header(const Plan& plan) {
  std::vector<std::string_view> includes = {"<cstdint>", "<map>",         "<optional>",
                                            "<string>",  "<string_view>", "<vector>"};
  includes.push_back("");
  if (uses(plan, "penstock::BoolList")) includes.push_back("api/bool_list.h");
  if (uses(plan, "penstock::Box<")) includes.push_back("api/box.h");
  includes.push_back("base/time.h");
  if (uses(plan, "penstock::item::")) includes.push_back("item/attribute_value.h");
  if (uses(plan, "penstock::BodyStream")) includes.push_back("wire/body.h");
  auto text = header_of(plan, includes);
  open_namespace(plan, text);
  text.line();
  for (const auto* shape : plan.structures()) {
    if (shape->forward_declared) text.line("struct {};", shape->name);
  }
  text.line();
  for (const auto* shape : plan.structures()) emit_structure(*shape, text);
  for (const auto& operation : plan.operations()) {
    emit_alias(operation.model->name + "Input", *operation.input, text);
    emit_alias(operation.model->name + "Output", *operation.output, text);
  }
  for (const auto* shape : plan.enums()) emit_enum(*shape, text);
  close_namespace(plan, text);
  return text.take();
}

}  // namespace penstock::codegen
