#include "services/dynamodb/throughput.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "api/dynamodb/errors.h"
#include "services/dynamodb/limits.h"

namespace penstock::dynamodb {
namespace {

void count_decrease(ProvisionedUnits& capacity, TimePoint now) {
  capacity.decreases = static_cast<std::uint32_t>(capacity.decreases_on_day_of(now)) + 1;
  capacity.decreased = now;
}

// "Thursday, October 8, 2026 at 11:20:48 PM Coordinated Universal Time"
std::string long_text(TimePoint time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(seconds));
  const auto hour = std::chrono::make12(std::chrono::hours((seconds.time_since_epoch() / std::chrono::hours{1}) % 24));
  return fmt::format("{:%A, %B} {}, {:%Y} at {}:{:%M:%S %p} Coordinated Universal Time", seconds,
                     static_cast<unsigned>(date.day()), seconds, hour.count(), seconds);
}

Status check_decrease(const ProvisionedUnits& before, const ProvisionedUnits& after, TimePoint now) {
  const auto today = before.decreases_on_day_of(now);
  if (!after.is_below(before.read_units, before.write_units) || today < limits::decreases_at_once_max) return ok();
  const auto next = *before.decreased + Millis(limits::decrease_pause);
  if (now >= next) return ok();
  const TimePoint midnight = std::chrono::floor<std::chrono::days>(now) + std::chrono::days{1};
  return errors::limit_exceeded(fmt::format(
      "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first "
      "{} decreases, each subsequent decrease in the same UTC day can be performed at most once every {} seconds. "
      "Number of decreases today: {}. Last decrease at {}. Next decrease can be made at {}",
      limits::decreases_at_once_max, std::chrono::seconds(limits::decrease_pause).count(), today,
      long_text(*before.decreased), long_text(std::min(next, midnight))));
}

// What a table or an index may have, with its name; no name for a table.
struct Units {
  std::string_view index;
  UnitBounds capacity;
  UnitBounds on_demand;
  UnitBounds warm;
};

// As it was asked for.
UnitBounds warm_of(const std::optional<WarmUnits>& warm) { return warm && warm->before ? warm->units : UnitBounds{}; }

std::vector<Units> units_of(const TableRecord& table) {
  const auto units = [](std::string_view index, const auto& of) {
    return Units{.index = index,
                 .capacity = {.read_units = of.capacity.read_units, .write_units = of.capacity.write_units},
                 .on_demand = of.on_demand.value_or(UnitBounds{}),
                 .warm = warm_of(of.warm)};
  };
  std::vector<Units> all = {units("", table)};
  for (const auto& index : table.indexes) all.push_back(units(index.name, index));
  return all;
}

Status check_capacity_limit(const Units& units, std::string_view region) {
  for (const auto& [name, asked] : {std::pair("ReadCapacityUnits", units.capacity.read_units),
                                    std::pair("WriteCapacityUnits", units.capacity.write_units)}) {
    if (asked <= limits::table_units) continue;
    const bool table = units.index.empty();
    return errors::limit_exceeded(fmt::format(
        "The requested {}{}, {}, is above the per {} maximum for the account in {}. Per table maximum: {}. Refer to "
        "the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
        name, table ? "" : fmt::format(" for index {}", units.index), asked, table ? "table" : "index", region,
        limits::table_units));
  }
  return ok();
}

Status check_bounds_limit(const UnitBounds& bounds, std::string_view read, std::string_view write,
                          const std::string& of, std::string_view region) {
  for (const auto& [name, kind, asked] :
       {std::tuple(read, "Read", bounds.read_units), std::tuple(write, "Write", bounds.write_units)}) {
    if (asked <= limits::table_units) continue;
    return errors::limit_exceeded(
        fmt::format("Subscriber limit exceeded: Requested {} for {} exceeds TableMax{}CapacityUnits of the account in "
                    "region {}",
                    name, of, kind, region));
  }
  return ok();
}

Status check_limits(const Units& units, std::string_view region) {
  if (auto status = check_capacity_limit(units, region); !status) return status;
  const bool table = units.index.empty();
  const auto bounds = fmt::format("OnDemandThroughput for {}{}", table ? "table" : "index : ", units.index);
  auto status = check_bounds_limit(units.on_demand, "MaxReadRequestUnits", "MaxWriteRequestUnits", bounds, region);
  if (!status) return status;
  const auto warm = fmt::format("WarmThroughput for {}{}", table ? "table" : "index ", units.index);
  return check_bounds_limit(units.warm, "ReadUnitsPerSecond", "WriteUnitsPerSecond", warm, region);
}

}  // namespace

ProvisionedUnits replaced_capacity(const ProvisionedUnits& before, const ProvisionedUnits& after) {
  auto changed = before;
  changed.read_units = after.read_units;
  changed.write_units = after.write_units;
  changed.before.reset();
  return changed;
}

ProvisionedUnits changed_capacity(const ProvisionedUnits& before, const ProvisionedUnits& after, TimePoint now,
                                  TimePoint settled) {
  auto changed = replaced_capacity(before, after);
  changed.before = UnitsBefore{.units = before.described_at(now), .until = settled};
  if (after.read_units > before.read_units || after.write_units > before.write_units) changed.increased = now;
  if (changed.is_below(before.read_units, before.write_units)) count_decrease(changed, now);
  return changed;
}

ProvisionedUnits ended_capacity(const ProvisionedUnits& before, TimePoint now) {
  auto changed = replaced_capacity(before, {});
  count_decrease(changed, now);
  return changed;
}

Status check_decreases(const TableRecord& before, const TableRecord& after, TimePoint now) {
  if (after.billing == BillingMode::on_demand) return ok();
  if (auto status = check_decrease(before.capacity, after.capacity, now); !status) return status;
  for (const auto& index : after.indexes) {
    const auto old = std::ranges::find(before.indexes, index.number, &IndexRecord::number);
    if (old == before.indexes.end()) continue;
    if (auto status = check_decrease(old->capacity, index.capacity, now); !status) return status;
  }
  return ok();
}

Status check_account_limits(const TableRecord& before, const TableRecord& after, std::string_view region) {
  const auto known = units_of(before);
  for (auto& units : units_of(after)) {
    if (const auto old = std::ranges::find(known, units.index, &Units::index); old != known.end()) {
      if (units.capacity == old->capacity) units.capacity = {};
      if (units.on_demand == old->on_demand) units.on_demand = {};
      if (units.warm == old->warm) units.warm = {};
    }
    if (auto status = check_limits(units, region); !status) return status;
  }
  return ok();
}

}  // namespace penstock::dynamodb
