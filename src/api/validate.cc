#include "api/validate.h"

#include "wire/violations.h"

namespace penstock {
namespace {

void check_structure(const Shape& shape, const void* structure, const PathSegment& path, Violations& violations);

// Structures anywhere inside a value report for themselves; the value's own constraints are its owner's to check.
void check_content(const Shape& shape, const void* value, const PathSegment& path, Violations& violations) {
  if (shape.kind == Kind::structure) return check_structure(shape, value, path, violations);
  if (shape.kind == Kind::list) {
    const auto count = shape.container->size(value);
    for (std::size_t index = 0; index < count; ++index) {
      const PathSegment element = {
          .parent = &path, .member = shape.element, .order = static_cast<std::uint32_t>(index)};
      check_content(*shape.element->shape, shape.container->at(value, index), element, violations);
    }
  }
  if (shape.kind == Kind::map) {
    struct Visit {
      const Shape& shape;
      const PathSegment& path;
      Violations& violations;
      std::uint32_t order = 0;
    } visit{shape, path, violations};
    shape.container->each(value, &visit, [](void* context, std::string_view key, const void* element) {
      auto& at = *static_cast<Visit*>(context);
      const PathSegment segment = {.parent = &at.path, .member = at.shape.value, .order = at.order++, .key = key};
      check_content(*at.shape.value->shape, element, segment, at.violations);
    });
  }
}

void check_structure(const Shape& shape, const void* structure, const PathSegment& path, Violations& violations) {
  for (std::uint32_t order = 0; order < shape.members.size(); ++order) {
    const auto& member = shape.members[order];
    const void* value = member.peek(member, structure);
    if (!value || member.shape->kind == Kind::stream) continue;
    const PathSegment segment = {.parent = &path, .member = &member, .order = order};
    check_content(*member.shape, value, segment, violations);
    violations.check(*member.shape, value, segment);
  }
}

}  // namespace

Status validate(const ServiceModel& service, const Operation& operation, const void* input) {
  Violations violations(service.target_prefix, service.id);
  check_structure(*operation.input, input, PathSegment{}, violations);
  return violations.status();
}

}  // namespace penstock
