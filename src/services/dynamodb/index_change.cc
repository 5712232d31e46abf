#include "services/dynamodb/index_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "api/dynamodb/errors.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/on_demand_throughput.h"
#include "services/dynamodb/schema_check.h"
#include "services/dynamodb/throughput.h"
#include "services/dynamodb/warm_throughput.h"

namespace penstock::dynamodb {
namespace {

ApiError invalid(std::string message) {
  return error::validation("One or more parameter values were invalid: " + std::move(message));
}

// Those of the request, and those of the table that it does not name.
Definitions all_definitions(const std::optional<Definitions>& given, const TableRecord& record) {
  auto all = given.value_or(Definitions{});
  for (const auto& known : record.definitions) {
    if (std::ranges::find(all, known.name, &AttributeDefinition::attribute_name) != all.end()) continue;
    all.push_back({known.name, std::string(name_of(known.type))});
  }
  return all;
}

Status create_index(const CreateGlobalSecondaryIndexAction& asked, const UpdateTableInput& in, TimePoint now,
                    Millis transition, TableRecord& record) {
  if (record.index(asked.index_name)) {
    return error::validation("Attempting to create an index which already exists");
  }
  if (!in.attribute_definitions) {
    return invalid("AttributeDefinitions is not specified for index: " + asked.index_name);
  }
  const auto globals = std::ranges::count_if(
      record.indexes, [](const IndexRecord& index) { return index.is_kept() && index.kind == IndexKind::global; });
  if (static_cast<std::size_t>(globals) >= limits::global_indexes_max) {
    return errors::limit_exceeded(
        "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20");
  }
  const auto definitions = all_definitions(in.attribute_definitions, record);
  auto index = global_index(asked.index_name, asked.key_schema, asked.projection, definitions);
  if (!index) return index.error();
  if (record.billing == BillingMode::on_demand && asked.provisioned_throughput) {
    return invalid("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: " + asked.index_name +
                   " when BillingMode is PAY_PER_REQUEST");
  }
  if (record.billing == BillingMode::provisioned && !asked.provisioned_throughput) {
    return invalid("Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: " + asked.index_name);
  }
  const auto capacity = capacity_of(record.billing, asked.provisioned_throughput);
  if (!capacity) return capacity.error();
  index->capacity = *capacity;
  auto bounds = first_bounds(asked.on_demand_throughput, record.billing, asked.index_name);
  if (!bounds) return bounds.error();
  index->on_demand = *bounds;
  auto warm = first_warm(asked.warm_throughput, record.billing, *capacity, asked.index_name, now + transition);
  if (!warm) return warm.error();
  index->warm = *warm;
  index->number = ++record.last_index;
  index->active_from = now + transition;
  index->filled = false;
  record.indexes.push_back(*std::move(index));
  record.definitions = definitions_of(definitions);
  return ok();
}

Result<IndexRecord*> global_named(const std::string& name, std::string_view verb, const std::string& table,
                                  TableRecord& record) {
  const auto found = std::ranges::find_if(
      record.indexes, [&](const IndexRecord& index) { return index.name == name && index.is_kept(); });
  if (found == record.indexes.end()) {
    return errors::resource_not_found(fmt::format("Requested resource not found: Index {} for table {}", name, table));
  }
  if (found->kind == IndexKind::local) {
    return error::validation(fmt::format("Cannot {} an index that is not a GlobalSecondaryIndex: {}", verb, name));
  }
  return &*found;
}

Status update_index(const UpdateGlobalSecondaryIndexAction& asked, const std::string& table, TimePoint now,
                    Millis transition, bool becomes_provisioned, TableRecord& record) {
  const auto index = global_named(asked.index_name, "update", table, record);
  if (!index) return index.error();
  const bool has_bounds = has_units(asked.on_demand_throughput);
  if (has_bounds || asked.provisioned_throughput) (*index)->updated_until = now + transition;
  if (record.billing == BillingMode::on_demand &&
      (asked.provisioned_throughput || (!has_bounds && !asked.warm_throughput))) {
    return invalid("The only Updates for index: " + asked.index_name +
                   " when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput");
  }
  if (has_bounds) {
    auto bounds = changed_bounds(*asked.on_demand_throughput, record.billing, asked.index_name, (*index)->on_demand);
    if (!bounds) return bounds.error();
    (*index)->on_demand = *bounds;
  }
  if (asked.warm_throughput) {
    const auto current = warm_units(record, (*index)->warm, (*index)->capacity, now);
    auto status = raise_warm(*asked.warm_throughput, current, asked.index_name, now + transition, (*index)->warm);
    if (!status) return status;
  }
  if (!asked.provisioned_throughput) return ok();
  const auto& units = *asked.provisioned_throughput;
  const auto before = (*index)->capacity;
  if (!becomes_provisioned && before.read_units == units.read_capacity_units &&
      before.write_units == units.write_capacity_units) {
    return error::validation(same_throughput_text("the index " + asked.index_name, before, units));
  }
  const auto capacity = capacity_of(record.billing, asked.provisioned_throughput);
  if (!capacity) return capacity.error();
  (*index)->capacity = becomes_provisioned ? replaced_capacity(before, *capacity)
                                           : changed_capacity(before, *capacity, now, now + transition);
  return ok();
}

}  // namespace

const std::string& name_of(const GlobalSecondaryIndexUpdate& update) {
  if (update.create) return update.create->index_name;
  return update.delete_ ? update.delete_->index_name : update.update->index_name;
}

Status check_index_updates(const std::vector<GlobalSecondaryIndexUpdate>& updates) {
  std::set<std::string_view> names;
  int created_or_deleted = 0;
  for (const auto& update : updates) {
    const int actions = update.create.has_value() + update.delete_.has_value() + update.update.has_value();
    if (actions == 0) {
      return invalid(
          "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
          "GlobalSecondaryIndexUpdate.Delete must not be null");
    }
    if (actions > 1) {
      return invalid("Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object");
    }
    if (!names.insert(name_of(update)).second) {
      return invalid("Only one global secondary index update per index is allowed simultaneously. Index: " +
                     name_of(update));
    }
    if (!update.update) {
      ++created_or_deleted;
    } else if (update.update->warm_throughput && !has_units(update.update->warm_throughput)) {
      return invalid(
          "WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond specified for index: " +
          name_of(update));
    }
  }
  if (created_or_deleted <= 1) return ok();
  return errors::limit_exceeded(
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table");
}

Status change_indexes(const UpdateTableInput& in, const std::string& table, TimePoint now, Millis transition,
                      TableRecord& record) {
  const bool becomes_provisioned = in.billing_mode && in.provisioned_throughput;
  for (const auto& update : *in.global_secondary_index_updates) {
    if (update.create) {
      if (auto status = create_index(*update.create, in, now, transition, record); !status) return status;
    } else if (update.update) {
      auto status = update_index(*update.update, table, now, transition, becomes_provisioned, record);
      if (!status) return status;
    } else {
      const auto index = global_named(update.delete_->index_name, "delete", table, record);
      if (!index) return index.error();
      (*index)->gone_from = now + transition;
    }
  }
  drop_unused_definitions(record);
  return check_whole_schema(record);
}

Status check_index_capacity(const TableRecord& before, const TableRecord& after) {
  if (before.billing == after.billing || after.billing == BillingMode::on_demand) return ok();
  for (const auto& index : after.indexes) {
    if (index.is_kept() && index.kind == IndexKind::global && index.capacity.read_units == 0) {
      return invalid("ProvisionedThroughput must be specified for index: " + index.name);
    }
  }
  return ok();
}

std::string same_throughput_text(std::string_view what, const ProvisionedUnits& now,
                                 const ProvisionedThroughput& asked) {
  return fmt::format(
      "The provisioned throughput for {0} will not change. The requested value equals the current value. Current "
      "ReadCapacityUnits provisioned for {1}: {2}. Requested ReadCapacityUnits: {3}. Current WriteCapacityUnits "
      "provisioned for {1}: {4}. Requested WriteCapacityUnits: {5}. Refer to the Amazon DynamoDB Developer Guide for "
      "current limits and how to request higher limits.",
      what, what.starts_with("the index") ? what.substr(std::string_view("the ").size()) : what, now.read_units,
      asked.read_capacity_units, now.write_units, asked.write_capacity_units);
}

}  // namespace penstock::dynamodb
