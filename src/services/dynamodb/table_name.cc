#include "services/dynamodb/table_name.h"

#include <algorithm>

#include "base/ids.h"
#include "services/dynamodb/limits.h"

namespace penstock::dynamodb {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

ApiError invalid_name(std::string_view name, std::string_view constraint) {
  std::string message = "1 validation error detected: Value '";
  message.append(name).append("' at 'tableName' failed to satisfy constraint: Member must ").append(constraint);
  return error::validation(std::move(message));
}

bool parse(std::string_view arn, TableKeyView& key) {
  constexpr std::string_view kind = "table/";
  ArnParts parts;
  if (!parse_arn(arn, parts) || parts.service != "dynamodb" || !parts.resource.starts_with(kind)) return false;
  const auto name = parts.resource.substr(kind.size());
  if (name.empty() || !std::ranges::all_of(name, is_name_character)) return false;
  key = {parts.account, parts.region, name};
  return true;
}

}  // namespace

Result<TableKeyView> named_table(const Caller& caller, std::string_view name) {
  TableKeyView key(caller.account, caller.region, name);
  if (name.starts_with("arn:")) {
    if (!parse(name, key)) return error::validation("Invalid table/index name.");
    if (key.account != caller.account || key.region != caller.region) return table_not_found();
    return key;
  }
  if (!std::ranges::all_of(name, is_name_character)) {
    return invalid_name(name, "satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
  }
  if (name.size() > limits::table_name_max) return invalid_name(name, "have length less than or equal to 255");
  return key;
}

Result<TableKeyView> table_of_arn(std::string_view arn) {
  TableKeyView key("", "", "");
  if (!parse(arn, key))
    return error::validation("Invalid TableArn: Invalid ResourceArn provided as input " + std::string(arn));
  return key;
}

}  // namespace penstock::dynamodb
