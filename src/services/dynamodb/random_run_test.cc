// A seeded random run of items against a plain model, with several clients at once: what they are answered, the items,
// the index and the change records are those of some order of their requests. Set PENSTOCK_SEED to replay one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "services/dynamodb/change_record.h"
#include "services/dynamodb/fixture.h"
#include "services/dynamodb/plain_model.h"
#include "services/dynamodb/store_keys.h"

namespace penstock::dynamodb {
namespace {

using item::AttributeMap;
using item::Item;
using Kind = ModelOperation::Kind;

constexpr int rounds = 600;
constexpr std::size_t clients_max = 4;
constexpr std::size_t keys = 5;
const std::vector<std::string> cities{"Bern", "Chur", "Genf"};
constexpr const char* unavailable = "503";

// The request of one write, for whichever operation has such members.
template <class Input>
void put_condition(const ModelWrite& write, Input& in) {
  AttributeMap values;
  const auto condition = [&]() -> std::string {
    switch (write.condition) {
      case ModelCondition::none:
        return "";
      case ModelCondition::absent:
        return "attribute_not_exists(id)";
      case ModelCondition::there:
        return "attribute_exists(id)";
      case ModelCondition::city_is:
        values.set(":is", write.city);
        return "city = :is";
    }
    return "";
  }();
  if (!condition.empty()) in.condition_expression = condition;
  if (in.expression_attribute_values) {
    for (auto& [name, value] : *in.expression_attribute_values) values.set(name, value);
  }
  if (!values.empty()) in.expression_attribute_values = std::move(values);
}

Item item_of(const ModelWrite& write) {
  Item item{{"id", write.key}, {"n", write.n}};
  if (!write.city.empty()) item.set("city", write.city);
  return item;
}

template <class Input>
Input put_of(const ModelWrite& write) {
  Input in{.item = item_of(write)};
  in.table_name = "items";
  put_condition(write, in);
  return in;
}

template <class Input>
Input delete_of(const ModelWrite& write) {
  Input in{.key = {{"id", write.key}}};
  in.table_name = "items";
  put_condition(write, in);
  return in;
}

template <class Input>
Input update_of(const ModelWrite& write) {
  Input in{.key = {{"id", write.key}}};
  in.table_name = "items";
  if (write.kind == ModelKind::add) {
    in.update_expression = "ADD n :n";
    in.expression_attribute_values = AttributeMap{{":n", write.n}};
  } else if (write.kind == ModelKind::set_city) {
    in.update_expression = "SET city = :city";
    in.expression_attribute_values = AttributeMap{{":city", write.city}};
  } else {
    in.update_expression = "REMOVE city";
  }
  put_condition(write, in);
  return in;
}

TransactWriteItem action_of(const ModelWrite& write) {
  switch (write.kind) {
    case ModelKind::put:
      return {.put = put_of<Put>(write)};
    case ModelKind::erase:
      return {.delete_ = delete_of<Delete>(write)};
    case ModelKind::check:
      return {.condition_check = delete_of<ConditionCheck>(write)};
    default:
      return {.update = update_of<Update>(write)};
  }
}

std::optional<std::string> name_of(ModelReturn returns) {
  switch (returns) {
    case ModelReturn::none:
      return std::nullopt;
    case ModelReturn::all_old:
      return "ALL_OLD";
    case ModelReturn::all_new:
      return "ALL_NEW";
    case ModelReturn::updated_old:
      return "UPDATED_OLD";
    case ModelReturn::updated_new:
      return "UPDATED_NEW";
  }
  return std::nullopt;
}

std::string code_of(const ApiError& error) {
  if (error.status == 503) return unavailable;
  const auto reasons = error.message.find('[');
  return reasons == std::string::npos ? error.code : error.code + " " + error.message.substr(reasons);
}

template <class Output>
ModelAnswer answer_of(const Result<Output>& out) {
  if (!out) return {code_of(out.error()), {}};
  if constexpr (requires { out->attributes; }) return {"", {out->attributes}};
  return {};
}

Task<ModelAnswer> send_write(DynamodbFixture& dynamodb, const ModelOperation& operation) {
  const auto& write = operation.writes.front();
  auto& service = dynamodb.service();
  if (write.kind == ModelKind::put) {
    auto in = put_of<PutItemInput>(write);
    in.return_values = name_of(operation.returns);
    co_return answer_of(co_await as_result(service.put_item(dynamodb.caller, std::move(in))));
  }
  if (write.kind == ModelKind::erase) {
    auto in = delete_of<DeleteItemInput>(write);
    in.return_values = name_of(operation.returns);
    co_return answer_of(co_await as_result(service.delete_item(dynamodb.caller, std::move(in))));
  }
  auto in = update_of<UpdateItemInput>(write);
  in.return_values = name_of(operation.returns);
  co_return answer_of(co_await as_result(service.update_item(dynamodb.caller, std::move(in))));
}

Task<ModelAnswer> send_reads(DynamodbFixture& dynamodb, const ModelOperation& operation) {
  ModelAnswer answer;
  if (operation.kind == Kind::get) {
    auto out = co_await as_result(
        dynamodb.service().get_item(dynamodb.caller, {.table_name = "items", .key = {{"id", operation.keys.front()}}}));
    EXPECT_TRUE(out.has_value());
    answer.items.push_back(out->item);
    co_return answer;
  }
  TransactGetItemsInput in;
  for (const auto& key : operation.keys) {
    in.transact_items.push_back({Get{.key = {{"id", key}}, .table_name = "items"}});
  }
  auto out = co_await as_result(dynamodb.service().transact_get_items(dynamodb.caller, std::move(in)));
  EXPECT_TRUE(out.has_value());
  for (auto& response : *out->responses) answer.items.push_back(std::move(response.item));
  co_return answer;
}

Task<ModelAnswer> send(DynamodbFixture& dynamodb, const ModelOperation& operation) {
  auto& service = dynamodb.service();
  if (operation.kind == Kind::transact_write) {
    TransactWriteItemsInput in;
    for (const auto& write : operation.writes) in.transact_items.push_back(action_of(write));
    if (!operation.token.empty()) in.client_request_token = operation.token;
    co_return answer_of(co_await as_result(service.transact_write_items(dynamodb.caller, std::move(in))));
  }
  if (operation.kind == Kind::batch_write) {
    BatchWriteItemInput in;
    for (const auto& write : operation.writes) {
      WriteRequest request;
      if (write.kind == ModelKind::put) request.put_request = PutRequest{.item = item_of(write)};
      if (write.kind == ModelKind::erase) request.delete_request = DeleteRequest{.key = {{"id", write.key}}};
      in.request_items["items"].push_back(std::move(request));
    }
    co_return answer_of(co_await as_result(service.batch_write_item(dynamodb.caller, std::move(in))));
  }
  if (operation.kind == Kind::write) co_return co_await send_write(dynamodb, operation);
  co_return co_await send_reads(dynamodb, operation);
}

// For whoever reads a failure: numbers are those of the enumerations.
std::string text_of(const ModelOperation& operation) {
  auto text = "operation " + std::to_string(static_cast<int>(operation.kind)) + ", token '" + operation.token +
              "', return values " + std::to_string(static_cast<int>(operation.returns)) + ": ";
  for (const auto& key : operation.keys) text += key + "; ";
  for (const auto& write : operation.writes) {
    text += "write " + std::to_string(static_cast<int>(write.kind)) + " of " + write.key + ", n " +
            std::to_string(write.n) + ", city '" + write.city + "', condition " +
            std::to_string(static_cast<int>(write.condition)) + "; ";
  }
  return text;
}

Task<void> run_client(DynamodbFixture& dynamodb, const ModelOperation& operation, ModelAnswer& answer) {
  answer = co_await send(dynamodb, operation);
}

class RandomRun {
 public:
  explicit RandomRun(std::uint64_t seed) : random_(seed) {
    auto in = DynamodbFixture::table_input("items", {});
    in.attribute_definitions.push_back({"city", "S"});
    in.global_secondary_indexes = std::vector<GlobalSecondaryIndex>{
        {.index_name = "by-city", .key_schema = {{"city", "HASH"}}, .projection = {.projection_type = "ALL"}}};
    in.stream_specification = StreamSpecification{.stream_enabled = true, .stream_view_type = "NEW_AND_OLD_IMAGES"};
    dynamodb_.create(std::move(in));
  }

