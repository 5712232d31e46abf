// Input: a condition. It parses or is refused with a text; what parses is evaluated on an item.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "item/condition.h"

using namespace penstock;
using namespace penstock::item;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const Item item{{"a", AttributeMap{{"b", List{1, "x", AttributeMap{{"c", 2}}}}}},
                         {"b", "text"},
                         {"c", StringSet{"x", "y"}},
                         {"d", Binary{"\xff"}}};
  static const AttributeNames names{{"#a", "a"}, {"#b", "b c"}};
  static const AttributeMap values{{":a", 1}, {":b", "text"}, {":c", StringSet{"x"}}, {":t", "S"}, {":l", List{1, 2}}};
  auto placeholders = Placeholders::make(names, values);
  CHECK(placeholders);
  const auto condition = parse_condition(ExpressionKind::condition, text, *placeholders);
  if (condition) {
    condition->matches(item);
    condition->matches({});
  } else {
    CHECK(condition.error().code == "ValidationException" &&
          condition.error().message.starts_with("Invalid ConditionExpression: "));
  }
  return 0;
}
