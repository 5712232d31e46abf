#include "wire/attribute_reader.h"

#include <gtest/gtest.h>

#include <map>

#include "wire/json_reader.h"
#include "wire/json_writer.h"

namespace penstock {
namespace {

using item::AttributeMap;
using item::AttributeValue;
using item::Binary;
using item::List;
using item::Null;
using item::Number;

struct Input {
  std::optional<AttributeMap> item;
  std::optional<std::vector<AttributeValue>> values;
};

constexpr Shape value_shape{.name = "AttributeValue", .kind = Kind::attribute_value};
constexpr Shape map_shape{.name = "AttributeMap", .kind = Kind::attribute_map};
constexpr Member element{.name = "member", .shape = &value_shape};
constexpr Shape list_shape{
    .name = "List", .kind = Kind::list, .element = &element, .container = &shape_ops::list_of<AttributeValue>};
constexpr Member members[] = {
    {.name = "Item",
     .wire_name = "Item",
     .shape = &map_shape,
     .slot = shape_ops::slot<Input, &Input::item>,
     .peek = shape_ops::peek<Input, &Input::item>},
    {.name = "Values",
     .wire_name = "Values",
     .shape = &list_shape,
     .slot = shape_ops::slot<Input, &Input::values>,
     .peek = shape_ops::peek<Input, &Input::values>},
};
constexpr Shape input_shape{.name = "Input", .kind = Kind::structure, .members = members};

Status read(std::string text, Input& input) {
  const auto size = text.size();
  text.resize(size + 64);
  Violations violations;
  return read_json(input_shape, std::span(text.data(), size), &input, &violations, JsonDialect::v1_0);
}

AttributeMap item(const std::string& text) {
  Input input;
  const auto status = read("{\"Item\":" + text + "}", input);
  EXPECT_TRUE(status) << text << ": " << status.error().message;
  return input.item.value_or(AttributeMap{});
}

std::string error_of(const std::string& text) {
  Input input;
  const auto status = read(text, input);
  if (status) return "none";
  EXPECT_EQ(status.error().code, "SerializationException");
  return status.error().message;
}

std::string fault(const std::string& value, item::ValueCheck check = item::ValueCheck::newer) {
  const auto read = item("{\"a\":" + value + "}");
  const auto* found = item::first_fault(read);
  return found ? std::string(found->words(check)) : "none";
}

TEST(AttributeJson, reads_every_type) {
  EXPECT_EQ(item(R"({"s":{"S":"t\u00e4xt"},"n":{"N":"1.50"},"b":{"B":"aGk="},"t":{"BOOL":true},"f":{"BOOL":"false"},
                     "z":{"NULL":true},"l":{"L":[{"S":"x"},{"N":"1"}]},"m":{"M":{"k":{"S":""}}},
                     "ss":{"SS":["b","a"]},"ns":{"NS":["10","9"]},"bs":{"BS":["Yg==","YQ=="]}})"),
            (AttributeMap{{"s", "t\xc3\xa4xt"},
                          {"n", *Number::parse("1.5")},
                          {"b", Binary{"hi"}},
                          {"t", true},
                          {"f", false},
                          {"z", Null{}},
                          {"l", List{"x", 1}},
                          {"m", AttributeMap{{"k", ""}}},
                          {"ss", item::StringSet{"a", "b"}},
                          {"ns", item::NumberSet{Number(9), Number(10)}},
                          {"bs", item::BinarySet{Binary{"a"}, Binary{"b"}}}}));
}

TEST(AttributeJson, writes_what_it_reads) {
  const std::string text =
      R"({"Item":{"b":{"B":"aGk="},"bs":{"BS":["YQ=="]},"f":{"BOOL":false},"l":{"L":[{"S":"a\"b"},{"NULL":true}]},)"
      R"("m":{"M":{"k":{"N":"-1.5"}}},"ns":{"NS":["9","10"]},"ss":{"SS":["a","b"]}},"Values":[{"L":[]},{"M":{}}]})";
  Input input;
  ASSERT_TRUE(read(text, input));
  std::string written;
  append_json(written, input_shape, &input);
  EXPECT_EQ(written, text);
}

TEST(AttributeJson, skips_types_that_do_not_exist_and_nulls) {
  EXPECT_EQ(item(R"({"a":{"X":{"y":[1]},"S":"s","N":null}})"), (AttributeMap{{"a", "s"}}));
}