  void run() {
    for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
      SCOPED_TRACE("round " + std::to_string(round));
      disturb();
      serve();
    }
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  std::string some_key() { return "key-" + std::to_string(below(keys)); }

  void disturb() {
    switch (below(is_broken_ ? 3 : 20)) {
      case 0:
        is_broken_ || below(2) == 0 ? dynamodb_.power_cycle() : dynamodb_.restart();
        settle();
        break;
      case 3:
        dynamodb_.store().fail_next_write(1 + static_cast<std::uint32_t>(below(2)));
        break;
      case 4:
        dynamodb_.store().fail_next_sync();
        is_broken_ = true;
        break;
      case 5:
        dynamodb_.pass(std::chrono::minutes{below(8)});
        dynamodb_.keep_house();
        break;
      default:
        break;
    }
  }

  // What a failed fsync left behind came back, or not.
  void settle() {
    // A transaction that came back may have changed nothing but its token: none counts any more then.
    const auto then = dynamodb_.clock().now();
    if (std::exchange(is_broken_, false)) dynamodb_.pass(std::chrono::minutes{10});
    dynamodb_.keep_house();
    auto candidates = std::exchange(unanswered_, {});
    if (is_as(model_)) return;
    for (const auto& operation : candidates) {
      auto with = model_;
      with.now = then;
      with.apply(operation);
      if (!is_as(with)) continue;
      model_ = std::move(with);
      return;
    }
    ADD_FAILURE() << "after a restart there is what nobody wrote";
  }

