// The condition keys that DynamoDB has of requests for items: dynamodb:LeadingKeys, dynamodb:Attributes,
// dynamodb:Select and the like. Nothing is read of a request before a policy asks for one.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/dynamodb/shapes.h"
#include "identity/authorize.h"
#include "item/partiql.h"
#include "services/dynamodb/table.h"

namespace penstock::dynamodb {

// What a request says of itself. A request with faults says what can be read of it: its operation refuses it.
struct ItemFacts {
  std::vector<std::string> leading_keys;  // values of the partition key, as text
  std::vector<std::string> attributes;    // at the top level of items
  std::optional<std::string> select = {};
  std::optional<std::string> return_values = {};
  std::optional<std::string> return_consumed_capacity = {};
  std::optional<std::string> enclosing_operation = {};  // of an action in a transaction
};

// `partition` names the partition key of the table, or of the index that is read; empty when it is not known.
ItemFacts facts_of(const GetItemInput& in, std::string_view partition);
ItemFacts facts_of(const PutItemInput& in, std::string_view partition);
ItemFacts facts_of(const DeleteItemInput& in, std::string_view partition);
ItemFacts facts_of(const UpdateItemInput& in, std::string_view partition);
ItemFacts facts_of(const QueryInput& in, std::string_view partition);
ItemFacts facts_of(const ScanInput& in, std::string_view partition);
// What a batch asks of one table.
ItemFacts facts_of(const KeysAndAttributes& in, std::string_view partition);
ItemFacts facts_of(const std::vector<WriteRequest>& in, std::string_view partition);
// One action of a transaction.
ItemFacts facts_of(const ConditionCheck& in, std::string_view partition);
ItemFacts facts_of(const Put& in, std::string_view partition);
ItemFacts facts_of(const Delete& in, std::string_view partition);
ItemFacts facts_of(const Update& in, std::string_view partition);
ItemFacts facts_of(const Get& in, std::string_view partition);
ItemFacts facts_of(const item::partiql::Statement& statement, std::string_view partition);

// Lets the need find them, beside what it finds already.
void add_item_keys(AccessNeed& need, std::function<ItemFacts()> read);

}  // namespace penstock::dynamodb
