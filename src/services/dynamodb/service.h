// Amazon DynamoDB. One instance per server; requests come from several event loops at once.
//
// Durable: everything that was answered. Tables, items, index entries and change records lie in the store
// (docs/formats/dynamodb.md); a write and its consequences are one batch. start() comes before the first request and
// stop() after the last one, both on one executor.
#pragma once

#include "api/dispatch.h"
#include "api/dynamodb/shapes.h"
#include "base/task.h"
#include "base/task_scope.h"
#include "identity/caller.h"
#include "identity/principal_lookup.h"
#include "io/clock.h"
#include "io/random.h"
#include "policy/resource_policy.h"
#include "services/dynamodb/item_collections.h"
#include "services/dynamodb/item_page.h"
#include "services/dynamodb/item_write.h"
#include "services/dynamodb/resource_arn.h"
#include "services/dynamodb/statement_write.h"
#include "services/dynamodb/streams_service.h"
#include "services/dynamodb/table_catalog.h"
#include "services/dynamodb/transaction.h"
#include "services/dynamodb/turns.h"
#include "table/store.h"

namespace penstock::dynamodb {

enum class Housekeeping : std::uint8_t {
  own_task,  // keep_house() runs in the background on the executor of start()
  by_hand,   // the owner calls it
};

// Times between two changes of one thing, before which AWS refuses the second.
enum class Pauses : std::uint8_t { none, as_aws };

struct DynamodbOptions {
  Millis transition{500};        // how long CREATING, UPDATING and DELETING are seen; zero with `--states instant`
  Pauses pauses = Pauses::none;  // as_aws with `--limits aws`
  Housekeeping housekeeping = Housekeeping::own_task;
  std::int64_t gigabyte = std::int64_t{1} << 30;  // of item collections; tests have smaller ones
  // Plain writes into a table of so many bytes do not read what they replace, so it is counted now and then.
  std::int64_t bytes_counted = std::int64_t{32} << 20;
  KinesisTransport kinesis = {};                 // none: tables have no Kinesis destinations
  IsMissingPrincipal is_missing_principal = {};  // whom policies may not name
};

class DynamodbService {
 public:
  // Collaborators outlive the service.
  DynamodbService(Store& store, Clock& clock, Random& random, DynamodbOptions options);

  // Reads the tables and finishes interrupted deletions. Errors: of the store.
  Task<Status> start();
  Task<void> stop();
  // Removes tables and indexes that are gone, fills new indexes, deletes items that have expired, trims streams. Some
  // times a second does. Whether there is more to do at once.
  Task<bool> keep_house();

  // Counts the items of tables whose counts a crash has lost or blind writes do not keep. A task of its own does all
  // the time, a hundredth of a core at most.
  Task<Status> count_items();

  // Sends what tables have recorded for their Kinesis destinations. A task of its own does all the time. Whether there
  // is more to do at once.
  Task<bool> deliver_changes();

  // Removes every table of every account and region. For test suites. Errors: of the store.
  Task<Status> reset();

  ServiceEntry entry();
  // DynamoDB Streams, which reads what tables record.
  StreamsService& streams() { return streams_; }

  // Its operations, one per file.
#include "api/dynamodb/service.inc"

 private:
  // What callers have to be allowed (access.cc).
  static std::span<const AccessRule> access_rules();
  AccessNeed need(std::string_view action, TableKeyView key) const;
  Status check_keeps_access(const Caller& caller, const NamedResource& named, const PutResourcePolicyInput& in) const;
  // With the condition keys of requests for items.
  template <class Asked>
  AccessNeed need_of(std::string_view action, TableKeyView key, const Asked& asked,
                     const std::optional<std::string>& index_name = {}) const;
  template <ActionName action, class Input>
  Result<AccessNeeds> on_item(const Caller& caller, const Input& in) const;
  template <ActionName action, class Input>
  Result<AccessNeeds> on_table(const Caller& caller, const Input& in) const;
  template <ActionName action, class Input>
  Result<AccessNeeds> on_table_or_index(const Caller& caller, const Input& in) const;
  template <ActionName action, class Input>
  Result<AccessNeeds> on_each_table(const Caller& caller, const Input& in) const;
  template <ActionName action, class Input>
  Result<AccessNeeds> on_resource(const Caller& caller, const Input& in) const;
  template <ActionName action, class Input>
  Result<AccessNeeds> on_nothing(const Caller& caller, const Input& in) const;
  Result<AccessNeeds> to_enable_kinesis(const Caller& caller, const EnableKinesisStreamingDestinationInput& in) const;
  Result<AccessNeeds> to_tag(const Caller& caller, const TagResourceInput& in) const;
  Result<AccessNeeds> to_untag(const Caller& caller, const UntagResourceInput& in) const;
  template <class Input>
  Result<AccessNeeds> by_statement(const Caller& caller, const Input& in) const;
  Result<AccessNeeds> to_transact_write(const Caller& caller, const TransactWriteItemsInput& in) const;
  Result<AccessNeeds> to_transact_get(const Caller& caller, const TransactGetItemsInput& in) const;
  Result<AccessNeeds> to_create_table(const Caller& caller, const CreateTableInput& in) const;
  Result<AccessNeeds> to_list_tables(const Caller& caller, const ListTablesInput& in) const;

