// What the generator refuses, and how an overlay changes a model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "codegen/plan.h"
#include "codegen/read_model.h"

namespace penstock::codegen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ModelTest : public testing::Test {
 protected:
  ModelTest() { std::filesystem::create_directories(folder_); }
  ~ModelTest() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) {
    const auto path = (folder_ / name).string();
    std::ofstream(path) << text;
    return path;
  }
  Model model(std::initializer_list<std::string> texts) {
    Model model;
    for (const auto& text : texts) read_model(file("model.json", text), model);
    finish_model(model);
    return model;
  }

  template <class Work>
  static std::string refusal(Work work) {
    try {
      work();
    } catch (const InputError& error) {
      return error.what();
    }
    return "nothing";
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("penstock-model-" + std::to_string(::getpid()));
};

TEST_F(ModelTest, an_overlay_gives_a_shape_a_type_written_by_hand) {
  const auto merged = model({R"({"metadata": {"protocol": "json"}, "operations": {"Put": {"input": {"shape": "In"}}},
           "shapes": {"In": {"type": "structure", "required": ["Item"],
                             "members": {"Item": {"shape": "Item"}, "Value": {"shape": "Value"}}},
                      "Item": {"type": "map", "key": {"shape": "S"}, "value": {"shape": "Value"}},
                      "Value": {"type": "structure", "members": {"S": {"shape": "S"}, "M": {"shape": "Item"}}},
                      "S": {"type": "string"}}})",
                             R"({"shapes": {"Value": {"native": "attribute_value"}}})"});
  const Plan plan(merged, "things", {"Put"});
  ASSERT_EQ(plan.structures().size(), 2U);  // the input and an empty output: nobody asks what a value is made of
  const auto& input = *plan.structures()[0];
  ASSERT_EQ(input.members.size(), 2U);
  EXPECT_EQ(member_type(input.members[0]), "penstock::item::AttributeMap");
  EXPECT_EQ(member_type(input.members[1]), "std::optional<penstock::item::AttributeValue>");
  EXPECT_EQ(refusal([&] { model({R"({"shapes": {"V": {"native": "no_such"}}})"}); }),
            (folder_ / "model.json").string() + ": shape V: native type \"no_such\" is not known");
}

TEST_F(ModelTest, an_overlay_adds_and_replaces) {
  const auto merged = model({R"({"metadata": {"protocol": "json", "apiVersion": "1"},
           "operations": {"Get": {"input": {"shape": "In"}, "errors": [{"shape": "A"}]}},
           "shapes": {"In": {"type": "structure", "required": ["X", "Y"],
                             "members": {"X": {"shape": "S", "location": "uri"}, "Y": {"shape": "S"}}},
                      "S": {"type": "string", "min": 1, "max": 5, "enum": ["a"]}}})",
                             R"({"metadata": {"apiVersion": "2"},
           "operations": {"Get": {"errors": [{"shape": "B"}, {"shape": "A"}]}, "Put": {}},
           "shapes": {"In": {"required": ["Y"], "members": {"X": {"locationName": "x"}, "Z": {"shape": "S"}},
                             "checkedInOrder": ["Z", "X"]},
                      "S": {"max": 9, "enum": ["b", "a"]}}})"});
  EXPECT_EQ(merged.metadata.at("apiVersion"), "2");
  EXPECT_THAT(merged.protocols, ElementsAre("json"));
  EXPECT_THAT(merged.operations.at("Get").errors, ElementsAre("A", "B"));
  EXPECT_EQ(merged.operations.at("Get").input, "In");
  EXPECT_TRUE(merged.operations.contains("Put"));
  const auto& in = merged.shape("In");
  ASSERT_EQ(in.members.size(), 3U);
  EXPECT_EQ(in.members[0].location, "uri");
  EXPECT_EQ(in.members[0].location_name, "x");
  EXPECT_EQ(in.members[2].name, "Z");
  EXPECT_THAT(in.order, ElementsAre("Z", "X"));
  EXPECT_FALSE(in.is_required("X"));
  EXPECT_TRUE(in.is_required("Y"));
  EXPECT_EQ(merged.shape("S").min, 1);
  EXPECT_EQ(merged.shape("S").max, 9);
  EXPECT_THAT(merged.shape("S").enum_values, ElementsAre("b", "a"));
}

TEST_F(ModelTest, a_bound_that_is_no_whole_number_is_widened) {
  const auto widened = model({R"({"shapes": {"R": {"type": "double", "min": -0.5, "max": 0.5}}})"});
  EXPECT_EQ(widened.shape("R").min, -1);
  EXPECT_EQ(widened.shape("R").max, 1);
}

TEST_F(ModelTest, refuses_what_is_no_model) {
  EXPECT_THAT(refusal([&] { model({"{"}); }), HasSubstr("model.json: "));
  EXPECT_THAT(refusal([&] { model({R"({"shapes": []})"}); }), HasSubstr("expected a JSON object"));
  EXPECT_THAT(refusal([&] { model({R"({"shapes": {"S": {"type": "tensor"}}})"}); }),
              HasSubstr("shape S: type \"tensor\" is not known"));
  EXPECT_THAT(refusal([&] {
                Model none;
                read_model((folder_ / "absent.json").string(), none);
              }),
              HasSubstr("absent.json"));
}

TEST_F(ModelTest, reads_operations_sorted_and_without_comments) {
  const auto known = model({R"({"operations": {"B": {}, "A": {}}})"});
  EXPECT_THAT(read_operations(file("operations.txt", "# all\nB # last\n\nA\n"), known), ElementsAre("A", "B"));
}

TEST_F(ModelTest, refuses_operations_that_are_unknown_or_repeated) {
  const auto known = model({R"({"operations": {"B": {}, "A": {}}})"});
  const auto reading = [&](const std::string& text) {
    return refusal([&] { read_operations(file("operations.txt", text), known); });
  };
  EXPECT_THAT(reading("A\nC\n"), HasSubstr("has an operation C"));
  EXPECT_THAT(reading("A\nA\n"), HasSubstr("A is there twice"));
  EXPECT_THAT(reading("A B\n"), HasSubstr("one operation a line"));
}

TEST_F(ModelTest, refuses_an_operation_that_needs_what_cannot_be_generated) {
  const auto planning = [&](const std::string& shapes) {
    const auto planned = model({R"({"operations": {"Get": {"input": {"shape": "In"}}}, "shapes": )" + shapes + "}"});
    return refusal([&] { Plan(planned, "turbine", {"Get"}); });
  };
  EXPECT_THAT(planning(R"({"In": {"type": "structure", "members": {"E": {"shape": "Events"}}},
                           "Events": {"type": "structure", "eventstream": true}})"),
              HasSubstr("operation Get: shape Events is an event stream"));
  EXPECT_THAT(planning(R"({"In": {"type": "structure", "members": {"A": {"shape": "Absent"}}}})"),
              HasSubstr("operation Get: the model has no shape \"Absent\""));
  EXPECT_THAT(planning(R"({"In": {"type": "map", "key": {"shape": "K"}, "value": {"shape": "K"}},
                           "K": {"type": "integer"}})"),
              HasSubstr("operation Get: map In: only strings can be keys"));
}

}  // namespace
}  // namespace penstock::codegen
