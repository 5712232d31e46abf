#include "services/dynamodb/resource_arn.h"

#include "api/dynamodb/errors.h"
#include "base/ids.h"

namespace penstock::dynamodb {
namespace {

ApiError invalid(std::string message) {
  return error::validation("One or more parameter values were invalid: " + std::move(message));
}

}  // namespace

Result<NamedResource> named_resource(std::string_view arn) {
  constexpr std::string_view table = "table/";
  constexpr std::string_view stream = "/stream/";
  const std::string text(arn);
  if (!arn.starts_with("arn:")) return invalid("ARNs must start with 'arn:': " + text);
  ArnParts parts;
  if (!parse_arn(arn, parts) || parts.service != "dynamodb") {
    return invalid("Provided Arn is not a DynamoDB resource arn: " + text);
  }
  auto name = parts.resource.starts_with(table) ? parts.resource.substr(table.size()) : std::string_view{};
  std::string_view label;
  if (const auto at = name.find(stream); at != name.npos) {
    label = name.substr(at + stream.size());
    name = label.empty() ? std::string_view{} : name.substr(0, at);
  }
  if (name.empty() || name.contains('/') || label.contains('/')) {
    return invalid("Invalid resource arn provided, only table or stream is accepted. Provided resource arn: " + text);
  }
  return NamedResource{TableKeyView(parts.account, parts.region, name), label};
}

Result<NamedResource> own_resource(const Caller& caller, std::string_view arn) {
  auto named = named_resource(arn);
  if (!named) return named;
  if (named->table.region != caller.region) {
    return error::validation("Invalid TableArn: Invalid ResourceArn provided as input " + std::string(arn));
  }
  if (named->table.account != caller.account) {
    return error::validation("This action is only supported by accounts that match the resource owner’s account.");
  }
  return named;
}

Result<TableKeyView> own_table_of_resource(const Caller& caller, std::string_view arn) {
  const auto named = own_resource(caller, arn);
  if (!named) return named.error();
  if (named->stream.empty()) return named->table;
  return invalid("Invalid resource arn provided, only table or stream is accepted. Provided resource arn: " +
                 std::string(arn));
}

ApiError resource_not_found(std::string_view arn) {
  return errors::resource_not_found("Requested resource not found: ResourceArn: " + std::string(arn) + " not found");
}

}  // namespace penstock::dynamodb
