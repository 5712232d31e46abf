#include "services/dynamodb/projection.h"

#include "item/legacy_conditions.h"

namespace penstock::dynamodb {

Result<std::optional<item::Projection>> asked_projection(std::optional<std::vector<std::string>> attributes_to_get,
                                                         const std::optional<std::string>& expression,
                                                         std::optional<item::AttributeNames> names) {
  std::optional<item::Projection> asked;
  if (attributes_to_get) {
    auto projection = item::projection_from(*std::move(attributes_to_get));
    if (!projection) return projection.error();
    asked = *std::move(projection);
  }
  auto placeholders = item::Placeholders::make(std::move(names), std::nullopt);
  if (!placeholders) return placeholders.error();
  if (expression) {
    auto projection = item::parse_projection(*expression, *placeholders);
    if (!projection) return projection.error();
    asked = *std::move(projection);
  }
  if (auto status = placeholders->check_all_used(); !status) return status.error();
  return asked;
}

ApiError path_into_key(std::string_view kind, std::string_view attribute) {
  return error::validation(
      std::string("Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ")
          .append(kind)
          .append(": ")
          .append(attribute));
}

Status check_path(const Table& table, item::PathView path) {
  if (path.size() < 2) return ok();
  const auto& name = path.front().name;
  if (table.record.keys.names(name)) return path_into_key("Key", name);
  for (const auto& index : table.record.indexes) {
    if (index.is_kept() && index.keys.names(name)) return path_into_key("IndexKey", name);
  }
  return ok();
}

Status check_paths(const Table& table, const item::Projection& projection) {
  for (const auto& path : projection.paths()) {
    if (auto status = check_path(table, path); !status) return status;
  }
  return ok();
}

}  // namespace penstock::dynamodb
