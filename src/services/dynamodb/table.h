// A table at one moment: an immutable value that requests hold while they run. A change makes a new one
// (table_catalog.h). Any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "services/dynamodb/change_stream.h"
#include "services/dynamodb/key_schema.h"
#include "services/dynamodb/kinesis_destination.h"

namespace penstock::dynamodb {

// What a table's name means depends on the account and the region.
struct TableKey {
  std::string account;
  std::string region;
  std::string name;
  std::string arn() const { return "arn:aws:dynamodb:" + region + ":" + account + ":table/" + name; }
};

struct TableKeyView {
  std::string_view account;
  std::string_view region;
  std::string_view name;

  TableKeyView(std::string_view account, std::string_view region, std::string_view name)
      : account(account), region(region), name(name) {}
  TableKeyView(const TableKey& key) : TableKeyView(key.account, key.region, key.name) {}  // NOLINT: a view of it
  TableKey owned() const { return {std::string(account), std::string(region), std::string(name)}; }
  auto operator<=>(const TableKeyView&) const = default;
};

// Differs between two tables that had one name, one after the other; its items' keys begin with it.
using TableNumber = std::uint32_t;
// Within its table; 0 is the table itself. Never used again.
using IndexNumber = std::uint16_t;

// Enumerations are stored: never renumber.
enum class BillingMode : std::uint8_t { provisioned = 0, on_demand = 1 };
enum class ProjectionKind : std::uint8_t { all = 0, keys_only = 1, include = 2 };
enum class IndexKind : std::uint8_t { local = 0, global = 1 };
enum class TableClass : std::uint8_t { standard = 0, infrequent_access = 1 };
// What a table is UPDATING for.
enum class TableChange : std::uint8_t { throughput = 0, billing = 1, stream = 2, table_class = 3 };
enum class TableState : std::uint8_t { creating, active, updating, deleting, gone };
std::string_view name_of(TableState state);
std::string_view name_of(TableClass table_class);

// Stored and described, and nothing else.
struct UnitBounds {
  std::int64_t read_units = 0;
  std::int64_t write_units = 0;
  bool operator==(const UnitBounds&) const = default;
};

// What is described until a change has settled.
struct UnitsBefore {
  UnitBounds units;
  TimePoint until;
  bool operator==(const UnitsBefore&) const = default;
};

struct ProvisionedUnits {
  std::int64_t read_units = 0;
  std::int64_t write_units = 0;
  std::optional<TimePoint> increased;
  std::optional<TimePoint> decreased;
  std::uint32_t decreases = 0;  // on the UTC day of the last one
  std::optional<UnitsBefore> before;

  bool is_below(std::int64_t reads, std::int64_t writes) const { return read_units < reads || write_units < writes; }
  UnitBounds described_at(TimePoint now) const;
  std::int64_t decreases_on_day_of(TimePoint now) const;
  bool operator==(const ProvisionedUnits&) const = default;
};

// At least so much; more when more is provisioned (warm_throughput.h).
struct WarmUnits {
  UnitBounds units;
  std::optional<UnitsBefore> before;

  bool is_updating(TimePoint now) const { return before && now < before->until; }
  bool operator==(const WarmUnits&) const = default;
};

struct IndexProjection {
  ProjectionKind kind = ProjectionKind::all;
  std::vector<std::string> attributes;  // of an INCLUDE projection
  bool operator==(const IndexProjection&) const = default;
};

struct IndexRecord {
  std::string name;
  IndexNumber number = 0;
  IndexKind kind = IndexKind::local;  // 0, which a description leaves out
  KeySchema keys;
  IndexProjection projection;
  ProvisionedUnits capacity;
  std::optional<UnitBounds> on_demand;
  std::optional<WarmUnits> warm;
  TimePoint active_from;
  TimePoint updated_until;             // UPDATING before it
  bool filled = true;                  // false while items from before the index are put into it
  std::optional<TimePoint> gone_from;  // set when it is being deleted

