#include "services/dynamodb/start_key.h"

#include <algorithm>
#include <array>

#include "services/dynamodb/item_check.h"

namespace penstock::dynamodb {
namespace {

constexpr std::string_view invalid = "The provided starting key is invalid";

ApiError invalid_key(std::string_view why = {}) {
  std::string message(invalid);
  if (!why.empty()) (message += ": ") += why;
  return error::validation(std::move(message));
}

// AWS says most of these as they are.
bool stands_alone(std::string_view message) {
  constexpr std::array<std::string_view, 5> parts = {"contains duplicates", "number set", "numeric value",
                                                     "significant digits", "number with magnitude"};
  return std::ranges::any_of(parts, [&](std::string_view part) { return message.contains(part); });
}

}  // namespace

Status check_start_values(const item::Item& start_key, item::ValueCheck check) {
  const auto* fault = item::first_fault(start_key);
  if (!fault) return ok();
  const std::string words(fault->words(check));
  return stands_alone(words) ? error::validation(words) : invalid_key(words);
}

Status check_start_schema(Reading reading, const Table& table, const IndexRecord* index, const item::Item& start_key) {
  const bool names_items = reading == Reading::scan && !index;
  if (start_key.size() != start_key_attributes(table, index).size()) {
    return names_items ? invalid_key("The provided key element does not match the schema") : invalid_key();
  }
  if (!names_items) {
    const auto& keys = index ? index->keys : table.record.keys;
    Status status;
    keys.for_each([&](const KeyAttribute& attribute) {
      if (status && !start_key.contains(attribute.name)) status = invalid_key();
    });
    if (status) status = check_key_values(keys, start_key);
    if (!status) return status;
  }
  if (auto status = check_key_values(table.record.keys, start_key); !status) {
    return invalid_key(status.error().message);
  }
  return ok();
}

Status check_start_in_range(const KeySchema& keys, const item::KeyRange& wanted, const item::Item& start_key) {
  const bool same_partition = *start_key.find(keys.hash[0].name) == wanted.partition;
  if (!wanted.sort) {
    if (same_partition) return ok();
    return error::validation("The provided starting key is outside query boundaries based on provided conditions");
  }
  if (!wanted.sort->contains(*start_key.find(keys.range[0].name))) {
    return error::validation("The provided starting key does not match the range key predicate");
  }
  if (same_partition) return ok();
  return error::validation("The query can return at most one row and cannot be restarted");
}

}  // namespace penstock::dynamodb
