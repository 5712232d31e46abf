#include "services/dynamodb/encryption.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "services/dynamodb/derived_uuid.h"

namespace penstock::dynamodb {
namespace {

constexpr std::string_view alias_kind = "alias/";
constexpr std::string_view aws_managed = "alias/aws/dynamodb";

ApiError invalid(std::string message) {
  return error::validation("One or more parameter values were invalid: " + std::move(message));
}

Status check(const SSESpecification& asked) {
  if (asked.enabled && !*asked.enabled) {
    if (asked.sse_type) return invalid("SSEType can not be specified if Enabled is false");
    if (asked.kms_master_key_id) return invalid("KMSMasterKeyId can not be specified if Enabled is false");
    return ok();
  }
  if (asked.sse_type == sse_type::aes256) return invalid("SSEType AES256 is not supported");
  if (asked.kms_master_key_id && !asked.sse_type) {
    return invalid("SSEType KMS is required if KMSMasterKeyId is specified");
  }
  return ok();
}

bool is_enabled(const SSESpecification& asked) { return asked.enabled.value_or(asked.sse_type.has_value()); }

// AWS describes a key by its ARN, however it was named. One alias is always the same key.
std::string key_of_alias(std::string_view region, std::string_view account, std::string_view alias) {
  return arn("kms", region, account, "key/", derived_uuid(fmt::format("{}/{}/{}", account, region, alias)));
}

std::string key_named(const std::string& name, const TableKey& table) {
  if (name.starts_with(alias_kind)) return key_of_alias(table.region, table.account, name);
  ArnParts parts;
  if (!parse_arn(name, parts)) return arn("kms", table.region, table.account, "key/", name);
  return parts.resource.starts_with(alias_kind) ? key_of_alias(parts.region, parts.account, parts.resource) : name;
}

std::string key_of(const TableRecord& record, const TableKey& table) {
  return record.kms_key.empty() ? key_of_alias(table.region, table.account, aws_managed) : record.kms_key;
}

}  // namespace

Status set_encryption(const SSESpecification& asked, const TableKey& table, TableRecord& record) {
  if (auto status = check(asked); !status) return status;
  record.encrypted_with_kms = is_enabled(asked);
  record.kms_key = asked.kms_master_key_id ? key_named(*asked.kms_master_key_id, table) : "";
  return ok();
}

Status change_encryption(const SSESpecification& asked, const TableKey& table, TableRecord& record) {
  if (auto status = check(asked); !status) return status;
  if (!record.encrypted_with_kms && !is_enabled(asked)) return invalid("Table is already encrypted by default");
  if (record.encrypted_with_kms && asked.kms_master_key_id == key_of(record, table)) {
    return invalid(
        "Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to change "
        "Master Key");
  }
  return set_encryption(asked, table, record);
}

std::optional<SSEDescription> described_encryption(const Table& table, TimePoint now) {
  const bool updates = now < table.record.encrypted_from;
  if (!table.record.encrypted_with_kms) {
    if (!updates) return std::nullopt;
    return SSEDescription{.status = std::string(sse_status::updating)};
  }
  return SSEDescription{.status = std::string(updates ? sse_status::updating : sse_status::enabled),
                        .sse_type = std::string(sse_type::kms),
                        .kms_master_key_arn = key_of(table.record, table.key)};
}

}  // namespace penstock::dynamodb
