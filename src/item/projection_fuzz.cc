// Input: a projection. It parses or is refused with a text; what it keeps of an item is found in the item.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "item/projection.h"

using namespace penstock;
using namespace penstock::item;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const Item item{{"a", AttributeMap{{"b", List{1, "x", AttributeMap{{"c", 2}}}}, {"c", 1}}},
                         {"b", List{List{1, 2}, List{3, 4}}},
                         {"c", StringSet{"x", "y"}}};
  auto placeholders = Placeholders::make(AttributeNames{{"#a", "a"}, {"#b", "b c"}}, {});
  CHECK(placeholders);
  const auto projection = parse_projection(text, *placeholders);
  if (!projection) {
    CHECK(projection.error().message.starts_with("Invalid ProjectionExpression: "));
    return 0;
  }
  const auto kept = projection->project(item);
  CHECK(size_of(kept) <= size_of(item));
  for (const auto& [name, value] : kept) CHECK(item.contains(name) && item.find(name)->type() == value.type());
  return 0;
}
