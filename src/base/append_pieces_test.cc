#include "base/append_pieces.h"

#include <gtest/gtest.h>

namespace penstock {
namespace {

TEST(AppendPieces, appends_literals_and_texts_in_order) {
  std::string out = "GET";
  const std::string path = "/orders";
  append_pieces(out, " ", path, std::string_view(), "?", std::string_view("a=1"), "");
  EXPECT_EQ(out, "GET /orders?a=1");
}

TEST(AppendPieces, grows_as_appending_does) {
  std::string out;
  std::size_t growths = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto before = out.capacity();
    append_pieces(out, "key", ": ", std::string_view("value"));
    growths += out.capacity() != before;
  }
  EXPECT_EQ(out.size(), 10'000u);
  EXPECT_LT(growths, 15u);
}

}  // namespace
}  // namespace penstock
