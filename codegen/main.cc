// codegen: writes the C++ of one service's API from its published model, and the coverage document of all services.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "codegen/coverage.h"
#include "codegen/emit.h"
#include "codegen/output.h"
#include "codegen/plan.h"
#include "codegen/read_model.h"

namespace penstock::codegen {
namespace {

struct ServiceFiles {
  std::string service;
  std::string model;
  std::string overlay;  // may be absent
  std::string operations;
};

Model load(const ServiceFiles& files) {
  Model model;
  read_model(files.model, model);
  if (std::filesystem::exists(files.overlay)) read_model(files.overlay, model);
  finish_model(model);
  return model;
}

void generate(const ServiceFiles& files, const std::string& folder, int table_files) {
  const auto model = load(files);
  const Plan plan(model, files.service, read_operations(files.operations, model));
  write_changed(folder, emit_service(plan, table_files));
}

ServiceFiles parse_entry(const std::string& entry) {
  std::vector<std::string> parts = CLI::detail::split(entry, ',');
  if (parts.size() != 4) throw InputError(fmt::format("--service {}: needs four parts", entry));
  return {parts[0], parts[1], parts[2], parts[3]};
}

enum class Stale { write, refuse };

void cover(const std::vector<std::string>& entries, const std::string& path, Stale stale) {
  std::vector<ServiceCoverage> services;
  for (const auto& entry : entries) {
    const auto files = parse_entry(entry);
    auto model = load(files);
    auto implemented = read_operations(files.operations, model);
    services.push_back({files.service, std::move(model), std::move(implemented)});
  }
  const std::filesystem::path target(path);
  const auto document = coverage_document(services);
  if (stale == Stale::write) {
    write_changed(target.parent_path().string(), {{target.filename().string(), document}});
  } else if (read_file(path) != document) {
    throw InputError(fmt::format("{} is stale: run tools/build coverage", path));
  }
}

int run(int argc, char** argv) {
  CLI::App app("Writes C++ from service models.");
  app.require_subcommand(1);

  ServiceFiles files;
  std::string out;
  int table_files = 2;
  auto* api = app.add_subcommand("api", "the API of one service");
  api->add_option("--service", files.service, "its folder under src/services")->required();
  api->add_option("--model", files.model, "service-2.json")->required();
  api->add_option("--overlay", files.overlay, "a second model laid over the first; may be absent");
  api->add_option("--operations", files.operations, "operations.txt")->required();
  api->add_option("--out", out, "folder of the generated files")->required();
  api->add_option("--table-files", table_files, "sources to split the tables over")->check(CLI::Range(1, 64));

  std::vector<std::string> entries;
  bool check = false;
  auto* coverage = app.add_subcommand("coverage", "the coverage document of all services");
  coverage->add_option("--service", entries, "NAME,MODEL,OVERLAY,OPERATIONS; repeated")->required();
  coverage->add_option("--out", out, "the document")->required();
  coverage->add_flag("--check", check, "fail when the document is stale, and write nothing");

  CLI11_PARSE(app, argc, argv);
  try {
    if (*api) generate(files, out, table_files);
    if (*coverage) cover(entries, out, check ? Stale::refuse : Stale::write);
  } catch (const std::exception& error) {
    fmt::print(stderr, "codegen: {}\n", error.what());
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace penstock::codegen

int main(int argc, char** argv) { return penstock::codegen::run(argc, argv); }
