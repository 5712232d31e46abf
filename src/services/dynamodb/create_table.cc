#include "api/dynamodb/errors.h"
#include "base/ids.h"
#include "policy/canonical_text.h"
#include "services/dynamodb/description.h"
#include "services/dynamodb/encryption.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/on_demand_throughput.h"
#include "services/dynamodb/resource_policy.h"
#include "services/dynamodb/schema_check.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/tags.h"
#include "services/dynamodb/throughput.h"
#include "services/dynamodb/warm_throughput.h"

namespace penstock::dynamodb {
namespace {

ApiError invalid(std::string message) {
  return error::validation("One or more parameter values were invalid: " + std::move(message));
}

// The indexes with their numbers; they are there from the table's first moment.
Status add_indexes(const CreateTableInput& in, TableRecord& record) {
  if (in.local_secondary_indexes) {
    auto indexes = local_indexes(*in.local_secondary_indexes, record.keys, in.attribute_definitions);
    if (!indexes) return indexes.error();
    for (auto& index : *indexes) record.indexes.push_back(std::move(index));
  }
  if (in.global_secondary_indexes) {
    auto indexes = global_indexes(*in.global_secondary_indexes, record.billing, in.attribute_definitions);
    if (!indexes) return indexes.error();
    for (std::size_t i = 0; i < indexes->size(); ++i) {
      auto& index = (*indexes)[i];
      const auto& asked = (*in.global_secondary_indexes)[i];
      auto bounds = first_bounds(asked.on_demand_throughput, record.billing, index.name);
      if (!bounds) return bounds.error();
      index.on_demand = *bounds;
      auto warm = first_warm(asked.warm_throughput, record.billing, index.capacity, index.name, record.active_from);
      if (!warm) return warm.error();
      index.warm = *warm;
      record.indexes.push_back(std::move(index));
    }
  }
  for (auto& index : record.indexes) index.active_from = record.active_from;
  for (auto& index : record.indexes) index.number = ++record.last_index;
  return ok();
}

Status add_stream(const std::optional<StreamSpecification>& asked, TimePoint now, TableRecord& record) {
  if (!asked) return ok();
  if (!asked->stream_enabled) {
    if (asked->stream_view_type) {
      return invalid("Table is being created with a stream disabled, UpdateViewType should not be specified");
    }
    return ok();
  }
  if (!asked->stream_view_type) {
    return invalid("Table is being created with a stream enabled, UpdateViewType is required");
  }
  record.streams.push_back({.ordinal = ++record.last_stream,
                            .view = stream_view_named(*asked->stream_view_type).value_or(StreamView::keys_only),
                            .created = now});
  return ok();
}

// What the table and its indexes may use beside what is provisioned, and bear at once.
Status add_throughput(const CreateTableInput& in, TableRecord& record) {
  auto bounds = first_bounds(in.on_demand_throughput, record.billing, "");
  if (!bounds) return bounds.error();
  record.on_demand = *bounds;
  auto warm = first_warm(in.warm_throughput, record.billing, record.capacity, "", record.active_from);
  if (!warm) return warm.error();
  record.warm = *warm;
  return ok();
}

Result<TableRecord> record_of(const CreateTableInput& in, const TableKey& key, TimePoint now, Millis transition) {
  TableRecord record{.created = now, .active_from = now + transition, .billing = billing_mode_of(in.billing_mode)};
  const auto capacity = capacity_of(record.billing, in.provisioned_throughput);
  if (!capacity) return capacity.error();
  record.capacity = *capacity;
  if (record.billing == BillingMode::on_demand) record.on_demand_since = now;
  auto keys = table_keys(in.key_schema, in.attribute_definitions);
  if (!keys) return keys.error();
  record.keys = *std::move(keys);
  if (auto status = check_definitions(in); !status) return status.error();
  record.definitions = definitions_of(in.attribute_definitions);
  if (auto status = add_indexes(in, record); !status) return status.error();
  if (auto status = check_whole_schema(record); !status) return status.error();
  if (auto status = add_stream(in.stream_specification, now, record); !status) return status.error();
  record.deletion_protected = in.deletion_protection_enabled.value_or(false);
  if (in.sse_specification) {
    if (auto status = set_encryption(*in.sse_specification, key, record); !status) return status.error();
  }
  if (in.table_class == table_class::standard_infrequent_access) record.table_class = TableClass::infrequent_access;
  if (auto status = add_throughput(in, record); !status) return status.error();
  if (in.tags) {
    if (auto status = add_tags(*in.tags, record.tags); !status) return status.error();
  }
  return record;
}

// AWS's answer has it only when it was asked for, and of indexes never; a description has it always.
void leave_out_warm_throughput(const CreateTableInput& in, TableDescription& description) {
  if (!has_units(in.warm_throughput)) description.warm_throughput.reset();
  if (!description.global_secondary_indexes) return;
  for (auto& index : *description.global_secondary_indexes) index.warm_throughput.reset();
}

}  // namespace

Task<Result<CreateTableOutput>> DynamodbService::create_table(Caller caller, CreateTableInput in) {
  if (!in.table_name) {
    co_return error::validation("The parameter 'TableName' is required but was not present in the request");
  }
  const auto now = clock_.now();
  TableKey key{.account = caller.account, .region = caller.region, .name = *in.table_name};
  auto record = co_await record_of(in, key, now, options_.transition);
  co_await check_account_limits({}, record, key.region);
  record.id = RequestIds(random_.next()).next();
  if (in.resource_policy) {
    co_await check_resource_policy(*in.resource_policy, PolicyOf::table, options_.is_missing_principal);
    record.policy = changed_policy(std::nullopt, policy::canonical_text(*in.resource_policy), now);
  }
  const auto turn = co_await catalog_.turn();
  co_await catalog_.remove_if_gone(key);
  if (catalog_.find(key)) co_return errors::resource_in_use("Table already exists: " + key.name);
  if (catalog_.list(key.account, key.region, "", limits::tables_max).size() == limits::tables_max) {
    co_return errors::limit_exceeded("Subscriber limit exceeded: There is a limit of " +
                                     std::to_string(limits::tables_max) + " tables per subscriber");
  }
  const auto table = co_await catalog_.add(std::move(key), std::move(record));
  auto description = described(*table, now);
  leave_out_warm_throughput(in, description);
  co_return CreateTableOutput{.table_description = std::move(description)};
}

}  // namespace penstock::dynamodb
