#include "services/dynamodb/warm_throughput.h"

#include <fmt/format.h>

#include <algorithm>

namespace penstock::dynamodb {
namespace {

// What on-demand tables begin with.
constexpr UnitBounds initial_on_demand{.read_units = 12'000, .write_units = 4'000};

UnitBounds larger(const UnitBounds& a, const UnitBounds& b) {
  return {.read_units = std::max(a.read_units, b.read_units), .write_units = std::max(a.write_units, b.write_units)};
}

UnitBounds least_units(const TableRecord& table, const ProvisionedUnits& capacity, TimePoint now) {
  const bool on_demand = table.billing == BillingMode::on_demand && now >= table.on_demand_since.value_or(now);
  return on_demand ? initial_on_demand : capacity.described_at(now);
}

// "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than …"
ApiError too_low(std::string_view member, std::string_view index, std::string_view than) {
  return error::validation(fmt::format(
      "One or more parameter values were invalid: Requested {} for WarmThroughput for {}{} is lower than {}", member,
      index.empty() ? "table" : "index ", index, than));
}

}  // namespace

bool has_units(const std::optional<WarmThroughput>& asked) {
  return asked && (asked->read_units_per_second || asked->write_units_per_second);
}

UnitBounds warm_units(const TableRecord& table, const std::optional<WarmUnits>& warm, const ProvisionedUnits& capacity,
                      TimePoint now) {
  const auto least = least_units(table, capacity, now);
  return warm ? larger(least, warm->is_updating(now) ? warm->before->units : warm->units) : least;
}

Result<std::optional<WarmUnits>> first_warm(const std::optional<WarmThroughput>& asked, BillingMode billing,
                                            const ProvisionedUnits& capacity, std::string_view index,
                                            TimePoint settled) {
  if (!has_units(asked)) return std::optional<WarmUnits>{};
  const bool on_demand = billing == BillingMode::on_demand;
  const auto least = on_demand ? initial_on_demand : capacity.described_at(settled);
  const UnitBounds units{.read_units = asked->read_units_per_second.value_or(least.read_units),
                         .write_units = asked->write_units_per_second.value_or(least.write_units)};
  constexpr std::string_view initial =
      "initial throughput for OnDemand. See: "
      "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html"
      "#on-demand-capacity-mode-initial";
  if (units.read_units < least.read_units) {
    return too_low("ReadUnitsPerSecond", index, on_demand ? initial : "ReadCapacityUnits of ProvisionedThroughput");
  }
  if (units.write_units < least.write_units) {
    return too_low("WriteUnitsPerSecond", index, on_demand ? initial : "WriteCapacityUnits of ProvisionedThroughput");
  }
  return WarmUnits{.units = units, .before = UnitsBefore{.units = units, .until = settled}};
}

Status raise_warm(const WarmThroughput& asked, const UnitBounds& current, std::string_view index, TimePoint settled,
                  std::optional<WarmUnits>& warm) {
  constexpr std::string_view than = "current WarmThroughput, decreasing WarmThroughput is not supported";
  if (asked.read_units_per_second < current.read_units && asked.read_units_per_second) {
    return too_low("ReadUnitsPerSecond", index, than);
  }
  if (asked.write_units_per_second < current.write_units && asked.write_units_per_second) {
    return too_low("WriteUnitsPerSecond", index, than);
  }
  const auto target = warm ? warm->units : current;
  warm = WarmUnits{.units = {.read_units = asked.read_units_per_second.value_or(target.read_units),
                             .write_units = asked.write_units_per_second.value_or(target.write_units)},
                   .before = UnitsBefore{.units = current, .until = settled}};
  return ok();
}

void keep_warm(TableRecord& table, TimePoint now) {
  const auto keep = [&](std::optional<WarmUnits>& warm, const ProvisionedUnits& capacity) {
    if (!warm) warm.emplace();
    warm->units = larger(warm->units, least_units(table, capacity, now));
  };
  keep(table.warm, table.capacity);
  for (auto& index : table.indexes) {
    if (index.kind == IndexKind::global) keep(index.warm, index.capacity);
  }
}

}  // namespace penstock::dynamodb
