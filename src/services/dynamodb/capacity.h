// Capacity that a request used, as AWS counts it.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
#pragma once

#include <map>
#include <optional>
#include <string>

#include "api/dynamodb/shapes.h"
#include "services/dynamodb/item_write.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

enum class Consistency : std::uint8_t { eventual, strong, transactional };

double read_units(std::size_t bytes, Consistency consistency);
double write_units(std::size_t bytes);

// What else an answer says of the units: those of transactions tell reads from writes.
enum class UsedFor : std::uint8_t { anything, reads, writes };

// Units of one table's use by one request.
class UsedCapacity {
 public:
  void add_table(double units) { table_ += units; }
  void add_index(const IndexRecord& index, double units);
  void add(const UsedCapacity& other);

  // As ReturnConsumedCapacity asks for it (absent: NONE).
  std::optional<ConsumedCapacity> described(const Table& table, const std::optional<std::string>& wanted,
                                            UsedFor used_for = UsedFor::anything) const;

 private:
  double table_ = 0;
  std::map<std::string, double> local_;
  std::map<std::string, double> global_;
};

// Of a request that names several tables, in the order of their names.
class CapacityByTable {
 public:
  UsedCapacity& of(const TableSnapshot& table);
  std::optional<std::vector<ConsumedCapacity>> described(const std::optional<std::string>& wanted,
                                                         UsedFor used_for = UsedFor::anything) const;

 private:
  struct Use {
    TableSnapshot table;
    UsedCapacity used = {};
  };
  std::map<std::string, Use> tables_;
};

// Of one write, as ReturnConsumedCapacity asks for it. Costs nothing when it does not.
std::optional<ConsumedCapacity> write_capacity(const Table& table, const ItemWrite& write,
                                               const std::optional<std::string>& wanted);

bool wants_capacity(const std::optional<std::string>& wanted);

// What a write of an item uses: the table by the larger of both images, each index that it touches by its entry.
void add_write(UsedCapacity& used, const TableRecord& table, const item::Item* before, const item::Item* after);
void add_write(UsedCapacity& used, const ItemWrite& write);

}  // namespace penstock::dynamodb
