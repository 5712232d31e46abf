#include "services/dynamodb/description.h"

#include <algorithm>

#include "services/dynamodb/encryption.h"
#include "services/dynamodb/warm_throughput.h"

namespace penstock::dynamodb {
namespace {

std::string text(std::string_view view) { return std::string(view); }

ProvisionedThroughputDescription described(const ProvisionedUnits& capacity, TimePoint now) {
  const auto units = capacity.described_at(now);
  const bool decreases = capacity.is_below(units.read_units, units.write_units);  // it counts once it is done
  return {.last_increase_date_time = capacity.increased,
          .last_decrease_date_time = capacity.decreased,
          .number_of_decreases_today = std::max<std::int64_t>(0, capacity.decreases_on_day_of(now) - decreases),
          .read_capacity_units = units.read_units,
          .write_capacity_units = units.write_units};
}

Projection described(const IndexProjection& projection) {
  Projection described{.projection_type = text(name_of(projection.kind))};
  if (projection.kind != ProjectionKind::include) return described;
  described.non_key_attributes = projection.attributes;
  std::ranges::sort(*described.non_key_attributes);
  return described;
}

OnDemandThroughput described(const UnitBounds& bounds) {
  OnDemandThroughput described;
  if (bounds.read_units != 0) described.max_read_request_units = bounds.read_units;
  if (bounds.write_units != 0) described.max_write_request_units = bounds.write_units;
  return described;
}

std::string warm_status(const std::optional<WarmUnits>& warm, TimePoint now) {
  return text(warm && warm->is_updating(now) ? table_status::updating : table_status::active);
}

const Counts& counts_of(const Table& table, IndexNumber index) {
  static const Counts none;
  const auto found = table.counts.find(index);
  return found == table.counts.end() ? none : *found->second;
}

LocalSecondaryIndexDescription local_description(const Table& table, const IndexRecord& index) {
  const auto& counts = counts_of(table, index.number);
  return {.index_name = index.name,
          .key_schema = described(index.keys),
          .projection = described(index.projection),
          .index_size_bytes = std::max<std::int64_t>(0, counts.bytes.load()),
          .item_count = std::max<std::int64_t>(0, counts.items.load()),
          .index_arn = table.index_arn(index.name)};
}

GlobalSecondaryIndexDescription global_description(const Table& table, const IndexRecord& index, TimePoint now) {
  const auto& counts = counts_of(table, index.number);
  const auto state = index.state(now);
  const auto warm = warm_units(table.record, index.warm, index.capacity, now);
  GlobalSecondaryIndexDescription description{
      .index_name = index.name,
      .key_schema = described(index.keys),
      .projection = described(index.projection),
      .index_status = text(name_of(state)),
      .provisioned_throughput = described(index.capacity, now),
      .index_size_bytes = std::max<std::int64_t>(0, counts.bytes.load()),
      .item_count = std::max<std::int64_t>(0, counts.items.load()),
      .index_arn = table.index_arn(index.name),
      .warm_throughput = GlobalSecondaryIndexWarmThroughputDescription{.read_units_per_second = warm.read_units,
                                                                       .write_units_per_second = warm.write_units,
                                                                       .status = warm_status(index.warm, now)}};
  // Of an index that came to a table: made with it, an index is never backfilling.
  if (state == TableState::creating && table.record.state(now) != TableState::creating) {
    description.backfilling = !index.is_allocating(now);
  }
  if (index.on_demand) description.on_demand_throughput = described(*index.on_demand);
  return description;
}

void describe_indexes(const Table& table, TimePoint now, TableDescription& description) {
  for (const auto& index : table.record.indexes) {
    const auto state = index.state(now);
    if (state == TableState::gone) continue;
    if (index.kind == IndexKind::local) {
      auto& list = description.local_secondary_indexes;
      if (!list) list.emplace();
      list->push_back(local_description(table, index));
    } else {
      auto& list = description.global_secondary_indexes;
      if (!list) list.emplace();
      list->push_back(global_description(table, index, now));
      // With the table itself: an index that is made or deleted with it.
      if (const auto own = table.record.state(now); own == TableState::creating || own == TableState::deleting) {
        list->back().index_status = text(name_of(own));
      }
    }
  }
}

void describe_billing(const TableRecord& record, TimePoint now, TableDescription& description) {
  if (record.billing == BillingMode::on_demand || record.on_demand_since) {
    description.billing_mode_summary = BillingModeSummary{.billing_mode = text(name_of(record.billing))};
    if (record.state(now) != TableState::creating && now >= record.on_demand_since) {
      description.billing_mode_summary->last_update_to_pay_per_request_date_time = record.on_demand_since;
    }
  }
  if (record.on_demand) description.on_demand_throughput = described(*record.on_demand);
  const auto warm = warm_units(record, record.warm, record.capacity, now);
  description.warm_throughput = TableWarmThroughputDescription{.read_units_per_second = warm.read_units,
                                                               .write_units_per_second = warm.write_units,
                                                               .status = warm_status(record.warm, now)};
}

void describe_stream(const Table& table, TableDescription& description) {
  if (table.record.streams.empty()) return;
  const auto& last = table.record.streams.back();
  description.latest_stream_label = last.label();
  description.latest_stream_arn = table.stream_arn(last);
  if (table.record.stream()) {
    description.stream_specification =
        StreamSpecification{.stream_enabled = true, .stream_view_type = text(name_of(last.view))};
  }
}

}  // namespace

std::string_view name_of(BillingMode mode) {
  return mode == BillingMode::on_demand ? billing_mode::pay_per_request : billing_mode::provisioned;
}

std::string_view name_of(ProjectionKind kind) {
  switch (kind) {
    case ProjectionKind::all:
      return projection_type::all;
    case ProjectionKind::keys_only:
      return projection_type::keys_only;
    case ProjectionKind::include:
      return projection_type::include;
  }
  return {};
}

std::vector<KeySchemaElement> described(const KeySchema& keys) {
  std::vector<KeySchemaElement> elements;
  for (const auto& attribute : keys.hash) elements.push_back({attribute.name, text(key_type::hash)});
  for (const auto& attribute : keys.range) elements.push_back({attribute.name, text(key_type::range)});
  return elements;
}

TableDescription described(const Table& table, TimePoint now) {
  const auto& record = table.record;
  const auto& counts = counts_of(table, 0);
  TableDescription description{.attribute_definitions = std::vector<AttributeDefinition>(),
                               .table_name = table.key.name,
                               .key_schema = described(record.keys),
                               .table_status = text(name_of(record.state(now))),
                               .creation_date_time = record.created,
                               .provisioned_throughput = described(record.capacity, now),
                               .table_size_bytes = counts.bytes.load(),
                               .item_count = std::max<std::int64_t>(0, counts.items.load()),
                               .table_arn = table.key.arn(),
                               .table_id = record.id,
                               .deletion_protection_enabled = record.deletion_protected};
  for (const auto& definition : record.definitions) {
    description.attribute_definitions->push_back({definition.name, text(name_of(definition.type))});
  }
  std::ranges::sort(*description.attribute_definitions, {}, &AttributeDefinition::attribute_name);
  describe_billing(record, now, description);
  describe_indexes(table, now, description);
  describe_stream(table, description);
  const bool was_other_class = record.change_at(now) == TableChange::table_class;
  if ((record.table_class == TableClass::infrequent_access) != was_other_class) {
    description.table_class_summary = TableClassSummary{.table_class = text(name_of(TableClass::infrequent_access))};
  }
  description.sse_description = described_encryption(table, now);
  return description;
}

}  // namespace penstock::dynamodb
