#include "codegen/output.h"

#include <filesystem>
#include <fstream>

#include "codegen/read_model.h"

namespace penstock::codegen {

void write_changed(const std::string& folder, const Files& files) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  for (const auto& [name, content] : files) {
    const auto path = (std::filesystem::path(folder) / name).string();
    if (std::filesystem::exists(path, failure) && read_file(path) == content) continue;
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << content;
    file.close();
    if (!file) throw InputError(fmt::format("{}: cannot be written", path));
  }
}

}  // namespace penstock::codegen