  TableState state(TimePoint now) const;
  // CREATING, and not yet Backfilling.
  bool is_allocating(TimePoint now) const { return !gone_from && now < active_from; }
  // Whether writes keep it.
  bool is_kept() const { return !gone_from; }
  bool operator==(const IndexRecord&) const = default;
};

struct TimeToLive {
  std::string attribute;
  bool enabled = false;
  TimePoint settled_from;  // ENABLING or DISABLING before it
  IndexNumber index = 0;   // where the times of the items lie, while it is enabled
  bool filled = true;
  bool operator==(const TimeToLive&) const = default;
};

struct PointInTimeRecovery {
  TimePoint since;
  std::int32_t days = 35;
  bool operator==(const PointInTimeRecovery&) const = default;
};

// What is stored of a table (table_encoding.h). States follow from the clock, so they pass without a write and survive
// a restart.
struct TableRecord {
  TableNumber number = 0;
  std::string id;  // AWS's TableId, a UUID
  TimePoint created;
  TimePoint active_from;
  TimePoint updated_until;             // UPDATING before it
  TableChange change = {};             // what for
  std::optional<TimePoint> gone_from;  // set when it is being deleted
  std::vector<KeyAttribute> definitions;
  KeySchema keys;
  BillingMode billing = BillingMode::provisioned;
  std::optional<TimePoint> on_demand_since;
  ProvisionedUnits capacity;
  std::optional<UnitBounds> on_demand;
  std::optional<WarmUnits> warm;
  TableClass table_class = TableClass::standard;
  bool deletion_protected = false;
  bool encrypted_with_kms = false;
  std::string kms_key;       // its ARN; empty: AWS's own key for DynamoDB
  TimePoint encrypted_from;  // its encryption is UPDATING before it
  std::vector<IndexRecord> indexes;
  IndexNumber last_index = 0;
  std::vector<StreamRecord> streams;  // the last one may be on; others are kept for their time
  std::uint16_t last_stream = 0;      // ordinal, of streams and feeds
  std::vector<KinesisDestination> destinations;
  std::optional<TimeToLive> time_to_live;
  std::optional<PointInTimeRecovery> recovery;
  std::map<std::string, std::string> tags;
  std::optional<ResourcePolicy> policy;

  TableState state(TimePoint now) const;
  // The change that is under way.
  std::optional<TableChange> change_at(TimePoint now) const;
  const KeyAttribute* definition(std::string_view attribute) const;
  const IndexRecord* index(std::string_view name) const;  // null also when it is gone from requests' sight
  // The stream that writes are recorded in; null when none is on.
  const StreamRecord* stream() const;
  bool operator==(const TableRecord&) const = default;
};

// How many items there are and their bytes as AWS counts them.
struct Counts {
  std::atomic<bool> known = true;  // false until counted after a crash
  std::atomic<std::int64_t> items = 0;
  std::atomic<std::int64_t> bytes = 0;
  std::atomic<std::int64_t> unseen = 0;  // writes that these do not know: blind ones since the last count
  // When they may be counted again, by the steady clock. Of the task that counts.
  std::chrono::nanoseconds countable_from{0};
};

class ItemCollections;  // item_collections.h

struct Table {
  TableKey key;
  TableRecord record;
  // What changes without a new snapshot; all snapshots of a table share it. 0 counts the table itself.
  std::map<IndexNumber, std::shared_ptr<Counts>> counts;
  // By ordinal; those that have ended are read until their time is over.
  std::map<std::uint16_t, std::shared_ptr<ChangeStream>> streams;
  std::shared_ptr<ChangeStream> stream;  // the one that is on; null when none is
  // Of the Kinesis destinations, by ordinal.
  std::map<std::uint16_t, std::shared_ptr<ChangeStream>> feeds;
  std::shared_ptr<OpenStreams> open_streams;     // of both
  std::shared_ptr<ItemCollections> collections;  // null without local indexes

  std::string index_arn(std::string_view index) const { return key.arn() + "/index/" + std::string(index); }
  std::string stream_arn(const StreamRecord& of) const { return key.arn() + "/stream/" + of.label(); }
};

using TableSnapshot = std::shared_ptr<const Table>;

// AWS's errors about tables.
ApiError table_not_found();                  // of item operations
ApiError table_not_found(TableKeyView key);  // of table operations

}  // namespace penstock::dynamodb
