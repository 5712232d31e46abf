#include <algorithm>
#include <iterator>

#include "codegen/emit.h"

namespace penstock::codegen {
namespace {

std::string_view kind_of(ShapeType type) {
  switch (type) {
    case ShapeType::string:
      return "string";
    case ShapeType::blob:
      return "blob";
    case ShapeType::boolean:
      return "boolean";
    case ShapeType::integer:
      return "integer";
    case ShapeType::long_:
      return "long_";
    case ShapeType::float_:
      return "float_";
    case ShapeType::double_:
      return "double_";
    case ShapeType::timestamp:
      return "timestamp";
    case ShapeType::list:
      return "list";
    case ShapeType::map:
      return "map";
    case ShapeType::structure:
      return "structure";
    case ShapeType::stream:
      return "stream";
    case ShapeType::attribute_value:
      return "attribute_value";
    case ShapeType::attribute_map:
      return "attribute_map";
  }
  return {};
}

std::string_view timestamp_format(const std::string& name) {
  if (name == "unixTimestamp") return "epoch_seconds";
  if (name == "iso8601") return "iso8601";
  if (name == "rfc822") return "rfc822";
  return "unspecified";
}

std::string_view location_of(const MemberModel& member, const PlannedShape& shape, bool payload) {
  if (payload) return "payload";
  if (member.location == "header") return "header";
  if (member.location == "headers") return "header_prefix";
  if (member.location == "uri") return "uri";
  if (member.location == "querystring") return shape.model->type == ShapeType::map ? "query_map" : "query";
  if (member.location == "statusCode") return "status_code";
  return "body";
}

// What a reference says of its own, from its wire name on. Members that a field's default covers are left out.
std::string traits(const MemberModel& member, const PlannedShape& shape, std::string_view otherwise) {
  auto out = fmt::format(", .wire_name = {}, .shape = &{}",
                         quoted(member.location_name.empty() ? otherwise : member.location_name), shape.table);
  return out;
}

std::string flags(const MemberModel& member, const PlannedShape& shape) {
  std::string out;
  if (member.flattened || shape.model->flattened) out += ", .flattened = true";
  if (member.xml_attribute) out += ", .xml_attribute = true";
  if (member.idempotency_token) out += ", .idempotency_token = true";
  if (member.host_label) out += ", .host_label = true";
  if (!member.timestamp_format.empty()) {
    out +=
        fmt::format(", .timestamp_format = penstock::TimestampFormat::{}", timestamp_format(member.timestamp_format));
  }
  if (!member.xml_namespace.empty()) out += fmt::format(", .xml_namespace = {}", quoted(member.xml_namespace));
  if (!member.xml_prefix.empty()) out += fmt::format(", .xml_prefix = {}", quoted(member.xml_prefix));
  return out;
}

// A table has the members as they are checked, the structure as the model has them.
std::vector<PlannedMember> as_checked(const PlannedShape& shape) {
  std::vector<PlannedMember> members;
  const auto& order = shape.model->order;
  for (const auto& name : order) {
    const auto is_named = [&](const PlannedMember& member) { return member.model->name == name; };
    std::ranges::copy_if(shape.members, std::back_inserter(members), is_named);
  }
  const auto is_left = [&](const PlannedMember& member) {
    return std::ranges::find(order, member.model->name) == order.end();
  };
  std::ranges::copy_if(shape.members, std::back_inserter(members), is_left);
  return members;
}

void emit_members(const PlannedShape& shape, Text& text) {
  text.line("constexpr penstock::Member {}_members_[] = {{", shape.table);
  for (const auto& member : as_checked(shape)) {
    const bool payload = shape.model->payload == member.model->name;
    const auto location = location_of(*member.model, *member.shape, payload);
    text.line("    {{.name = {}{}{}{}{},", quoted(member.model->name),
              traits(*member.model, *member.shape, member.model->name),
              location == "body" ? "" : fmt::format(", .location = penstock::Location::{}", location),
              member.required ? ", .required = true" : "", flags(*member.model, *member.shape));
    text.line("     .slot = slot<{0}, &{0}::{1}>, .peek = peek<{0}, &{0}::{1}>}},", shape.name, member.name);
  }
  text.line("}};");
}

void emit_reference(std::string_view part, const MemberModel& member, const PlannedShape& target,
                    std::string_view otherwise, const PlannedShape& owner, Text& text) {
  text.line("constexpr penstock::Member {}_{}_ = {{.name = {}{}{}}};", owner.table, part, quoted(otherwise),
            traits(member, target, otherwise), flags(member, target));
}

std::string container_of(const PlannedShape& shape) {
  if (shape.model->type == ShapeType::map) return fmt::format("map_of<{}>", value_type(*shape.element));
  if (shape.element->model->type == ShapeType::boolean) return "bool_list";
  return fmt::format("list_of<{}>", value_type(*shape.element));
}

std::string constraints_of(const PlannedShape& shape) {
  const auto& model = *shape.model;
  std::string out;
  if (model.min) out += fmt::format(".min = {}, ", *model.min);
  if (model.max) out += fmt::format(".max = {}, ", *model.max);
  if (!model.pattern.empty()) out += fmt::format(".pattern = {}, ", quoted(model.pattern));
  if (!model.enum_values.empty()) out += fmt::format(".enum_values = {}_values_, ", shape.table);
  if (!out.empty()) out.resize(out.size() - 2);
  return out;
}

// The arrays that a shape's table points to.
void emit_parts(const PlannedShape& shape, Text& text) {
  const auto& model = *shape.model;
  if (!model.enum_values.empty()) {
    text.line("constexpr std::string_view {}_values_[] = {{", shape.table);
    for (const auto& value : model.enum_values) text.line("    {},", quoted(value));
    text.line("}};");
  }
  if (!shape.members.empty()) emit_members(shape, text);
  if (model.type == ShapeType::list) emit_reference("element", model.element, *shape.element, "member", shape, text);
  if (model.type == ShapeType::map) {
    emit_reference("key", model.key, *shape.key, "key", shape, text);
    emit_reference("value", model.value, *shape.element, "value", shape, text);
  }
}

void emit_error_traits(const ShapeModel& model, Text& text) {
  const bool sender = model.sender_fault.value_or(!model.fault);
  text.line("    .is_error = true,");
  if (!model.error_code.empty()) text.line("    .error_code = {},", quoted(model.error_code));
  text.line("    .error_status = {},", model.error_status != 0 ? model.error_status : (sender ? 400 : 500));
  if (!sender) text.line("    .error_sender_fault = false,");
}

void emit_structure_traits(const PlannedShape& shape, Text& text) {
  if (shape.members.empty()) return;
  text.line("    .members = {}_members_,", shape.table);
  const auto members = as_checked(shape);
  for (std::size_t index = 0; index < members.size(); ++index) {
    if (members[index].model->name != shape.model->payload) continue;
    text.line("    .payload = &{}_members_[{}],", shape.table, index);
  }
}

void emit_shape(const PlannedShape& shape, Text& text) {
  const auto& model = *shape.model;
  const bool structure = model.type == ShapeType::structure && !model.is_error;
  text.line("constinit const penstock::Shape {} = {{", shape.table);
  text.line("    .name = {},", quoted(model.name));
  text.line("    .kind = penstock::Kind::{},", kind_of(model.type));
  emit_structure_traits(shape, text);
  if (model.type == ShapeType::list) text.line("    .element = &{}_element_,", shape.table);
  if (model.type == ShapeType::map) text.line("    .key = &{0}_key_,\n    .value = &{0}_value_,", shape.table);
  if (shape.element) text.line("    .container = &{},", container_of(shape));
  if (const auto constraints = constraints_of(shape); !constraints.empty()) {
    text.line("    .constraints = {{{}}},", constraints);
  }
  if (!model.timestamp_format.empty()) {
    text.line("    .timestamp_format = penstock::TimestampFormat::{},", timestamp_format(model.timestamp_format));
  }
  if (model.flattened) text.line("    .flattened = true,");
  if (model.sensitive) text.line("    .sensitive = true,");
  if (model.json_value) text.line("    .json_value = true,");
  if (model.is_error) emit_error_traits(model, text);
  if (!model.xml_name.empty()) text.line("    .xml_name = {},", quoted(model.xml_name));
  if (!model.xml_namespace.empty()) text.line("    .xml_namespace = {},", quoted(model.xml_namespace));
  if (!model.xml_prefix.empty()) text.line("    .xml_prefix = {},", quoted(model.xml_prefix));
  if (structure) text.line("    .create = create<{0}>,\n    .destroy = destroy<{0}>,", shape.name);
  text.line("}};").line();
}

}  // namespace

std::string emit_shape_tables_header(const Plan& plan) {
  auto text = header_of(plan, {"wire/shape.h"});
  text.line("namespace penstock::{}::shapes {{", plan.namespace_name()).line();
  for (const auto* shape : plan.shapes()) text.line("extern const penstock::Shape {};", shape->table);
  text.line().line("}}  // namespace penstock::{}::shapes", plan.namespace_name());
  return text.take();
}

// Shapes are dealt out by the number of their members, in order, so that the parts take alike long to compile.
std::string emit_shape_tables(const Plan& plan, int part, int parts) {
  const auto path = fmt::format("api/{}/", plan.service());
  auto text = source_of(plan, {path + "shape_tables.h", "", "api/table_ops.h", path + "shapes.h"});
  text.line("namespace penstock::{}::shapes {{", plan.namespace_name()).line();
  text.line("using namespace penstock::shape_ops;  // NOLINT: list_of, slot and the like").line();

  std::size_t total = 0, before = 0;
  for (const auto* shape : plan.shapes()) total += shape->members.size() + 1;
  for (const auto* shape : plan.shapes()) {
    const auto home = 1 + static_cast<int>(before * static_cast<std::size_t>(parts) / total);
    before += shape->members.size() + 1;
    if (home != part) continue;
    Text parts_of_shape;
    emit_parts(*shape, parts_of_shape);
    if (const auto arrays = parts_of_shape.take(); !arrays.empty()) {
      text.line("namespace {{\n{}}}", arrays);
    }
    emit_shape(*shape, text);
  }
  text.line("}}  // namespace penstock::{}::shapes", plan.namespace_name());
  return text.take();
}

}  // namespace penstock::codegen
