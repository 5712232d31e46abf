#include "services/dynamodb/write_condition.h"

#include "api/dynamodb/errors.h"
#include "wire/attribute_writer.h"

namespace penstock::dynamodb {

ApiError condition_failed(const std::optional<item::Item>& item, const std::optional<std::string>& return_values) {
  auto failed = errors::conditional_check_failed("The conditional request failed");
  if (item && return_values == return_values_on_condition_check_failure::all_old) {
    failed.json_fields = "\"Item\":";
    append_attribute_map(failed.json_fields, *item);
  }
  return failed;
}

Status check_condition(const item::Condition& condition, const StoredItem& item,
                       const std::optional<std::string>& return_values) {
  static const item::Item nothing;
  if (condition.holds_always() || condition.matches(item.exists() ? *item.item() : nothing)) return ok();
  return condition_failed(item.item(), return_values);
}

}  // namespace penstock::dynamodb
