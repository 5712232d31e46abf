#include "services/dynamodb/store_keys.h"

#include "base/check.h"

namespace penstock::dynamodb {
namespace {

constexpr std::string_view items_prefix = "dynamodb/i";
constexpr std::string_view changes_prefix = "dynamodb/c";

// Highest byte first, so that keys order as numbers do.
template <class T>
void append_number(std::string& out, T value) {
  for (auto shift = 8 * static_cast<int>(sizeof(T)); shift > 0;) {
    shift -= 8;
    out += static_cast<char>(value >> shift & 0xff);
  }
}

// "<account>/<region>/<name>"
std::optional<TableKey> parse_key(std::string_view key) {
  const auto account_end = key.find('/');
  if (account_end == std::string_view::npos) return std::nullopt;
  const auto region_end = key.find('/', account_end + 1);
  if (region_end == std::string_view::npos) return std::nullopt;
  return TableKey{.account = std::string(key.substr(0, account_end)),
                  .region = std::string(key.substr(account_end + 1, region_end - account_end - 1)),
                  .name = std::string(key.substr(region_end + 1))};
}

KeyRange range_of(std::string prefix) {
  auto end = prefix_end(prefix);
  return {.begin = std::move(prefix), .end = std::move(end)};
}

}  // namespace

std::string table_store_key(TableKeyView key) {
  std::string text(tables_prefix);
  text.append(key.account).append("/").append(key.region).append("/").append(key.name);
  return text;
}

std::string ended_store_key(TableKeyView key, TableNumber table) {
  std::string text(ended_prefix);
  text.append(key.account).append("/").append(key.region).append("/").append(key.name).append("/");
  return text + std::to_string(table);
}

std::optional<TableKey> parse_ended_store_key(std::string_view key) {
  if (!key.starts_with(ended_prefix)) return std::nullopt;
  return parse_key(key.substr(ended_prefix.size(), key.rfind('/') - ended_prefix.size()));
}

std::optional<TableKey> parse_table_store_key(std::string_view key) {
  if (!key.starts_with(tables_prefix)) return std::nullopt;
  return parse_key(key.substr(tables_prefix.size()));
}

std::string entries_prefix(TableNumber table, IndexNumber index) {
  std::string prefix(items_prefix);
  append_number(prefix, table);
  append_number(prefix, index);
  return prefix;
}

KeyRange entries_of_table(TableNumber table) {
  std::string prefix(items_prefix);
  append_number(prefix, table);
  return range_of(std::move(prefix));
}

KeyRange entries_of_index(TableNumber table, IndexNumber index) { return range_of(entries_prefix(table, index)); }

std::string item_store_key(const TableRecord& table, const item::Item& key) {
  auto text = entries_prefix(table.number, 0);
  append_key(text, table.keys, key);
  return text;
}

std::string index_store_key(const TableRecord& table, const IndexRecord& index, const item::Item& item) {
  auto text = entries_prefix(table.number, index.number);
  append_key(text, index.keys, item);
  append_key(text, table.keys, item);
  return text;
}

KeyRange records_of_stream(TableNumber table, std::uint16_t stream) {
  std::string prefix(changes_prefix);
  append_number(prefix, table);
  append_number(prefix, stream);
  return range_of(std::move(prefix));
}

std::string record_store_key(TableNumber table, std::uint16_t stream, StreamPosition position) {
  std::string key(changes_prefix);
  append_number(key, table);
  append_number(key, stream);
  append_number(key, position);
  return key;
}

StreamPosition position_in(std::string_view record_key) {
  CHECK(record_key.size() > sizeof(StreamPosition));
  StreamPosition position = 0;
  for (const char c : record_key.substr(record_key.size() - sizeof(StreamPosition))) {
    position = position << 8 | static_cast<unsigned char>(c);
  }
  return position;
}

}  // namespace penstock::dynamodb
