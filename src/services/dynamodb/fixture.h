// The real service on a simulated store and clock, for tests: no sockets, no threads, no sleeping.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/clock.h"
#include "io/random.h"
#include "io/sim_executor.h"
#include "services/dynamodb/service.h"
#include "table/sim_store.h"

namespace penstock::dynamodb {

class DynamodbFixture {
 public:
  explicit DynamodbFixture(DynamodbOptions options = {}) : options_(options) {
    options_.housekeeping = Housekeeping::by_hand;
    start();
  }
  ~DynamodbFixture() { stop(); }

  struct TableOptions {
    std::string hash = "id";
    std::string hash_type = "S";
    std::optional<std::string> range = {};
    std::string range_type = "S";
  };
  static CreateTableInput table_input(std::string name, const TableOptions& options) {
    CreateTableInput in{.attribute_definitions = {{options.hash, options.hash_type}},
                        .table_name = std::move(name),
                        .key_schema = {{options.hash, "HASH"}},
                        .billing_mode = "PAY_PER_REQUEST"};
    if (options.range) {
      in.attribute_definitions.push_back({*options.range, options.range_type});
      in.key_schema.push_back({*options.range, "RANGE"});
    }
    return in;
  }
  // Creates a table and waits until it is ACTIVE.
  void create_table(std::string name, const TableOptions& options) { create(table_input(std::move(name), options)); }
  void create_table(std::string name) { create_table(std::move(name), {}); }
  void create(CreateTableInput in) {
    const auto created = call(&DynamodbService::create_table, std::move(in));
    if (!created) check_failed(created.error().message.c_str(), __FILE__, __LINE__);
    pass(options_.transition);
  }
  TableDescription described(const std::string& table) {
    return *call(&DynamodbService::describe_table, {.table_name = table})->table;
  }

  Status put(const std::string& table, item::Item item) {
    auto out = call(&DynamodbService::put_item, {.table_name = table, .item = std::move(item)});
    if (!out) return std::move(out.error());
    return ok();
  }
  // Empty when there is no such item.
  item::Item get(const std::string& table, item::Item key) {
    auto out = call(&DynamodbService::get_item, {.table_name = table, .key = std::move(key)});
    CHECK(out.has_value());
    return out->item.value_or(item::Item{});
  }
  // Everything, page by page.
  std::vector<item::Item> scan(ScanInput in) {
    std::vector<item::Item> items;
    while (true) {
      auto out = call(&DynamodbService::scan, in);
      CHECK(out.has_value());
      for (auto& item : *out->items) items.push_back(std::move(item));
      if (!out->last_evaluated_key) return items;
      in.exclusive_start_key = std::move(out->last_evaluated_key);
    }
  }
  std::vector<item::Item> scan(const std::string& table) { return scan(ScanInput{.table_name = table}); }

  // Runs one operation to its end, as `caller`.
  template <class Input, class Output>
  Result<Output> call(Task<Result<Output>> (DynamodbService::*operation)(Caller, Input), Input in) {
    return executor_.sync_wait((service_.get()->*operation)(caller, std::move(in)));
  }
  template <class Input, class Output>
  Result<Output> call(Task<Result<Output>> (StreamsService::*operation)(Caller, Input), Input in) {
    return executor_.sync_wait((service_->streams().*operation)(caller, std::move(in)));
  }
  // The text of its error; empty when there was none.
  template <class Input, class Output>
  std::string error_of(Task<Result<Output>> (DynamodbService::*operation)(Caller, Input), Input in) {
    auto out = call(operation, std::move(in));
    return out ? "" : out.error().code + ": " + out.error().message;
  }

  template <class Input, class Output>
  std::string error_of(Task<Result<Output>> (StreamsService::*operation)(Caller, Input), Input in) {
    auto out = call(operation, std::move(in));
    return out ? "" : out.error().code + ": " + out.error().message;
  }

  void pass(Millis time) { clock_.advance(time); }
  void keep_house() {
    while (executor_.sync_wait(service_->keep_house())) {
    }
    CHECK(executor_.sync_wait(service_->count_items()).has_value());
  }

  // A clean stop and start.
  void restart() {
    stop();
    start();
  }
  // What was not durable is lost.
  void power_cycle() {
    service_.reset();
    store_.power_cycle();
    start();
  }

  DynamodbService& service() { return *service_; }
  SimExecutor& executor() { return executor_; }
  SimStore& store() { return store_; }
  SimClock& clock() { return clock_; }

  Caller caller;

 private:
  void start() {
    service_ = std::make_unique<DynamodbService>(store_, clock_, random_, options_);
    const auto started = executor_.sync_wait(service_->start());
    CHECK(started.has_value());
  }
  void stop() {
    executor_.sync_wait(service_->stop());
    service_.reset();
  }

  DynamodbOptions options_;
  SimExecutor executor_;
  SimClock clock_;
  SimStore store_;
  SeededRandom random_{20'120'810};
  std::unique_ptr<DynamodbService> service_;
};

}  // namespace penstock::dynamodb
