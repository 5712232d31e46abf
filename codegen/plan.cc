#include "codegen/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "codegen/read_model.h"

namespace penstock::codegen {

Plan::Plan(const Model& model, std::string service, const std::vector<std::string>& operations)
    : model_(model), service_(std::move(service)) {
  for (const auto& name : operations) {
    const auto& operation = model_.operations.at(name);
    try {
      PlannedOperation planned{.model = &operation, .name = identifier(name)};
      planned.input = reach_io(operation.input, name + "Input");
      planned.output = reach_io(operation.output, name + "Output");
      for (const auto& error : operation.errors) planned.errors.push_back(reach_error(error));
      operations_.push_back(std::move(planned));
    } catch (const InputError& error) {
      throw InputError(fmt::format("operation {}: {}", name, error.what()));
    }
  }
  name_shapes();
  for (auto& [name, shape] : shapes_) {
    if (shape.model->type == ShapeType::structure && !shape.model->is_error) order(shape);
  }
}

PlannedShape* Plan::reach(const std::string& name) {
  if (const auto found = shapes_.find(name); found != shapes_.end()) return &found->second;
  const auto model = model_.shapes.find(name);
  if (model == model_.shapes.end()) throw InputError(fmt::format("the model has no shape \"{}\"", name));
  if (model->second.unsupported) {
    throw InputError(fmt::format("shape {} is an event stream or a document, which cannot be generated", name));
  }
  auto& shape = shapes_[name];
  shape.model = &model->second;
  if (!shape.model->is_error) reach_parts(shape);
  return &shape;
}

// An error travels as an ApiError: its table says code and status, and it needs no structure of its own.
PlannedShape* Plan::reach_error(const std::string& name) {
  auto* shape = reach(name);
  if (!shape->model->is_error) throw InputError(fmt::format("shape {} is no error", name));
  return shape;
}

PlannedShape* Plan::reach_io(const std::string& shape, const std::string& name) {
  if (!shape.empty()) {
    auto* planned = reach(shape);
    if (planned->model->type != ShapeType::structure) throw InputError(fmt::format("{} is no structure", shape));
    return planned;
  }
  absent_.push_back(ShapeModel{.name = name});
  auto [planned, added] = shapes_.emplace(name, PlannedShape{.model = &absent_.back()});
  if (!added) throw InputError(fmt::format("shape {} has the name of an input or output", name));
  return &planned->second;
}

void Plan::reach_parts(PlannedShape& shape) {
  if (is_native(shape.model->type)) return;  // its codec knows what is inside
  UniqueNames names;
  for (const auto& member : shape.model->members) {
    shape.members.push_back({.model = &member,
                             .shape = reach(member.shape),
                             .name = names.take(identifier(member.name)),
                             .required = shape.model->is_required(member.name)});
  }
  if (shape.model->type == ShapeType::list) shape.element = reach(shape.model->element.shape);
  if (shape.model->type == ShapeType::map) {
    shape.key = reach(shape.model->key.shape);
    if (shape.key->model->type != ShapeType::string) {
      throw InputError(fmt::format("map {}: only strings can be keys", shape.model->name));
    }
    shape.element = reach(shape.model->value.shape);
  }
}

// The shapes that structures, lists and maps refer to.
std::set<const PlannedShape*> Plan::referenced() const {
  std::set<const PlannedShape*> found;
  for (const auto& [name, shape] : shapes_) {
    for (const auto& member : shape.members) found.insert(member.shape);
    found.insert(shape.element);
  }
  return found;
}

// An input or output is named for its operation, whatever the model calls it. One that serves several operations, or is
// part of another shape, keeps its name, and the operations' names are aliases of it.
void Plan::name_inputs_and_outputs(UniqueNames& types) {
  const auto parts = referenced();
  std::map<const PlannedShape*, int> uses;
  for (const auto& operation : operations_) {
    ++uses[operation.input];
    ++uses[operation.output];
  }
  const auto name = [&](PlannedShape& shape, const std::string& io_name) {
    const auto own_name = type_name(shape.model->name);
    types.take(io_name);
    if (own_name == io_name || (uses[&shape] == 1 && !parts.contains(&shape))) shape.name = io_name;
  };
  for (const auto& operation : operations_) {
    name(*operation.input, operation.model->name + "Input");
    name(*operation.output, operation.model->name + "Output");
  }
}

void Plan::name_shapes() {
  UniqueNames types, enums, tables;
  for (const char* name : {"errors", "model", "operations", "operation_rows", "shapes"}) enums.take(name);
  name_inputs_and_outputs(types);
  for (auto& [name, shape] : shapes_) {
    const bool structure = shape.model->type == ShapeType::structure;
    if (structure && !shape.model->is_error && shape.name.empty()) shape.name = types.take(type_name(name));
    if (!shape.model->enum_values.empty()) shape.name = enums.take(identifier(type_name(name)));
    shape.table = tables.take(identifier(structure && !shape.name.empty() ? shape.name : type_name(name)));
  }
}

// Depth first. A structure met again while it is still open contains itself.
void Plan::order(PlannedShape& shape) {
  if (!progress_.emplace(&shape, Progress::open).second) return;
  for (auto& member : shape.members) {
    if (member.shape->model->type != ShapeType::structure) {
      order_behind(member.shape);
      continue;
    }
    auto& inner = shapes_.at(member.shape->model->name);
    order(inner);
    member.boxed = progress_.at(&inner) == Progress::open;
    inner.forward_declared |= member.boxed;
  }
  progress_[&shape] = Progress::done;
  structures_.push_back(&shape);
}

void Plan::order_behind(const PlannedShape* container) {
  while (container->element) container = container->element;
  if (container->model->type != ShapeType::structure) return;
  auto& held = shapes_.at(container->model->name);
  order(held);
  held.forward_declared |= progress_.at(&held) == Progress::open;
}

std::vector<const PlannedShape*> Plan::shapes() const {
  std::vector<const PlannedShape*> all;
  for (const auto& [name, shape] : shapes_) all.push_back(&shape);
  return all;
}

std::vector<const PlannedShape*> Plan::errors() const {
  auto all = shapes();
  std::erase_if(all, [](const PlannedShape* shape) { return !shape->model->is_error; });
  return all;
}

std::vector<const PlannedShape*> Plan::enums() const {
  auto all = shapes();
  std::erase_if(all, [](const PlannedShape* shape) { return shape->model->enum_values.empty(); });
  return all;
}

std::string value_type(const PlannedShape& shape) {
  switch (shape.model->type) {
    case ShapeType::string:
    case ShapeType::blob:
      return "std::string";
    case ShapeType::boolean:
      return "bool";
    case ShapeType::integer:
      return "std::int32_t";
    case ShapeType::long_:
      return "std::int64_t";
    case ShapeType::float_:
      return "float";
    case ShapeType::double_:
      return "double";
    case ShapeType::timestamp:
      return "penstock::TimePoint";
    case ShapeType::stream:
      return "penstock::BodyStream";
    case ShapeType::list:
      // The elements of std::vector<bool> have no address.
      if (shape.element->model->type == ShapeType::boolean) return "penstock::BoolList";
      return fmt::format("std::vector<{}>", value_type(*shape.element));
    case ShapeType::map:
      return fmt::format("std::map<std::string, {}>", value_type(*shape.element));
    case ShapeType::structure:
      return shape.name;
    case ShapeType::attribute_value:
      return "penstock::item::AttributeValue";
    case ShapeType::attribute_map:
      return "penstock::item::AttributeMap";
  }
  return {};
}

std::string member_type(const PlannedMember& member) {
  const auto type = value_type(*member.shape);
  if (member.boxed) return fmt::format("penstock::Box<{}>", type);
  if (member.required || member.shape->model->type == ShapeType::stream) return type;
  return fmt::format("std::optional<{}>", type);
}

}  // namespace penstock::codegen