  ModelWrite some_write(std::string key) {
    ModelWrite write{.kind = static_cast<ModelKind>(below(5)), .key = std::move(key)};
    if (below(2) == 0) write.condition = static_cast<ModelCondition>(below(4));
    choose_values(write);
    return write;
  }
  // What the request does not say stays empty: two requests are the same if and only if these are.
  void choose_values(ModelWrite& write) {
    const bool has_n = write.kind == ModelKind::put || write.kind == ModelKind::add;
    const bool needs_city = write.kind == ModelKind::set_city || write.condition == ModelCondition::city_is;
    write.n = has_n ? static_cast<int>(below(9)) : 0;
    write.city = needs_city || (write.kind == ModelKind::put && below(2) == 0) ? cities[below(cities.size())] : "";
  }

  std::vector<std::string> some_keys(std::size_t count) {
    std::vector<std::string> chosen;
    while (chosen.size() < count) {
      auto key = some_key();
      if (std::ranges::find(chosen, key) == chosen.end()) chosen.push_back(std::move(key));
    }
    return chosen;
  }

  ModelOperation some_operation() {
    ModelOperation operation;
    switch (below(10)) {
      case 0:
        operation.kind = Kind::get;
        operation.keys = some_keys(1);
        break;
      case 1:
        operation.kind = Kind::transact_get;
        operation.keys = some_keys(1 + below(3));
        break;
      case 2:
        operation.kind = Kind::batch_write;
        for (auto& key : some_keys(1 + below(4))) {
          operation.writes.push_back(some_write(std::move(key)));
          operation.writes.back().condition = ModelCondition::none;
          operation.writes.back().kind = below(2) == 0 ? ModelKind::put : ModelKind::erase;
          choose_values(operation.writes.back());
        }
        break;
      case 3:
      case 4:
      case 5:
        operation.kind = Kind::transact_write;
        for (auto& key : some_keys(1 + below(3))) {
          operation.writes.push_back(some_write(std::move(key)));
          auto& write = operation.writes.back();
          if (write.condition == ModelCondition::none || below(3) != 0) continue;
          write.kind = ModelKind::check;
          choose_values(write);
        }
        if (below(2) == 0) operation.token = "token-" + std::to_string(below(3));
        if (!last_with_token_.token.empty() && below(3) == 0) operation = last_with_token_;
        if (!operation.token.empty()) last_with_token_ = operation;
        break;
      default: {
        operation.writes = {some_write(some_key())};
        const auto kind = operation.writes.front().kind;
        const bool is_update = kind != ModelKind::put && kind != ModelKind::erase;
        operation.returns = static_cast<ModelReturn>(below(is_update ? 5 : 2));
        break;
      }
    }
    return operation;
  }

