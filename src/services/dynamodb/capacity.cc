#include "services/dynamodb/capacity.h"

#include <algorithm>

#include "services/dynamodb/index_entry.h"
#include "services/dynamodb/limits.h"

namespace penstock::dynamodb {
namespace {

double units(std::size_t bytes, std::size_t unit_bytes) {
  return static_cast<double>(std::max<std::size_t>(1, (bytes + unit_bytes - 1) / unit_bytes));
}

template <class Shape>
Shape with_units(double used, UsedFor used_for) {
  Shape shape;
  shape.capacity_units = used;
  if (used_for == UsedFor::reads) shape.read_capacity_units = used;
  if (used_for == UsedFor::writes) shape.write_capacity_units = used;
  return shape;
}

std::map<std::string, Capacity> described_indexes(const std::map<std::string, double>& indexes, UsedFor used_for) {
  std::map<std::string, Capacity> described;
  for (const auto& [name, used] : indexes) described.emplace(name, with_units<Capacity>(used, used_for));
  return described;
}

double total(const std::map<std::string, double>& indexes) {
  double sum = 0;
  for (const auto& [name, used] : indexes) sum += used;
  return sum;
}

}  // namespace

bool wants_capacity(const std::optional<std::string>& wanted) {
  return wanted && *wanted != return_consumed_capacity::none;
}

double read_units(std::size_t bytes, Consistency consistency) {
  const auto strong = units(bytes, limits::read_unit_bytes);
  switch (consistency) {
    case Consistency::eventual:
      return strong / 2;
    case Consistency::strong:
      return strong;
    case Consistency::transactional:
      return strong * 2;
  }
  return strong;
}

double write_units(std::size_t bytes) { return units(bytes, limits::write_unit_bytes); }

void UsedCapacity::add_index(const IndexRecord& index, double units) {
  (index.kind == IndexKind::local ? local_ : global_)[index.name] += units;
}

void UsedCapacity::add(const UsedCapacity& other) {
  table_ += other.table_;
  for (const auto& [name, used] : other.local_) local_[name] += used;
  for (const auto& [name, used] : other.global_) global_[name] += used;
}

std::optional<ConsumedCapacity> UsedCapacity::described(const Table& table, const std::optional<std::string>& wanted,
                                                        UsedFor used_for) const {
  if (!wants_capacity(wanted)) return std::nullopt;
  auto capacity = with_units<ConsumedCapacity>(table_ + total(local_) + total(global_), used_for);
  capacity.table_name = table.key.name;
  if (*wanted == return_consumed_capacity::indexes) {
    capacity.table = with_units<Capacity>(table_, used_for);
    if (!local_.empty()) capacity.local_secondary_indexes = described_indexes(local_, used_for);
    if (!global_.empty()) capacity.global_secondary_indexes = described_indexes(global_, used_for);
  }
  return capacity;
}

UsedCapacity& CapacityByTable::of(const TableSnapshot& table) {
  return tables_.try_emplace(table->key.name, Use{.table = table}).first->second.used;
}

std::optional<std::vector<ConsumedCapacity>> CapacityByTable::described(const std::optional<std::string>& wanted,
                                                                        UsedFor used_for) const {
  if (!wants_capacity(wanted)) return std::nullopt;
  std::vector<ConsumedCapacity> all;
  for (const auto& [name, use] : tables_) all.push_back(*use.used.described(*use.table, wanted, used_for));
  return all;
}

void add_write(UsedCapacity& used, const TableRecord& table, const item::Item* before, const item::Item* after) {
  const auto size = [](const item::Item* item) { return item ? item::size_of(*item) : 0; };
  used.add_table(write_units(std::max(size(before), size(after))));
  for (const auto& index : table.indexes) {
    if (!index.is_kept()) continue;
    const auto entry_of = [&](const item::Item* item) {
      return item ? index_entry(table, index, *item) : std::nullopt;
    };
    const auto old_entry = entry_of(before);
    const auto new_entry = entry_of(after);
    if (old_entry && new_entry && old_entry->key == new_entry->key) {
      if (old_entry->value == new_entry->value) continue;
      used.add_index(index, write_units(std::max(old_entry->bytes, new_entry->bytes)));
      continue;
    }
    if (old_entry) used.add_index(index, write_units(old_entry->bytes));
    if (new_entry) used.add_index(index, write_units(new_entry->bytes));
  }
}

void add_write(UsedCapacity& used, const ItemWrite& write) {
  add_write(used, write.table->record, write.before.exists() ? &*write.before.item() : nullptr,
            write.after ? &*write.after : nullptr);
}

std::optional<ConsumedCapacity> write_capacity(const Table& table, const ItemWrite& write,
                                               const std::optional<std::string>& wanted) {
  if (!wants_capacity(wanted)) return std::nullopt;
  UsedCapacity used;
  add_write(used, write);
  return used.described(table, wanted);
}

}  // namespace penstock::dynamodb
