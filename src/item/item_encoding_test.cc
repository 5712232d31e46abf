#include "item/item_encoding.h"

#include <gtest/gtest.h>

#include <random>

namespace penstock::item {
namespace {

Item every_type() {
  return {{"s", "t\xc3\xa4xt"},
          {"n", *Number::parse("-1.5e100")},
          {"b", Binary{std::string("\0\xff", 2)}},
          {"t", true},
          {"f", false},
          {"z", Null{}},
          {"ss", StringSet{"", "a"}},
          {"ns", NumberSet{Number(-1), Number(0), Number(7)}},
          {"bs", BinarySet{Binary{"a"}, Binary{"b"}}},
          {"l", List{"x", 1, List{}, AttributeMap{}}},
          {"m", AttributeMap{{"k", List{AttributeMap{{"deep", std::string(300, 'x')}}}}}}};
}

TEST(ItemEncoding, gives_back_every_type) {
  EXPECT_EQ(decode_item(encode_item(every_type())), every_type());
  EXPECT_EQ(decode_item(encode_item({})), Item{});
}

TEST(ItemEncoding, measures_what_it_does_not_decode) {
  const auto whole = encode_item(every_type());
  EXPECT_EQ(size_of_encoded(whole), size_of(every_type()));
  EXPECT_EQ(size_of_encoded(encode_item({})), 0U);
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(size_of_encoded(whole.substr(0, size))) << size;
}

// docs/formats/dynamodb.md shows these bytes.
TEST(ItemEncoding, writes_what_the_document_shows) {
  EXPECT_EQ(encode_item({{"id", "a1"}, {"n", Number(15)}}), std::string("\x01\x02\x02id\x03\x02"
                                                                        "a1\x01n\x04\x03\x83\x10\x00",
                                                                        16));
}

TEST(ItemEncoding, refuses_what_is_cut_short_or_damaged) {
  const auto whole = encode_item(every_type());
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(decode_item(whole.substr(0, size))) << size;
  EXPECT_FALSE(decode_item(whole + "x"));
  EXPECT_FALSE(decode_item("\x02" + whole.substr(1)));
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    auto damaged = whole;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto decoded = decode_item(damaged);  // whatever it is: no crash
    EXPECT_EQ(size_of_encoded(damaged).has_value(), decoded.has_value());
  }
}

TEST(ItemEncoding, bounds_the_depth_of_what_it_reads) {
  std::string bytes = "\x01\x01\x01x";
  for (int i = 0; i < 100'000; ++i) bytes += "\x09\x01";
  EXPECT_FALSE(decode_item(bytes));
}

}  // namespace
}  // namespace penstock::item