  // Several clients at once; then looks for the order that explains their answers.
  void serve() {
    std::vector<ModelOperation> operations(1 + below(clients_max));
    for (auto& operation : operations) operation = some_operation();
    std::vector<ModelAnswer> answers(operations.size());
    for (std::size_t i = 0; i < operations.size(); ++i) {
      dynamodb_.executor().spawn(run_client(dynamodb_, operations[i], answers[i]));
    }
    dynamodb_.executor().wait_for_all();

    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < operations.size(); ++i) {
      if (answers[i].code != unavailable) {
        order.push_back(i);
      } else if (is_broken_) {
        unanswered_.push_back(operations[i]);
      }
    }
    do {
      if (explains(order, operations, answers)) return;
    } while (std::ranges::next_permutation(order).found);
    ADD_FAILURE() << "no order of these requests explains what they were answered";
    for (std::size_t i = 0; i < operations.size(); ++i) {
      ADD_FAILURE() << text_of(operations[i]) << "was answered '" << answers[i].code << "'";
    }
  }

  bool explains(const std::vector<std::size_t>& order, const std::vector<ModelOperation>& operations,
                const std::vector<ModelAnswer>& answers) {
    auto model = model_;
    model.now = dynamodb_.clock().now();
    for (const auto i : order) {
      if (model.apply(operations[i]) != answers[i]) return false;
    }
    if (!is_as(model)) return false;
    model_ = std::move(model);
    return true;
  }

  // Items, index, change records and counts.
  bool is_as(const PlainModel& model) {
    std::map<std::string, Item> stored;
    for (auto& item : dynamodb_.scan("items")) {
      auto id = *item.find("id")->get<std::string>();
      stored[std::move(id)] = std::move(item);
    }
    if (stored != model.items || stored_changes() != model.changes) return false;
    const auto counted = dynamodb_.described("items").item_count;
    if (counted != static_cast<std::int64_t>(model.items.size())) return false;
    for (const auto& city : cities) {
      std::map<std::string, Item> expected;
      for (const auto& [key, item] : model.items) {
        const auto* value = item.find("city");
        if (value && *value == item::AttributeValue(city)) expected[key] = item;
      }
      if (in_city(city) != expected) return false;
    }
    return true;
  }

  std::map<std::string, Item> in_city(const std::string& city) {
    const auto out =
        dynamodb_.call(&DynamodbService::query, {.table_name = "items",
                                                 .index_name = "by-city",
                                                 .key_condition_expression = "city = :c",
                                                 .expression_attribute_values = AttributeMap{{":c", city}}});
    std::map<std::string, Item> found;
    if (!out) return found;
    for (const auto& item : *out->items) found[*item.find("id")->get<std::string>()] = item;
    return found;
  }

  std::map<std::string, std::vector<ModelChange>> stored_changes() {
    std::map<std::string, std::vector<ModelChange>> changes;
    const auto records =
        *dynamodb_.store().scan(records_of_stream(1, 0).begin, records_of_stream(2, 0).begin, 1'000'000);
    for (const auto& [key, bytes] : records) {
      const auto record = decode_change(bytes);
      if (!record) {
        ADD_FAILURE() << "a change record cannot be read";
        continue;
      }
      changes[*record->keys.find("id")->get<std::string>()].push_back({record->old_image, record->new_image});
    }
    return changes;
  }

  std::mt19937_64 random_;
  DynamodbFixture dynamodb_;
  PlainModel model_;
  ModelOperation last_with_token_;
  bool is_broken_ = false;                  // a sync failed: writes are refused until the power was cycled
  std::vector<ModelOperation> unanswered_;  // since then
};

TEST(DynamodbRandomRun, is_explained_by_a_plain_model) {
  const auto* given = std::getenv("PENSTOCK_SEED");
  const std::uint64_t first = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  for (std::uint64_t seed = first; seed < first + (given ? 1 : 4) && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("PENSTOCK_SEED=" + std::to_string(seed));
    std::printf("PENSTOCK_SEED=%llu\n", static_cast<unsigned long long>(seed));
    RandomRun(seed).run();
  }
}

}  // namespace
}  // namespace penstock::dynamodb
