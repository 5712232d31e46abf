#include "services/dynamodb/transaction.h"

#include <algorithm>
#include <set>

#include "api/dynamodb/errors.h"
#include "base/hash.h"
#include "item/item_encoding.h"
#include "services/dynamodb/limits.h"
#include "wire/json_writer.h"

namespace penstock::dynamodb {
namespace {

constexpr std::uint8_t token_version = 1;

// Stored: never renumber.
enum Tag : std::uint8_t { tag_fingerprint = 1, tag_end = 2 };

// A cancellation names errors in its own words.
std::string_view reason_code(std::string_view code) {
  constexpr std::string_view exception = "Exception";
  if (code == "ValidationException") return "ValidationError";
  if (code == "ThrottlingException") return "ThrottlingError";
  if (code.ends_with(exception)) code.remove_suffix(exception.size());
  return code;
}

std::size_t bytes_of(const TransactionAction& action) {
  return action.write.after ? item::size_of(*action.write.after) : item::size_of(action.key);
}

std::size_t size_of(const std::optional<item::Item>& item) { return item ? item::size_of(*item) : 0; }

const item::Item* pointer(const std::optional<item::Item>& item) { return item ? &*item : nullptr; }

}  // namespace

ApiError transaction_cancelled(std::span<const std::optional<ApiError>> reasons) {
  std::string codes;
  std::string json = "\"CancellationReasons\":[";
  for (const auto& reason : reasons) {
    if (!codes.empty()) {
      codes += ", ";
      json += ',';
    }
    const auto code = reason ? reason_code(reason->code) : "None";
    codes += code;
    json += "{\"Code\":";
    append_json_string(json, code);
    if (reason) {
      json += ",\"Message\":";
      append_json_string(json, reason->message);
      if (!reason->json_fields.empty()) json.append(",").append(reason->json_fields);
    }
    json += '}';
  }
  auto cancelled = errors::transaction_canceled(
      "Transaction cancelled, please refer cancellation reasons for specific reasons [" + codes + "]");
  cancelled.json_fields = json + "]";
  return cancelled;
}

Status check_actions(std::span<const TransactionAction> actions) {
  std::set<std::string_view> keys;
  for (const auto& action : actions) {
    if (action.refused || keys.insert(action.write.store_key).second) continue;
    return error::validation("Transaction request cannot include multiple operations on one item");
  }
  return check_transaction_bytes(actions);
}

Status check_transaction_bytes(std::span<const TransactionAction> actions) {
  std::size_t bytes = 0;
  for (const auto& action : actions) bytes += bytes_of(action);
  if (bytes <= limits::transaction_bytes_max) return ok();
  return transaction_too_large();
}

ApiError transaction_too_large() {
  return error::validation("The aggregate size of the items in the transaction exceeds 4 MB");
}

void add_transaction_writes(CapacityByTable& used, std::span<const TransactionAction> actions) {
  for (const auto& [write, key, decide, refused] : actions) {
    auto& of_table = used.of(write.table);
    add_write(of_table, write.table->record, pointer(write.before.item()), pointer(write.after));
    of_table.add_table(write_units(std::max(write.before.size(), size_of(write.after))));
  }
}

void add_transaction_reads(CapacityByTable& used, std::span<const TransactionAction> actions) {
  for (const auto& action : actions) {
    used.of(action.write.table).add_table(read_units(action.write.before.size(), Consistency::transactional));
  }
}

std::string token_store_key(std::string_view account, std::string_view region, std::string_view token) {
  std::string key(tokens_prefix);
  key.append(account).append("/").append(region).append("/").append(token);
  return key;
}

std::string token_end_key(TimePoint end, std::string_view token_key) {
  std::string key(token_ends_prefix);
  const auto millis = static_cast<std::uint64_t>(to_millis(end));
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(millis >> shift & 0xff);
  return key.append(token_key.substr(tokens_prefix.size()));
}

std::string token_key_in(std::string_view end_key) {
  end_key.remove_prefix(token_ends_prefix.size() + sizeof(std::uint64_t));
  return std::string(tokens_prefix).append(end_key);
}

std::string encode_token(const TokenRecord& record) {
  FieldWriter out(token_version);
  out.text(tag_fingerprint, record.fingerprint);
  out.number(tag_end, static_cast<std::uint64_t>(to_millis(record.end)));
  return out.take();
}

std::optional<TokenRecord> decode_token(std::string_view bytes) {
  TokenRecord record;
  FieldReader in(bytes, token_version);
  while (const auto field = in.next()) {
    if (field->tag == tag_fingerprint) record.fingerprint = field->value;
    if (field->tag == tag_end) record.end = from_millis(static_cast<std::int64_t>(in.number(*field)));
  }
  if (!in.valid()) return std::nullopt;
  return record;
}

void RequestParts::add_item(const item::Item& item) { add_text(item::encode_item(item)); }

void RequestParts::add_names(const std::optional<std::map<std::string, std::string>>& names) {
  if (!names) return add_nothing();
  add_text(std::to_string(names->size()));
  for (const auto& [placeholder, name] : *names) {
    add_text(placeholder);
    add_text(name);
  }
}

std::string RequestParts::fingerprint() { return std::string(penstock::bytes_of(sha256(fields_.take()))); }

}  // namespace penstock::dynamodb
