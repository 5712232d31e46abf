#include "wire/modelled_error.h"

namespace penstock {

const Shape* modelled_error(const Operation* operation, std::string_view code) {
  if (!operation) return nullptr;
  for (const auto* shape : operation->errors) {
    if (shape->name == code || (!shape->error_code.empty() && shape->error_code == code)) return shape;
  }
  return nullptr;
}

std::string_view wire_code(const Operation* operation, std::string_view code) {
  const auto* shape = modelled_error(operation, code);
  return shape && !shape->error_code.empty() ? shape->error_code : code;
}

std::string_view shape_code(const Operation* operation, std::string_view code) {
  const auto* shape = modelled_error(operation, code);
  return shape ? shape->name : code;
}

}  // namespace penstock
