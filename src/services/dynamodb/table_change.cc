#include "services/dynamodb/table_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "services/dynamodb/encryption.h"
#include "services/dynamodb/index_change.h"
#include "services/dynamodb/on_demand_throughput.h"
#include "services/dynamodb/schema_check.h"
#include "services/dynamodb/throughput.h"
#include "services/dynamodb/warm_throughput.h"

namespace penstock::dynamodb {
namespace {

ApiError invalid(std::string message) {
  return error::validation("One or more parameter values were invalid: " + std::move(message));
}

Status change_stream(const Table& table, const StreamSpecification& asked, TimePoint now, TableRecord& record) {
  if (!asked.stream_enabled) {
    if (asked.stream_view_type) {
      return invalid("If stream is being disabled, then UpdateViewType must not be specified");
    }
    if (!record.stream()) return error::validation("Table has no stream to disable: TableName: " + table.key.name);
    record.streams.back().ended = now;
    return ok();
  }
  if (!asked.stream_view_type) return invalid("If stream is being enabled then UpdateViewType is required");
  if (record.stream()) {
    return error::validation("Table already has an enabled stream: TableName: " + table.key.name);
  }
  // Labels differ, however quickly streams follow each other.
  auto created = now;
  if (!record.streams.empty()) created = std::max(created, record.streams.back().created + Millis{1});
  record.streams.push_back({.ordinal = ++record.last_stream,
                            .view = stream_view_named(*asked.stream_view_type).value_or(StreamView::keys_only),
                            .created = created});
  return ok();
}

Status check_same_throughput(const ProvisionedUnits& now, const ProvisionedThroughput& asked) {
  if (now.read_units != asked.read_capacity_units || now.write_units != asked.write_capacity_units) return ok();
  return error::validation(same_throughput_text("the table", now, asked));
}

Status change_capacity(const UpdateTableInput& in, TimePoint now, TimePoint settled, TableRecord& record) {
  const auto before = record.billing;
  if (in.billing_mode) record.billing = billing_mode_of(in.billing_mode);
  if (record.billing == BillingMode::on_demand) {
    if (in.provisioned_throughput) {
      return invalid(
          "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST");
    }
    if (before == BillingMode::on_demand) return ok();
    record.on_demand_since = settled;
    record.capacity = replaced_capacity(record.capacity, {});
    for (auto& index : record.indexes) {
      if (index.kind == IndexKind::global) index.capacity = ended_capacity(index.capacity, now);
    }
    return ok();
  }
  if (!in.provisioned_throughput) {
    if (before == BillingMode::provisioned) return ok();
    return invalid("ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
  }
  if (before == BillingMode::provisioned) {
    if (auto status = check_same_throughput(record.capacity, *in.provisioned_throughput); !status) return status;
  }
  auto capacity = capacity_of(record.billing, in.provisioned_throughput);
  if (!capacity) return capacity.error();
  if (before == BillingMode::on_demand) {
    record.on_demand.reset();
    for (auto& index : record.indexes) index.on_demand.reset();
  }
  record.capacity = before == BillingMode::on_demand ? replaced_capacity(record.capacity, *capacity)
                                                     : changed_capacity(record.capacity, *capacity, now, settled);
  return ok();
}

// What the table is UPDATING for; nothing when that is done at once, or has a state of its own.
std::optional<TableChange> change_between(const TableRecord& before, const TableRecord& after,
                                          const UpdateTableInput& in) {
  if (after.billing != before.billing) return TableChange::billing;
  if (in.provisioned_throughput) return TableChange::throughput;
  if (in.stream_specification) return TableChange::stream;
  if (after.table_class != before.table_class) return TableChange::table_class;
  return std::nullopt;
}

// Whether the request creates or deletes an index.
bool changes_indexes(const UpdateTableInput& in) {
  return in.global_secondary_index_updates &&
         std::ranges::any_of(*in.global_secondary_index_updates,
                             [](const auto& one) { return one.create || one.delete_; });
}

}  // namespace

Status check_combination(const UpdateTableInput& in) {
  const bool sse = in.sse_specification.has_value();
  const bool indexes = in.global_secondary_index_updates && !in.global_secondary_index_updates->empty();
  const bool bounds = has_units(in.on_demand_throughput);
  const bool warm = has_units(in.warm_throughput);
  const std::array asked = {in.provisioned_throughput.has_value(),
                            in.billing_mode.has_value(),
                            in.stream_specification.has_value(),
                            indexes,
                            sse,
                            in.replica_updates.has_value(),
                            in.deletion_protection_enabled.has_value(),
                            bounds,
                            warm,
                            in.table_class.has_value()};
  const auto count = std::ranges::count(asked, true);
  // An empty structure is nothing beside something, and on its own more than AWS can take.
  if (count == 0 && (in.on_demand_throughput || in.warm_throughput)) return error::internal("");
  if (count == 0) {
    return error::validation(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, "
        "SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, "
        "DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required");
  }
  if (in.global_secondary_index_updates && !indexes) return invalid("List of GlobalSecondaryIndexUpdates is empty");
  if (in.replica_updates) {
    return error::not_implemented("DynamoDB.UpdateTable with ReplicaUpdates is not implemented by this server.");
  }
  if (count > 1) {
    if (sse) return invalid("Server-Side Encryption modification must be the only operation in the request");
    if (in.table_class) return invalid("TableClass modification must be the only operation in the request");
    if (in.deletion_protection_enabled) {
      return invalid("DeletionProtection modification must be the only operation in the request");
    }
    if (warm) {
      return invalid(changes_indexes(in)
                         ? "Create global secondary index cannot be specified when updating WarmThroughput"
                         : "WarmThroughput must be the only operation in the request");
    }
    if (bounds && !(count == 2 && in.billing_mode)) {
      return invalid("OnDemandThroughput can only be combined with BillingMode in an UpdateTable request");
    }
  }
  if (in.stream_specification && in.provisioned_throughput) {
    return invalid("You cannot modify stream status while updating table IOPS");
  }
  if (changes_indexes(in) && in.provisioned_throughput) {
    return invalid("You cannot create or delete index while updating table IOPS");
  }
  if (changes_indexes(in) && in.stream_specification) {
    return invalid("You cannot create or delete index while changing stream status");
  }
  return indexes ? check_index_updates(*in.global_secondary_index_updates) : ok();
}

Result<TableRecord> changed_table(const Table& table, const UpdateTableInput& in, TimePoint now, Millis transition) {
  auto record = table.record;
  keep_warm(record, now);
  if (auto status = change_capacity(in, now, now + transition, record); !status) return status.error();
  if (in.stream_specification) {
    if (auto status = change_stream(table, *in.stream_specification, now, record); !status) return status.error();
  }
  if (in.sse_specification) {
    if (auto status = change_encryption(*in.sse_specification, table.key, record); !status) return status.error();
    record.encrypted_from = now + transition;
  }
  if (has_units(in.warm_throughput)) {
    const auto current = warm_units(record, record.warm, record.capacity, now);
    auto status = raise_warm(*in.warm_throughput, current, "", now + transition, record.warm);
    if (!status) return status.error();
  }
  if (has_units(in.on_demand_throughput)) {
    auto bounds = changed_bounds(*in.on_demand_throughput, record.billing, "", record.on_demand);
    if (!bounds) return bounds.error();
    record.on_demand = *bounds;
  }
  if (in.table_class) {
    record.table_class = *in.table_class == table_class::standard_infrequent_access ? TableClass::infrequent_access
                                                                                    : TableClass::standard;
  }
  if (in.deletion_protection_enabled) record.deletion_protected = *in.deletion_protection_enabled;
  if (in.global_secondary_index_updates) {
    if (auto status = change_indexes(in, table.key.name, now, transition, record); !status) return status.error();
  }
  if (auto status = check_index_capacity(table.record, record); !status) return status.error();
  if (const auto change = change_between(table.record, record, in)) {
    record.change = *change;
    record.updated_until = now + transition;
  }
  return record;
}

}  // namespace penstock::dynamodb
