// links: item
// What expressions cost: reading them with their placeholders, and applying them to an item of eight attributes.
//
// Expected, on one core of the machine that CI uses: a token 15 ns, a node 20 ns, a placeholder 50 ns, an allocation 25
// ns. A condition of two comparisons is 2 us to read, a quarter of that its text alone, so texts are not cached; 0.2 us
// to check. An update of three steps is 2.5 us and 1 us. Mark: 4 us to read.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "base/check.h"
#include "bench/micro/allocations.h"
#include "item/condition.h"
#include "item/condition_syntax.h"
#include "item/key_condition.h"
#include "item/partiql_plan.h"
#include "item/projection.h"
#include "item/update.h"

namespace penstock::item {
namespace {

Item order() {
  return {{"id", "order-7"},
          {"sort", 7},
          {"state", "open"},
          {"version", 3},
          {"customer", "customer-9"},
          {"total", 120},
          {"note", std::string(100, 'n')},
          {"tags", StringSet{"gift", "paid"}}};
}

const AttributeNames names = {{"#s", "state"}, {"#v", "version"}};
const AttributeMap values = {{":s", "open"}, {":v", 3}};

// Runs `measured` and reports its allocations.
template <class Measured>
void measure(benchmark::State& state, const Measured& measured) {
  const auto before = allocations;
  for (auto _ : state) {
    if (!measured()) state.SkipWithError("the answer is wrong");
  }
  state.counters["allocations"] = static_cast<double>(allocations - before) / static_cast<double>(state.iterations());
}

Placeholders placeholders() {
  auto made = Placeholders::make(names, values);
  CHECK(made.has_value());
  return *std::move(made);
}

constexpr std::string_view condition_text = "attribute_exists(id) AND #s = :s AND #v <= :v";
constexpr std::string_view update_text = "SET #s = :s, #v = #v + :v REMOVE note";

// What a request pays for its maps of placeholders before any expression; reading includes it.
void take_placeholders(benchmark::State& state) {
  measure(state, [] { return Placeholders::make(names, values).has_value(); });
}
BENCHMARK(take_placeholders);

// All that a cache of read texts could spare.
void read_condition_syntax(benchmark::State& state) {
  measure(state, [] { return read_condition(condition_text).has_value(); });
}
BENCHMARK(read_condition_syntax);

void read_whole_condition(benchmark::State& state) {
  measure(state, [] {
    auto given = placeholders();
    return parse_condition(ExpressionKind::condition, condition_text, given) && given.check_all_used();
  });
}
BENCHMARK(read_whole_condition);

void check_condition(benchmark::State& state) {
  auto given = placeholders();
  const auto condition = parse_condition(ExpressionKind::condition, condition_text, given);
  const auto item = order();
  measure(state, [&] { return condition->matches(item); });
}
BENCHMARK(check_condition);

void read_update(benchmark::State& state) {
  measure(state, [] {
    auto given = placeholders();
    return parse_update(update_text, given) && given.check_all_used();
  });
}
BENCHMARK(read_update);

// With the copy of the item that a write makes anyway.
void apply_update(benchmark::State& state) {
  auto given = placeholders();
  const auto update = parse_update(update_text, given);
  const auto item = order();
  measure(state, [&] {
    auto changed = item;
    return update->apply(changed).has_value();
  });
}
BENCHMARK(apply_update);

void copy_item(benchmark::State& state) {
  const auto item = order();
  measure(state, [&] {
    auto copy = item;
    benchmark::DoNotOptimize(copy);
    return true;
  });
}
BENCHMARK(copy_item);

void read_key_condition(benchmark::State& state) {
  const KeySchema schema{.partition = {"state", Type::string}, .sort = KeyAttribute{"version", Type::number}};
  measure(state, [&] {
    auto given = placeholders();
    const auto condition = parse_condition(ExpressionKind::key_condition, "#s = :s AND #v > :v", given);
    const auto keys = key_conditions_of(*condition);
    return resolve(*keys, schema).has_value();
  });
}
BENCHMARK(read_key_condition);

void read_projection(benchmark::State& state) {
  measure(state, [] {
    auto given = placeholders();
    return parse_projection("id, #s, #v, tags, customer", given).has_value();
  });
}
BENCHMARK(read_projection);

void project(benchmark::State& state) {
  auto given = placeholders();
  const auto projection = parse_projection("id, #s, #v, tags, customer", given);
  const auto item = order();
  measure(state, [&] { return projection->project(item).size() == 5; });
}
BENCHMARK(project);

void read_statement(benchmark::State& state) {
  const KeySchema schema{.partition = {"id", Type::string}, .sort = KeyAttribute{"sort", Type::number}};
  measure(state, [&] {
    const auto statement =
        partiql::parse_statement(R"(SELECT * FROM "orders" WHERE id = ? AND sort > ? AND total < 9)", {"order-7", 3});
    return partiql::plan_select(*statement, schema)->reads.size() == 1;
  });
}
BENCHMARK(read_statement);

}  // namespace
}  // namespace penstock::item
