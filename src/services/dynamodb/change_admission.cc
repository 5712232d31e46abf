#include "services/dynamodb/change_admission.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "api/dynamodb/errors.h"
#include "services/dynamodb/index_change.h"
#include "services/dynamodb/on_demand_throughput.h"
#include "services/dynamodb/schema_check.h"

namespace penstock::dynamodb {
namespace {

ApiError in_use(const std::string& what) {
  return errors::resource_in_use("Attempt to change a resource which is still in use: " + what);
}

std::vector<std::string_view> allocating_indexes(const TableRecord& record, TimePoint now) {
  std::vector<std::string_view> names;
  for (const auto& index : record.indexes) {
    if (index.is_allocating(now)) names.push_back(index.name);
  }
  return names;
}

std::vector<std::string_view> indexes_in(TableState state, const TableRecord& record, TimePoint now) {
  std::vector<std::string_view> names;
  for (const auto& index : record.indexes) {
    if (index.state(now) == state) names.push_back(index.name);
  }
  return names;
}

// "Table: orders Stream: 2026-10-09T04:48:48.824 Operation: ENABLE"
std::string stream_change(const Table& table) {
  const auto& stream = table.record.streams.back();
  return fmt::format("Table: {} Stream: {} Operation: {}", table.key.name, stream.label(),
                     stream.ended ? "DISABLE" : "ENABLE");
}

std::string class_change(const TableRecord& record) {
  return fmt::format("TableClassUpdateInProgress: {}", name_of(record.table_class));
}

// AWS's words for what is asked for, which differ beside a change of throughput.
struct Wording {
  std::string_view usual;
  std::string_view beside_throughput;
};
constexpr Wording throughput_wording{"change table IOPS", "change table IOPS"};
constexpr Wording stream_wording{"change stream status", "enable or disable stream"};
constexpr Wording class_wording{"update table class", "update table class"};
constexpr Wording index_wording{"create or delete an index", "create or delete indexes"};

Status check_no_change(const Table& table, const Wording& asked, TimePoint now) {
  const auto change = table.record.change_at(now);
  if (!change) return ok();
  switch (*change) {
    case TableChange::throughput:
    case TableChange::billing:
      return in_use(fmt::format("Can't {} while table IOPS are being updated. Table: {}", asked.beside_throughput,
                                table.key.name));
    case TableChange::stream:
      return in_use(fmt::format("Can't {} when stream status is being updated. {}", asked.usual, stream_change(table)));
    case TableChange::table_class:
      return in_use(fmt::format("Can't {} when a table class update is in progress. Table: {} {}", asked.usual,
                                table.key.name, class_change(table.record)));
  }
  return ok();
}

Status check_no_change_of_indexes(const Table& table, const Wording& asked, TimePoint now) {
  const auto refusal = [&](std::string_view what, const std::vector<std::string_view>& names) {
    return in_use(fmt::format("Can't {} when an index is being {}. Table: {} Indexes: [{}]", asked.usual, what,
                              table.key.name, fmt::join(names, ", ")));
  };
  const auto created = allocating_indexes(table.record, now);
  if (!created.empty()) return refusal("created", created);
  const auto deleted = indexes_in(TableState::deleting, table.record, now);
  return deleted.empty() ? ok() : refusal("deleted", deleted);
}

Status check_throughput(const Table& table, const UpdateTableInput& in, TimePoint now) {
  const auto change = table.record.change_at(now);
  if (change == TableChange::throughput || change == TableChange::billing) {
    return in_use("Table IOPS are currently being updated. Table: " + table.key.name);
  }
  // A billing mode that is said again changes nothing.
  if (!in.provisioned_throughput && billing_mode_of(in.billing_mode) == table.record.billing) return ok();
  if (auto status = check_no_change(table, throughput_wording, now); !status) return status;
  return check_no_change_of_indexes(table, throughput_wording, now);
}

Status check_stream(const Table& table, TimePoint now) {
  if (table.record.change_at(now) == TableChange::stream) {
    return in_use("A stream status change is currently in progress. " + stream_change(table));
  }
  if (auto status = check_no_change(table, stream_wording, now); !status) return status;
  return check_no_change_of_indexes(table, stream_wording, now);
}

Status check_on_demand_throughput(const Table& table, TimePoint now) {
  const auto refusal = [](const std::string& what) {
    return in_use("OnDemandThroughput cannot be updated while " + what);
  };
  if (const auto change = table.record.change_at(now)) {
    switch (*change) {
      case TableChange::throughput:
      case TableChange::billing:
        return refusal("BillingMode update is in progress");
      case TableChange::stream:
        return refusal("stream status update is in progress");
      case TableChange::table_class:
        return refusal("TableClass update is in progress. " + class_change(table.record));
    }
  }
  const auto on_indexes = [&](std::string_view what, const std::vector<std::string_view>& names) {
    return refusal(fmt::format("index {} is in progress for indexes: [{}]", what, fmt::join(names, ", ")));
  };
  const auto created = allocating_indexes(table.record, now);
  if (!created.empty()) return on_indexes("creation", created);
  const auto deleted = indexes_in(TableState::deleting, table.record, now);
  return deleted.empty() ? ok() : on_indexes("deletion", deleted);
}

Status check_encryption(const TableRecord& record, const SSESpecification& asked, TimePoint now) {
  const bool same = record.encrypted_with_kms && asked.enabled.value_or(true);
  if (now >= record.encrypted_from || same) return ok();
  return in_use("Server-Side Encryption is still being updated");
}

// One index of an update, as it is now.
Status check_index(const Table& table, const GlobalSecondaryIndexUpdate& update, TimePoint now) {
  const auto& name = name_of(update);
  const auto index = std::ranges::find_if(table.record.indexes, [&](const IndexRecord& one) {
    return one.name == name && one.state(now) != TableState::gone;
  });
  if (index == table.record.indexes.end()) return ok();
  const auto refusal = [&](std::string_view what) {
    return in_use(fmt::format("{} Table: {} Index: {}", what, table.key.name, name));
  };
  if (index->gone_from) return refusal("Index is being deleted.");
  if (index->is_allocating(now)) {
    if (update.update) return refusal("Index is being created but is not backfilling yet.");
    if (update.delete_) {
      return refusal(
          "Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the index "
          "is active.");
    }
  }
  const bool only_warms =
      update.update && !update.update->provisioned_throughput && !update.update->on_demand_throughput;
  if (index->state(now) == TableState::updating && !only_warms) return refusal("Index is being updated.");
  return ok();
}

Status check_indexes(const Table& table, const UpdateTableInput& in, TimePoint now) {
  for (const auto& update : *in.global_secondary_index_updates) {
    if (auto status = check_index(table, update, now); !status) return status;
    if (update.update) continue;
    const auto& name = name_of(update);
    const bool has_other = std::ranges::any_of(table.record.indexes, [&](const IndexRecord& index) {
      const auto state = index.state(now);
      return index.name != name && (state == TableState::creating || state == TableState::deleting);
    });
    if (has_other) {
      return errors::limit_exceeded(
          "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table");
    }
    if (auto status = check_no_change(table, index_wording, now); !status) return status;
  }
  return ok();
}

Status check_there(const Table& table, TimePoint now) {
  const auto state = table.record.state(now);
  if (state == TableState::creating) return in_use("Table is being created: " + table.key.name);
  if (state == TableState::active || state == TableState::updating) return ok();
  return in_use("Table is being deleted: " + table.key.name);
}

}  // namespace

Status check_may_change(const Table& table, const UpdateTableInput& in, TimePoint now) {
  if (auto status = check_there(table, now); !status) return status;
  if (in.sse_specification) return check_encryption(table.record, *in.sse_specification, now);
  if (in.global_secondary_index_updates) {
    if (auto status = check_indexes(table, in, now); !status) return status;
  }
  if (in.provisioned_throughput || in.billing_mode) {
    if (auto status = check_throughput(table, in, now); !status) return status;
  }
  if (in.stream_specification) {
    if (auto status = check_stream(table, now); !status) return status;
  }
  if (has_units(in.on_demand_throughput)) {
    if (auto status = check_on_demand_throughput(table, now); !status) return status;
  }
  if (!in.table_class) return ok();
  if (auto status = check_no_change(table, class_wording, now); !status) return status;
  return check_no_change_of_indexes(table, class_wording, now);
}

Status check_may_delete(const Table& table, TimePoint now) {
  const auto& record = table.record;
  const auto state = record.state(now);
  if (state == TableState::deleting || state == TableState::gone) return ok();
  if (auto status = check_there(table, now); !status) return status;
  const auto change = record.change_at(now);
  if (change == TableChange::stream) return in_use("Cannot delete table while stream is being enabled/disabled.");
  const bool warms = record.warm && record.warm->is_updating(now);
  if (change || warms || now < record.encrypted_from) {
    return in_use("Table: " + table.key.name + " is in the process of being updated.");
  }
  const bool settled = std::ranges::all_of(record.indexes, [&](const IndexRecord& index) {
    const auto state = index.state(now);
    return state == TableState::active || state == TableState::gone;
  });
  if (settled) return ok();
  return in_use("Cannot delete table while indexes are being created, updated, or deleted.");
}

}  // namespace penstock::dynamodb
