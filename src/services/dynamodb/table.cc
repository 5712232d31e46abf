#include "services/dynamodb/table.h"

#include <algorithm>

#include "api/dynamodb/errors.h"

namespace penstock::dynamodb {

std::string_view name_of(TableState state) {
  switch (state) {
    case TableState::creating:
      return "CREATING";
    case TableState::active:
      return "ACTIVE";
    case TableState::updating:
      return "UPDATING";
    case TableState::deleting:
    case TableState::gone:  // went away since it was looked up
      return "DELETING";
  }
  return {};
}

std::string_view name_of(TableClass table_class) {
  return table_class == TableClass::standard ? "STANDARD" : "STANDARD_INFREQUENT_ACCESS";
}

UnitBounds ProvisionedUnits::described_at(TimePoint now) const {
  if (before && now < before->until) return before->units;
  return {.read_units = read_units, .write_units = write_units};
}

std::int64_t ProvisionedUnits::decreases_on_day_of(TimePoint now) const {
  const auto day = [](TimePoint time) { return std::chrono::floor<std::chrono::days>(time); };
  return decreased && day(*decreased) == day(now) ? decreases : 0;
}

TableState IndexRecord::state(TimePoint now) const {
  if (gone_from) return now < *gone_from ? TableState::deleting : TableState::gone;
  if (!filled || now < active_from) return TableState::creating;
  return now < updated_until ? TableState::updating : TableState::active;
}

TableState TableRecord::state(TimePoint now) const {
  if (gone_from) return now < *gone_from ? TableState::deleting : TableState::gone;
  if (now < active_from) return TableState::creating;
  const bool updates =
      now < updated_until || std::ranges::any_of(
                                 indexes,
                                 [&](const IndexRecord& index) {
                                   return index.is_allocating(now) || index.state(now) == TableState::deleting;
                                 });
  return updates ? TableState::updating : TableState::active;
}

std::optional<TableChange> TableRecord::change_at(TimePoint now) const {
  if (now < updated_until) return change;
  return std::nullopt;
}

const KeyAttribute* TableRecord::definition(std::string_view attribute) const {
  const auto found = std::ranges::find(definitions, attribute, &KeyAttribute::name);
  return found == definitions.end() ? nullptr : &*found;
}

const IndexRecord* TableRecord::index(std::string_view name) const {
  const auto found =
      std::ranges::find_if(indexes, [&](const IndexRecord& index) { return index.name == name && index.is_kept(); });
  return found == indexes.end() ? nullptr : &*found;
}

const StreamRecord* TableRecord::stream() const {
  return streams.empty() || streams.back().ended ? nullptr : &streams.back();
}

ApiError table_not_found() { return errors::resource_not_found("Requested resource not found"); }

ApiError table_not_found(TableKeyView key) {
  return errors::resource_not_found("Requested resource not found: Table: " + std::string(key.name) + " not found");
}

}  // namespace penstock::dynamodb
