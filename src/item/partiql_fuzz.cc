// Input: a PartiQL statement. It parses or is refused with a text; what parses is planned, evaluated and applied.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "item/partiql_plan.h"

using namespace penstock;
using namespace penstock::item;

namespace {

// What a plan reads holds every item that the condition lets through.
void check_plan(const partiql::Statement& statement, const KeySchema& schema, const Item& item) {
  const auto plan = partiql::plan_select(statement, schema);
  if (!plan || plan->reads.empty() || !statement.where || !statement.where->matches(item)) return;
  bool is_read = false;
  for (const auto& read : plan->reads) {
    is_read = is_read || (read.partition == *item.find("pk") && (!read.sort || read.sort->contains(*item.find("sk"))));
  }
  CHECK(is_read);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const std::vector<AttributeValue> parameters{"p", 1, StringSet{"x"}};
  static const KeySchema schema{.partition = {"pk"}, .sort = KeyAttribute{"sk"}};
  static const Item item{{"pk", "p"}, {"sk", "1"}, {"n", 1}, {"l", List{1, "x"}}, {"s", StringSet{"x", "y"}}};
  for (std::size_t count = 0; count <= parameters.size(); ++count) {
    const auto given = std::vector<AttributeValue>(parameters.begin(), parameters.begin() + static_cast<long>(count));
    const auto statement = partiql::parse_statement(text, given);
    if (!statement) {
      CHECK(!statement.error().message.empty());
      continue;
    }
    check_plan(*statement, schema, item);
    partiql::only_key_of(*statement, schema);
    const auto key = partiql::key_to_write(*statement, schema);
    CHECK(!key || key->size() == 2);
    auto changed = item;
    CHECK(statement->update.apply(changed) || changed == item);
    partiql::columns_of(*statement, item);
  }
  return 0;
}
