// Input: a key condition. What it comes to on a table with two keys has a partition and a range of the right type.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "item/key_condition.h"

using namespace penstock;
using namespace penstock::item;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const AttributeMap values{{":a", "a"}, {":b", "b"}, {":n", 1}, {":l", List{}}};
  auto placeholders = Placeholders::make(AttributeNames{{"#a", "a"}}, values);
  CHECK(placeholders);
  const auto condition = parse_condition(ExpressionKind::key_condition, text, *placeholders);
  if (!condition) return 0;
  const auto conditions = key_conditions_of(*condition);
  if (!conditions) {
    CHECK(!conditions.error().message.empty());
    return 0;
  }
  const auto range = resolve(*conditions, {.partition = {"a"}, .sort = KeyAttribute{"b"}});
  if (!range) return 0;
  CHECK(range->partition.is(Type::string));
  if (range->sort) {
    CHECK(range->sort->value.is(Type::string));
    range->sort->contains("b");
  }
  return 0;
}
