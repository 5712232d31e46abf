// Generates the API of the model in testdata/turbine and compares it with testdata/golden.
// PENSTOCK_UPDATE_GOLDEN=1 writes the golden files instead; read their diff before committing it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "codegen/emit.h"
#include "codegen/read_model.h"

namespace penstock::codegen {
namespace {

const std::string golden = "codegen/testdata/golden/api/turbine";

Files generated() {
  Model model;
  read_model("codegen/testdata/turbine/service-2.json", model);
  read_model("codegen/testdata/turbine/overlay.json", model);
  finish_model(model);
  const Plan plan(model, "turbine", read_operations("codegen/testdata/turbine/operations.txt", model));
  return emit_service(plan, 2);
}

TEST(Golden, output_is_as_committed) {
  const auto files = generated();
  if (const char* update = std::getenv("PENSTOCK_UPDATE_GOLDEN"); update && *update == '1') {
    std::filesystem::remove_all(golden);
    write_changed(golden, files);
  }
  for (const auto& [name, content] : files) EXPECT_EQ(content, read_file(golden + "/" + name)) << name;
  for (const auto& entry : std::filesystem::directory_iterator(golden)) {
    EXPECT_TRUE(files.contains(entry.path().filename().string())) << entry.path();
  }
}

TEST(Golden, output_is_the_same_each_time) { EXPECT_EQ(generated(), generated()); }

TEST(WriteChanged, leaves_an_equal_file_alone) {
  const auto folder = std::filesystem::temp_directory_path() / ("penstock-codegen-" + std::to_string(::getpid()));
  const auto path = folder / "a.h";
  write_changed(folder.string(), {{"a.h", "one"}});
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  std::filesystem::last_write_time(path, old);

  write_changed(folder.string(), {{"a.h", "one"}});
  EXPECT_EQ(std::filesystem::last_write_time(path), old);
  write_changed(folder.string(), {{"a.h", "two"}});
  EXPECT_NE(std::filesystem::last_write_time(path), old);
  EXPECT_EQ(read_file(path.string()), "two");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace penstock::codegen
