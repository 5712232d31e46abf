// Runs the actions of a transaction, once.
#include "api/dynamodb/errors.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/service.h"

namespace penstock::dynamodb {
namespace {

// Tokens whose time is over, per round of housekeeping.
constexpr PageBounds forgotten_bounds{.entries_max = 1'000, .bytes_max = 1 << 20};

}  // namespace

// Decides all actions, so that every reason is told.
Task<Status> DynamodbService::decide_all(std::vector<TransactionAction>& actions) const {
  std::vector<std::optional<ApiError>> reasons;
  bool is_cancelled = false;
  for (auto& action : actions) {
    auto& reason = reasons.emplace_back(std::move(action.refused));
    if (!reason) {
      auto decided = action.decide(action.write);
      if (decided && action.write.table->collections) {
        decided = co_await as_result(check_collection(action.write));
        if (!decided && decided.error().status >= 500) co_return decided;
      }
      if (!decided) reason = std::move(decided.error());
    }
    is_cancelled = is_cancelled || reason;
  }
  if (is_cancelled) co_return transaction_cancelled(reasons);
  co_return check_transaction_bytes(actions);
}

Task<Result<std::optional<TokenRecord>>> DynamodbService::used_token(std::string store_key) const {
  const auto bytes = co_await store_.read(std::move(store_key));
  if (!bytes) co_return std::optional<TokenRecord>();
  auto record = decode_token(*bytes);
  if (!record) co_return error::internal("A stored token is damaged. Restore the data directory from a copy.");
  if (record->end <= clock_.now()) co_return std::optional<TokenRecord>();
  co_return std::move(record);
}

Task<Status> DynamodbService::read_together(std::vector<TransactionAction>& actions) {
  std::vector<Turns::Place> places;
  for (const auto& action : actions) places.push_back(item_turns_.place_of(action.write.store_key));
  const auto turns = co_await item_turns_.take_all(std::move(places));
  for (auto& action : actions) action.write.before = co_await stored(action.write.store_key);
  co_return ok();
}

Task<Result<DynamodbService::Transaction>> DynamodbService::run_transaction(std::vector<TransactionAction> actions,
                                                                            std::optional<TransactionToken> token) {
  co_await check_actions(actions);
  std::vector<Turns::Place> places;
  for (const auto& action : actions) {
    if (!action.refused) places.push_back(item_turns_.place_of(action.write.store_key));
  }
  if (token) places.push_back(item_turns_.place_of(token->store_key));
  const auto turns = co_await item_turns_.take_all(std::move(places));

  Transaction done;
  std::optional<TokenRecord> earlier;
  if (token) earlier = co_await used_token(token->store_key);
  if (earlier && earlier->fingerprint != token->fingerprint) {
    co_return errors::idempotent_parameter_mismatch(
        "The ClientRequestToken was used in the last ten minutes with another request");
  }
  for (auto& action : actions) {
    if (!action.refused) action.write.before = co_await stored(action.write.store_key);
  }
  if (earlier) {
    add_transaction_reads(done.used, actions);
    done.used_for = UsedFor::reads;
    co_return done;
  }
  co_await decide_all(actions);
  add_transaction_writes(done.used, actions);

  WriteBatch batch;
  if (token) {
    const auto end = clock_.now() + limits::idempotency_token_life;
    batch.put(token_end_key(end, token->store_key), "");
    batch.put(token->store_key, encode_token({.fingerprint = token->fingerprint, .end = end}));
  }
  std::vector<ItemWrite> writes;
  writes.reserve(actions.size());
  for (auto& action : actions) writes.push_back(std::move(action.write));
  co_await commit(store_, clock_, std::move(writes), std::move(batch));
  co_return done;
}

// A token may have been used anew since the time of which the entry tells.
Task<Status> DynamodbService::forget_old_tokens() {
  const auto now = clock_.now();
  const auto page = co_await store_.read_page(
      {.begin = std::string(token_ends_prefix), .end = token_end_key(now, tokens_prefix)}, forgotten_bounds);
  for (const auto& entry : page.entries) {
    const auto key = token_key_in(entry.key);
    const auto turn = co_await item_turns_.take(item_turns_.place_of(key));
    WriteBatch batch;
    batch.erase(entry.key);
    if (!co_await used_token(key)) batch.erase(key);
    co_await store_.write(std::move(batch));
  }
  co_return ok();
}

}  // namespace penstock::dynamodb
