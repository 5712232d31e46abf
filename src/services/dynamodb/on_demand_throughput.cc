#include "services/dynamodb/on_demand_throughput.h"

#include <fmt/format.h>

namespace penstock::dynamodb {
namespace {

constexpr std::int64_t unbounded = -1;

ApiError invalid(const std::string& message) {
  return error::validation("One or more parameter values were invalid: " + message);
}

std::string_view first_member(const OnDemandThroughput& asked) {
  return asked.max_read_request_units ? "MaxReadRequestUnits" : "MaxWriteRequestUnits";
}

ApiError out_of_range(std::string_view member, std::string_view index) {
  return invalid(fmt::format("Requested {} for OnDemandThroughput for {}{} is outside of valid range", member,
                             index.empty() ? "table" : "index : ", index));
}

bool is_valid(const std::optional<std::int64_t>& units, bool may_remove) {
  return !units || *units > 0 || (may_remove && *units == unbounded);
}

Status check_range(const OnDemandThroughput& asked, bool may_remove, std::string_view index) {
  if (!is_valid(asked.max_read_request_units, may_remove)) return out_of_range("MaxReadRequestUnits", index);
  if (!is_valid(asked.max_write_request_units, may_remove)) return out_of_range("MaxWriteRequestUnits", index);
  return ok();
}

std::int64_t bound_of(const std::optional<std::int64_t>& units, std::int64_t before) {
  if (!units) return before;
  return *units == unbounded ? 0 : *units;
}

}  // namespace

bool has_units(const std::optional<OnDemandThroughput>& asked) {
  return asked && (asked->max_read_request_units || asked->max_write_request_units);
}

Result<std::optional<UnitBounds>> first_bounds(const std::optional<OnDemandThroughput>& asked, BillingMode billing,
                                               std::string_view index) {
  if (!has_units(asked)) return std::optional<UnitBounds>{};
  if (billing == BillingMode::provisioned) {
    return invalid(fmt::format("{} for OnDemandThroughput {}cannot be specified when table BillingMode is PROVISIONED.",
                               first_member(*asked), index.empty() ? "" : fmt::format("for index: {} ", index)));
  }
  if (auto status = check_range(*asked, false, index); !status) return status.error();
  return UnitBounds{.read_units = bound_of(asked->max_read_request_units, 0),
                    .write_units = bound_of(asked->max_write_request_units, 0)};
}

Result<std::optional<UnitBounds>> changed_bounds(const OnDemandThroughput& asked, BillingMode billing,
                                                 std::string_view index, const std::optional<UnitBounds>& before) {
  if (billing == BillingMode::provisioned) {
    return invalid(
        fmt::format("{} for OnDemandThroughput {}cannot be specified when the table BillingMode is PROVISIONED",
                    first_member(asked), index.empty() ? "" : fmt::format("for index : {} ", index)));
  }
  if (auto status = check_range(asked, true, index); !status) return status.error();
  auto bounds = before.value_or(UnitBounds{});
  bounds.read_units = bound_of(asked.max_read_request_units, bounds.read_units);
  bounds.write_units = bound_of(asked.max_write_request_units, bounds.write_units);
  if (bounds == UnitBounds{}) return std::optional<UnitBounds>{};
  return bounds;
}

void tell_removed_bounds(const OnDemandThroughput& asked, TableDescription& description) {
  auto told = description.on_demand_throughput.value_or(OnDemandThroughput{});
  if (asked.max_read_request_units == unbounded) told.max_read_request_units = unbounded;
  if (asked.max_write_request_units == unbounded) told.max_write_request_units = unbounded;
  if (has_units(told)) description.on_demand_throughput = told;
}

}  // namespace penstock::dynamodb
