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

}  // namespace penstock::dynamodb
