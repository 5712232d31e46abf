// How tables lie in the store: the keys, as docs/formats/dynamodb.md has them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/dynamodb/table.h"
#include "table/store.h"

namespace penstock::dynamodb {

// "dynamodb/table/<account>/<region>/<name>": the table's description.
inline constexpr std::string_view tables_prefix = "dynamodb/table/";
std::string table_store_key(TableKeyView key);
std::optional<TableKey> parse_table_store_key(std::string_view key);

// "dynamodb/ended/<account>/<region>/<name>/<number>": the description of a table that was deleted, for as long as one
// of its streams can be read.
inline constexpr std::string_view ended_prefix = "dynamodb/ended/";
std::string ended_store_key(TableKeyView key, TableNumber table);
std::optional<TableKey> parse_ended_store_key(std::string_view key);

// "dynamodb/token-key": what seals shard iterators.
inline constexpr std::string_view token_key_key = "dynamodb/token-key";

// "dynamodb/next-table": the number of the next table.
inline constexpr std::string_view next_table_key = "dynamodb/next-table";

// "dynamodb/i", table, index: what all entries of the table (index 0) or of one of its indexes begin with.
std::string entries_prefix(TableNumber table, IndexNumber index);
// All entries of the table and its indexes.
KeyRange entries_of_table(TableNumber table);
KeyRange entries_of_index(TableNumber table, IndexNumber index);

// The key of the item that `key` names: an item, or a key alone.
std::string item_store_key(const TableRecord& table, const item::Item& key);
// The key of the item's entry in an index; `item` has at least the keys of both.
std::string index_store_key(const TableRecord& table, const IndexRecord& index, const item::Item& item);

// "dynamodb/c", table, stream: what all change records of a stream begin with; and one record.
KeyRange records_of_stream(TableNumber table, std::uint16_t stream);
std::string record_store_key(TableNumber table, std::uint16_t stream, StreamPosition position);
// The position in such a key.
StreamPosition position_in(std::string_view record_key);

}  // namespace penstock::dynamodb
