// Uses the tables of the golden API as codecs do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/turbine/errors.h"
#include "api/turbine/model.h"
#include "api/turbine/shape_tables.h"
#include "api/turbine/shapes.h"

namespace penstock {
namespace {

using testing::ElementsAre;
using turbine::Blade;
using turbine::Turbine;

const Member& member(const Shape& shape, std::string_view name) {
  for (const auto& candidate : shape.members) {
    if (candidate.name == name) return candidate;
  }
  ADD_FAILURE() << shape.name << " has no member " << name;
  return shape.members[0];
}

template <class T>
T& slot(const Shape& shape, std::string_view name, void* structure) {
  const auto& found = member(shape, name);
  return *static_cast<T*>(found.slot(found, structure));
}

template <class T>
const T* peek(const Shape& shape, std::string_view name, const void* structure) {
  const auto& found = member(shape, name);
  return static_cast<const T*>(found.peek(found, structure));
}

TEST(GeneratedTables, slots_create_what_peeks_then_find) {
  Turbine turbine;
  EXPECT_EQ(peek<float>(turbine::shapes::turbine, "Speed", &turbine), nullptr);
  slot<float>(turbine::shapes::turbine, "Speed", &turbine) = 1.5F;
  EXPECT_EQ(turbine.speed, 1.5F);
  EXPECT_EQ(peek<float>(turbine::shapes::turbine, "Speed", &turbine), &*turbine.speed);
}

TEST(GeneratedTables, required_members_are_always_there_and_begin_empty) {
  const Turbine turbine;
  EXPECT_EQ(*peek<std::string>(turbine::shapes::turbine, "Name", &turbine), "");
  EXPECT_EQ(*peek<std::int64_t>(turbine::shapes::turbine, "Turns", &turbine), 0);
  EXPECT_FALSE(*peek<bool>(turbine::shapes::turbine, "Running", &turbine));
}

TEST(GeneratedTables, a_structure_may_contain_itself) {
  Turbine turbine;
  EXPECT_EQ(peek<Turbine>(turbine::shapes::turbine, "Spare", &turbine), nullptr);
  slot<Turbine>(turbine::shapes::turbine, "Spare", &turbine).name = "spare";
  ASSERT_TRUE(turbine.spare);
  EXPECT_EQ(peek<Turbine>(turbine::shapes::turbine, "Spare", &turbine)->name, "spare");

  const Turbine copy = turbine;
  turbine.spare->name = "changed";
  EXPECT_EQ(copy.spare->name, "spare");
}

TEST(GeneratedTables, structures_may_contain_each_other) {
  Blade blade;
  blade.rotor.emplace();
  blade.rotor->first = Blade{.length = 2};
  blade.twins = std::vector<Blade>{Blade{.length = 3}, blade};
  EXPECT_EQ((*blade.twins)[1].rotor->first->length, 2);
  EXPECT_EQ(turbine::shapes::blade.members[1].shape, &turbine::shapes::rotor);
  EXPECT_EQ(turbine::shapes::rotor.members[1].shape, &turbine::shapes::blade);
}

TEST(GeneratedTables, lists_grow_by_address) {
  const auto& blades = turbine::shapes::blades;
  std::vector<Blade> list;
  blades.container->reserve(&list, 2);
  static_cast<Blade*>(blades.container->append(&list))->length = 7;
  static_cast<Blade*>(blades.container->append(&list))->length = 8;
  ASSERT_EQ(blades.container->size(&list), 2U);
  EXPECT_EQ(static_cast<const Blade*>(blades.container->at(&list, 1))->length, 8);
  EXPECT_EQ(blades.element->shape, &turbine::shapes::blade);
  EXPECT_EQ(blades.element->wire_name, "blade");
}

TEST(GeneratedTables, lists_of_booleans_have_addresses) {
  const auto& checks = turbine::shapes::checks;
  BoolList list;
  checks.container->reserve(&list, 2);
  *static_cast<bool*>(checks.container->append(&list)) = true;
  *static_cast<bool*>(checks.container->append(&list)) = false;
  ASSERT_EQ(checks.container->size(&list), 2U);
  EXPECT_TRUE(*static_cast<const bool*>(checks.container->at(&list, 0)));
  EXPECT_FALSE(*static_cast<const bool*>(checks.container->at(&list, 1)));
}

TEST(GeneratedTables, maps_are_visited_in_key_order) {
  const auto& settings = turbine::shapes::settings;
  std::map<std::string, std::string> map;
  *static_cast<std::string*>(settings.container->insert(&map, "b")) = "2";
  *static_cast<std::string*>(settings.container->insert(&map, "a")) = "1";
  std::vector<std::string> seen;
  settings.container->each(&map, &seen, [](void* context, std::string_view key, const void* value) {
    auto& out = *static_cast<std::vector<std::string>*>(context);
    out.push_back(std::string(key) + "=" + *static_cast<const std::string*>(value));
  });
  EXPECT_THAT(seen, ElementsAre("a=1", "b=2"));
  EXPECT_EQ(settings.container->size(&map), 2U);
}

TEST(GeneratedTables, members_say_where_they_travel) {
  using namespace turbine::shapes;
  EXPECT_EQ(member(describe_turbine_input, "Site").location, Location::uri);
  EXPECT_TRUE(member(describe_turbine_input, "Site").host_label);
  EXPECT_EQ(member(describe_turbine_input, "Since").timestamp_format, TimestampFormat::rfc822);
  EXPECT_EQ(member(describe_turbine_input, "Fields").location, Location::query);
  EXPECT_TRUE(member(describe_turbine_input, "Fields").flattened);
  EXPECT_EQ(member(describe_turbine_input, "Filters").location, Location::query_map);
  EXPECT_EQ(member(get_log_output, "Metadata").location, Location::header_prefix);
  EXPECT_EQ(member(get_log_output, "Metadata").wire_name, "x-meta-");
  EXPECT_EQ(member(get_log_output, "Status").location, Location::status_code);
  EXPECT_TRUE(member(get_log_output, "Notes").shape->json_value);
  EXPECT_TRUE(member(get_log_output, "Notes").shape->sensitive);
  EXPECT_EQ(get_log_output.payload, &member(get_log_output, "Body"));
  EXPECT_EQ(get_log_output.payload->location, Location::payload);
  EXPECT_EQ(get_log_output.payload->shape->kind, Kind::stream);
  EXPECT_TRUE(member(put_log_input, "Token").idempotency_token);
}

TEST(GeneratedTables, members_say_how_xml_spells_them) {
  const auto& turbine = turbine::shapes::turbine;
  EXPECT_TRUE(member(turbine, "Name").xml_attribute);
  EXPECT_EQ(member(turbine, "Name").wire_name, "t:name");
  EXPECT_EQ(member(turbine, "Kind").xml_prefix, "t");
  EXPECT_EQ(member(turbine, "Kind").xml_namespace, "https://turbine.example/t");
  EXPECT_EQ(turbine::shapes::kind.xml_prefix, "k");
  EXPECT_EQ(turbine.xml_namespace, "https://turbine.example/doc/2020-01-01/");
  EXPECT_TRUE(member(turbine, "Grid").flattened);
  EXPECT_TRUE(turbine::shapes::blades_by_name.flattened);
  EXPECT_EQ(turbine::shapes::blades_by_name.key->wire_name, "name");
  EXPECT_EQ(turbine::shapes::get_site_output.xml_name, "Site");
}

TEST(GeneratedTables, constraints_come_from_the_model_and_its_overlay) {
  const auto& name = turbine::shapes::name.constraints;
  EXPECT_EQ(name.min, 1);
  EXPECT_EQ(name.max, 64);
  EXPECT_EQ(name.pattern, R"([a-z\d"]+)");
  EXPECT_THAT(turbine::shapes::mode.constraints.enum_values,
              ElementsAre("STOPPED", "gas:turbine", "delete", "3-phase", "s3:Object*", "gas-turbine", "HYDRO"));
  EXPECT_EQ(turbine::mode::hydro, "HYDRO");
  EXPECT_FALSE(turbine::shapes::site.constraints.any());
}

TEST(GeneratedTables, operations_say_how_they_are_bound) {
  using namespace turbine::operations;
  EXPECT_EQ(delete_.name, "Delete");
  EXPECT_EQ(delete_.method, "DELETE");
  EXPECT_EQ(delete_.success_status, 204);
  EXPECT_EQ(delete_.input, start_turbine.input);
  EXPECT_TRUE(list_sites.input->members.empty());
  EXPECT_EQ(describe_turbine.output_wrapper, "DescribeTurbineResult");
  EXPECT_EQ(put_log.input_xml_name, "PutLogRequest");
  EXPECT_TRUE(put_log.checksum_required && put_log.streams_input && !put_log.streams_output);
  EXPECT_TRUE(get_log.streams_output && !get_log.streams_input);
  EXPECT_TRUE(get_site.unwrapped_xml_output);
  ASSERT_EQ(start_turbine.errors.size(), 2U);
  EXPECT_EQ(start_turbine.errors[0]->error_code, "TurbineTooFast");
  EXPECT_EQ(start_turbine.errors[1]->error_status, 404);
}

TEST(GeneratedTables, the_service_knows_more_than_it_implements) {
  EXPECT_EQ(turbine::model.operations.size(), 7U);
  EXPECT_THAT(turbine::model.operation_names, testing::Contains("WatchTurbine"));
  EXPECT_TRUE(std::ranges::is_sorted(turbine::model.operation_names));
  EXPECT_THAT(turbine::model.protocols, ElementsAre(ProtocolKind::json, ProtocolKind::rest_xml, ProtocolKind::query));
  EXPECT_TRUE(turbine::model.query_compatible);
}

TEST(GeneratedErrors, carry_code_and_status) {
  const auto gone = turbine::errors::turbine_not_found("no such turbine");
  EXPECT_EQ(gone.code, "TurbineNotFoundException");
  EXPECT_EQ(gone.status, 404);
  EXPECT_EQ(gone.message, "no such turbine");
  EXPECT_EQ(turbine::errors::too_fast("").code, "TurbineTooFast");
  EXPECT_EQ(turbine::errors::too_fast("").status, 429);
  EXPECT_EQ(turbine::errors::hall_on_fire("").status, 500);
}

}  // namespace
}  // namespace penstock
