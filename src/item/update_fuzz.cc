// Input: an update. It parses or is refused with a text; what parses changes an item, or leaves it as it was.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "item/update.h"

using namespace penstock;
using namespace penstock::item;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const Item item{{"a", AttributeMap{{"b", List{1, "x", AttributeMap{{"c", 2}}}}, {"c", 1}}},
                         {"b", List{List{1, 2}, 3, StringSet{"x"}}},
                         {"c", StringSet{"x", "y"}},
                         {"d", 7}};
  static const AttributeMap values{{":a", 1}, {":l", List{1, 2}}, {":s", StringSet{"x"}}};
  auto placeholders = Placeholders::make(AttributeNames{{"#a", "a"}, {"#b", "b"}}, values);
  CHECK(placeholders);
  const auto update = parse_update(text, *placeholders);
  if (!update) {
    CHECK(update.error().message.starts_with("Invalid UpdateExpression: "));
    return 0;
  }
  auto changed = item;
  const auto applied = update->apply(changed);
  CHECK(applied || changed == item);
  update->touched_parts(changed);
  Item key{{"k", "v"}};
  if (update->apply(key, ItemWas::absent)) CHECK(update->creates_item() || key.size() == 1);
  return 0;
}
