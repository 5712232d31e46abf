#include "services/dynamodb/resource_arn.h"

#include "api/dynamodb/errors.h"
#include "base/ids.h"

namespace penstock::dynamodb {
namespace {

ApiError invalid(std::string message) {
  return error::validation("One or more parameter values were invalid: " + std::move(message));
}

}  // namespace

Result<TableKeyView> table_of_resource(std::string_view arn) {
  constexpr std::string_view table = "table/";
  const std::string text(arn);
  if (!arn.starts_with("arn:")) return invalid("ARNs must start with 'arn:': " + text);
  ArnParts parts;
  if (!parse_arn(arn, parts) || parts.service != "dynamodb") {
    return invalid("Provided Arn is not a DynamoDB resource arn: " + text);
  }
  const auto name = parts.resource.starts_with(table) ? parts.resource.substr(table.size()) : std::string_view{};
  if (name.empty() || name.find('/') != std::string_view::npos) {
    return invalid("Invalid resource arn provided, only table or stream is accepted. Provided resource arn: " + text);
  }
  return TableKeyView(parts.account, parts.region, name);
}

Result<TableKeyView> own_table_of_resource(const Caller& caller, std::string_view arn) {
  const auto key = table_of_resource(arn);
  if (!key) return key.error();
  if (key->region != caller.region) {
    return error::validation("Invalid TableArn: Invalid ResourceArn provided as input " + std::string(arn));
  }
  if (key->account != caller.account) {
    return error::validation("This action is only supported by accounts that match the resource owner’s account.");
  }
  return key;
}

ApiError resource_not_found(std::string_view arn) {
  return errors::resource_not_found("Requested resource not found: ResourceArn: " + std::string(arn) + " not found");
}

}  // namespace penstock::dynamodb
