// Several writes and checks of one request that happen together or not at all: what TransactWriteItems and
// ExecuteTransaction have in common. docs/formats/dynamodb.md has the bytes of a token. Pure.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/dynamodb/capacity.h"
#include "services/dynamodb/item_write.h"
#include "table/tagged_fields.h"

namespace penstock::dynamodb {

struct TransactionAction {
  ItemWrite write;
  item::Item key = {};
  // Fills `after` from `before`; its error is the reason why the transaction is cancelled.
  std::function<Status(ItemWrite&)> decide = {};
  // What is wrong with it already, before anything is read: a reason as well.
  std::optional<ApiError> refused = {};
};

// The error of a transaction that these reasons cancel, one per action in their order; nothing: none.
ApiError transaction_cancelled(std::span<const std::optional<ApiError>> reasons);

// Errors: ValidationException for two actions on one item, and for more than 4 MB.
Status check_actions(std::span<const TransactionAction> actions);
Status check_transaction_bytes(std::span<const TransactionAction> actions);
ApiError transaction_too_large();

// What the writes use: of the tables twice what they would one by one, of the indexes as much.
void add_transaction_writes(CapacityByTable& used, std::span<const TransactionAction> actions);
// What it costs to find that they were done.
void add_transaction_reads(CapacityByTable& used, std::span<const TransactionAction> actions);

// A ClientRequestToken. The record of one that was used commits with its transaction.
struct TransactionToken {
  std::string store_key;
  std::string fingerprint;  // of the request
};

// "dynamodb/token/<account>/<region>/<token>", and "dynamodb/token-end/", time, the same: where those whose time is
// over are found.
inline constexpr std::string_view tokens_prefix = "dynamodb/token/";
inline constexpr std::string_view token_ends_prefix = "dynamodb/token-end/";
std::string token_store_key(std::string_view account, std::string_view region, std::string_view token);
std::string token_end_key(TimePoint end, std::string_view token_key);
// The store key of the token in a token_end_key().
std::string token_key_in(std::string_view end_key);

struct TokenRecord {
  std::string fingerprint;
  TimePoint end;  // from then on it is as if it had never been used
};
std::string encode_token(const TokenRecord& record);
// Nothing when the bytes are damaged or of a later version.
std::optional<TokenRecord> decode_token(std::string_view bytes);

// The parts of a request that a token stands for; two requests with the same parts have the same fingerprint.
class RequestParts {
 public:
  void add_text(std::string_view text) { fields_.text(tag_text, text); }
  void add_text(const std::string& text) { add_text(std::string_view(text)); }
  void add_text(const char* text) { add_text(std::string_view(text)); }
  void add_text(const std::optional<std::string>& text) { text ? add_text(*text) : add_nothing(); }
  void add_item(const item::Item& item);
  void add_item(const std::optional<item::Item>& item) { item ? add_item(*item) : add_nothing(); }
  void add_names(const std::optional<std::map<std::string, std::string>>& names);
  std::string fingerprint();

 private:
  void add_nothing() { fields_.text(tag_nothing, ""); }

  static constexpr std::uint8_t tag_nothing = 0;
  static constexpr std::uint8_t tag_text = 1;
  FieldWriter fields_{1};
};

}  // namespace penstock::dynamodb