  Task<void> keep_house_until_stopped();
  Task<Status> remove_gone_tables();
  // Whether there is more to do at once.
  Task<Result<bool>> fill_indexes();
  Task<Result<bool>> fill_index(TableSnapshot table, IndexNumber index);
  Task<Status> fill_step(TableSnapshot table, IndexNumber index, Page seen);
  Task<Status> end_filling(TableKey key, TableNumber number, IndexNumber index);
  Task<Status> erase_gone_indexes();
  Task<Status> expire_items();
  Task<Status> expire_item(TableSnapshot table, KeyValue entry, TimePoint now);
  Task<void> deliver_until_stopped();
  Task<Result<bool>> deliver(TableSnapshot table, KinesisDestination destination);
  Task<Result<std::string>> fault_of_stream(Caller caller, std::string stream_arn) const;
  Task<Status> trim_feeds();
  Task<Status> trim_streams();
  Task<Status> trim_stream(StreamSnapshot snapshot);
  Task<void> count_until_stopped();
  Task<Status> count_items(KeyRange range, std::shared_ptr<Counts> counts);

  // The table, if its items can be read and written; ResourceNotFoundException otherwise. Errors also for a bad name.
  Result<TableSnapshot> usable_table(const Caller& caller, std::string_view name) const;
  // The table in whatever state; ResourceNotFoundException with its name when there is none.
  Result<TableSnapshot> existing_table(TableKeyView key) const;

  // Of a put or a delete.
  template <class Input>
  bool may_be_blind(const Table& table, const Input& in, const item::Condition& condition) const {
    const bool wants_old = in.return_values && *in.return_values != return_value::none;
    return condition.holds_always() && !wants_old && !wants_capacity(in.return_consumed_capacity) &&
           takes_blind_writes(table, options_.bytes_counted);
  }

  // Errors: of the store.
  Task<Result<ItemPage>> read_items(PageRequest request) const;
  // The item as it is stored. Errors: of the store, and for damage.
  Task<Result<StoredItem>> stored(std::string store_key) const;
  // The stored item; nothing when there is none. Errors: of the store, and for damage.
  Task<Result<std::optional<item::Item>>> stored_item(std::string store_key) const;

  // Item collections (item_collections.cc). Whether the write's may grow so much. Error:
  // ItemCollectionSizeLimitExceededException.
  Task<Status> check_collection(const ItemWrite& write) const;
  Task<Result<std::int64_t>> collection_bytes(TableSnapshot table, item::Item key) const;
  using MetricsByTable = std::map<std::string, std::vector<ItemCollectionMetrics>>;
  // Nothing unless they are wanted.
  Task<Result<std::optional<MetricsByTable>>> collection_metrics(TouchedCollections touched,
                                                                 std::optional<std::string> wanted) const;
  // Nothing also when the table has no collections.
  Task<Result<std::optional<ItemCollectionMetrics>>> collection_metrics(TableSnapshot table, item::Item key,
                                                                        std::optional<std::string> wanted) const;

  // PartiQL (statements.cc). The table that a statement is about, once the caller may run it.
  Result<TableSnapshot> table_of(const Caller& caller, const item::partiql::Statement& statement) const;
  Task<Result<ExecuteStatementOutput>> select(item::partiql::Statement statement, TableSnapshot table,
                                              ExecuteStatementInput in) const;
  Task<Result<StatementWrite>> write(item::partiql::Statement statement, TableSnapshot table,
                                     std::optional<std::string> return_values);
  struct RunInBatch {
    TableSnapshot table;
    UsedCapacity used = {};
    std::optional<item::Item> item = {};
    std::optional<BatchStatementError> error = {};  // of what was found there
  };
  Task<Result<RunInBatch>> run_in_batch(Caller caller, item::partiql::Statement statement,
                                        BatchStatementRequest request);

  // Transactions (transactions.cc). Errors: TransactionCanceledException with a reason for each action; those of
  // check_actions(); IdempotentParameterMismatchException.
  struct Transaction {
    CapacityByTable used;
    UsedFor used_for = UsedFor::writes;  // reads: it was done before, with the same token
  };
  Task<Result<Transaction>> run_transaction(std::vector<TransactionAction> actions,
                                            std::optional<TransactionToken> token);
  Task<Status> decide_all(std::vector<TransactionAction>& actions) const;
  // Reads the items of all actions at one moment.
  Task<Status> read_together(std::vector<TransactionAction>& actions);
  Task<Result<std::optional<TokenRecord>>> used_token(std::string store_key) const;
  Task<Status> forget_old_tokens();

  Store& store_;
  Clock& clock_;
  Random& random_;
  const DynamodbOptions options_;
  TableCatalog catalog_;
  StreamsService streams_;
  Turns item_turns_;
  policy::ResourcePolicies policies_;
  std::map<std::pair<TableNumber, IndexNumber>, std::string> filled_to_;  // for keep_house()
  TaskScope background_;
  bool stopping_ = false;
  TimePoint trimmed_at_;
};

}  // namespace penstock::dynamodb
