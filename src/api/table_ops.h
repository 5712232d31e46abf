// What generated shape tables need beyond wire/shape.h. For generated sources alone.
#pragma once

#include "api/bool_list.h"
#include "api/box.h"
#include "wire/shape.h"

namespace penstock::shape_ops {

template <class T>
inline constexpr bool is_optional<Box<T>> = true;

inline constexpr ContainerOps bool_list = {
    .size = [](const void* list) { return static_cast<const BoolList*>(list)->size(); },
    .reserve = [](void*, std::size_t) {},
    .append = [](void* list) -> void* { return &static_cast<BoolList*>(list)->emplace_back(); },
    .at = [](const void* list, std::size_t index) -> const void* {
      return &(*static_cast<const BoolList*>(list))[index];
    },
};

}  // namespace penstock::shape_ops