TEST(AttributeJson, keeps_what_breaks_awss_rules_as_a_fault) {
  constexpr auto none = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
  EXPECT_EQ(fault("{}"), none);
  EXPECT_EQ(fault("null"), none);
  EXPECT_EQ(fault(R"({"S":null})"), none);
  EXPECT_EQ(
      fault(R"({"S":"a","N":"1"})"),
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
  EXPECT_EQ(fault(R"({"S":"a","N":"b"})"), "The parameter cannot be converted to a numeric value: b");
  EXPECT_EQ(fault(R"({"NULL":false})"),
            "One or more parameter values were invalid: Null attribute value types must have the value of true");
  EXPECT_EQ(fault(R"({"SS":[]})"), "One or more parameter values were invalid: An string set  may not be empty");
  EXPECT_EQ(fault(R"({"NS":[]})"), "One or more parameter values were invalid: An number set  may not be empty");
  EXPECT_EQ(fault(R"({"BS":[]})"), "One or more parameter values were invalid: Binary sets should not be empty");
  EXPECT_EQ(fault(R"({"NS":["1","x"]})"), "The parameter cannot be converted to a numeric value: x");
  EXPECT_EQ(fault(R"({"L":[{"M":{"x":{}}}]})"), none);
  EXPECT_EQ(fault(R"({"M":{"b":{"N":"x"},"a":{"N":"y"}}})"), "The parameter cannot be converted to a numeric value: x");
}

TEST(AttributeJson, keeps_a_name_that_no_attribute_may_have_as_a_fault) {
  constexpr auto too_large = "Attribute name is too large, must be less than 65536 bytes";
  const auto named = [](std::size_t size) { return "{\"" + std::string(size, 'x') + "\":{\"S\":\"\"}}"; };
  const auto fault_of = [](const AttributeMap& read) {
    const auto* found = item::first_fault(read);
    return found ? found->message : "none";
  };
  EXPECT_EQ(fault_of(item(named(65'535))), "none");
  EXPECT_EQ(fault_of(item(named(65'536))), too_large);
  EXPECT_EQ(fault_of(item(named(0))), "Empty attribute name");
  EXPECT_EQ(fault("{\"M\":" + named(65'535) + "}"), "none");
  EXPECT_EQ(fault("{\"L\":[{\"M\":" + named(65'536) + "}]}"), too_large);
  EXPECT_EQ(fault("{\"M\":" + named(0) + "}"), "Empty attribute name");
}

TEST(AttributeJson, words_a_fault_as_both_checks_of_aws_do) {
  const std::string invalid = "One or more parameter values were invalid: ";
  const std::string not_numeric = "The parameter cannot be converted to a numeric value";
  struct Case {
    std::string value, newer, older;
  };
  for (const auto& [value, newer, older] : std::vector<Case>{
           {R"({"N":""})", not_numeric + ": ", not_numeric},
           {R"({"N":"abc"})", not_numeric + ": abc", not_numeric + ": abc"},
           {R"({"N":"1e2147483647"})",
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
            "Number underflow. Attempting to store a number with magnitude smaller than supported range"},
           {R"({"SS":["b","a","b"]})", invalid + R"(Input collection ["a", "b", "b"] contains duplicates.)",
            invalid + "Input collection [b, a, b] contains duplicates."},
           {R"({"SS":["c","b","c","a"]})", invalid + R"(Input collection ["b", "c", "c", "a"] contains duplicates.)",
            invalid + "Input collection [c, b, c, a] contains duplicates."},
           {R"({"BS":["/w==","AA==","AA=="]})",
            invalid + R"(Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.)",
            invalid + "Input collection [/w==, AA==, AA==]of type BS contains duplicates."},
           {R"({"NS":["1","1.0"]})", invalid + "Input collection contains duplicates.",
            "Input collection contains duplicates"},
       }) {
    EXPECT_EQ(fault(value), newer);
    EXPECT_EQ(fault(value, item::ValueCheck::older), older);
  }
}

TEST(AttributeJson, bounds_the_nesting) {
  const auto nested = [](int levels) {
    std::string text;
    for (int i = 0; i < levels; ++i) text += i % 2 == 0 ? R"({"L":[)" : R"({"M":{"k":)";
    text += R"({"S":"x"})";
    for (int i = levels; i-- > 0;) text += i % 2 == 0 ? "]}" : "}}";
    return text;
  };
  EXPECT_EQ(fault(nested(31)), "none");
  EXPECT_EQ(fault(nested(32)),
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond "
            "supported limit");
  EXPECT_EQ(error_of("{\"Item\":{\"a\":" + nested(1000) + "}}"), "Request is nested too deeply");
}

TEST(AttributeJson, refuses_other_json_as_aws_does) {
  const auto in_item = [](const std::string& value) { return error_of("{\"Item\":{\"a\":" + value + "}}"); };
  constexpr auto map =
      "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>";
  constexpr auto structure = "Start of structure or map found where not expected";
  EXPECT_EQ(error_of(R"({"Item":"x"})"), "Unexpected field type");
  EXPECT_EQ(error_of(R"({"Item":[]})"), map);
  EXPECT_EQ(error_of(R"({"Values":{}})"), structure);
  EXPECT_EQ(error_of(R"({"Values":["x"]})"), "Unexpected value type in payload");
  EXPECT_EQ(in_item("1"), "Unexpected value type in payload");
  EXPECT_EQ(in_item("[]"), "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue");
  EXPECT_EQ(in_item(R"({"S":1})"), "NUMBER_VALUE cannot be converted to String");
  EXPECT_EQ(in_item(R"({"N":1.5})"), "DECIMAL_VALUE cannot be converted to String");
  EXPECT_EQ(in_item(R"({"N":true})"), "TRUE_VALUE cannot be converted to String");
  EXPECT_EQ(in_item(R"({"S":[]})"), "Unrecognized collection type class java.lang.String");
  EXPECT_EQ(in_item(R"({"S":{}})"), structure);
  EXPECT_EQ(in_item(R"({"B":1})"), "only base-64-encoded strings are convertible to bytes");
  EXPECT_EQ(in_item(R"({"B":"YQ"})"), "Base64 encoded length is expected a multiple of 4 bytes but found: 2");
  EXPECT_EQ(in_item(R"({"BOOL":"maybe"})"), "Unexpected token received from parser");
  EXPECT_EQ(in_item(R"({"BOOL":1})"), "NUMBER_VALUE cannot be converted to Boolean");
  EXPECT_EQ(in_item(R"({"SS":"x"})"), "Unexpected field type");
  EXPECT_EQ(in_item(R"({"SS":[1]})"), "NUMBER_VALUE cannot be converted to String");
  EXPECT_EQ(in_item(R"({"L":{}})"), structure);
  EXPECT_EQ(in_item(R"({"L":[1]})"), "Unexpected value type in payload");
  EXPECT_EQ(in_item(R"({"M":[]})"), map);
  EXPECT_EQ(in_item(R"({"M":"x"})"), "Unexpected field type");
  EXPECT_EQ(in_item(R"({"S":"x")"), "");
}

}  // namespace
}  // namespace penstock
