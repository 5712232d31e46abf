#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "codegen/read_model.h"

namespace penstock::codegen {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(fmt::format("{}: cannot be read", path));
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> read_operations(const std::string& path, const Model& model) {
  std::vector<std::string> names;
  std::istringstream lines(read_file(path));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string name, more;
    if (!(words >> name)) continue;
    if (words >> more) throw InputError(fmt::format("{}: one operation a line, not \"{}\"", path, line));
    if (!model.operations.contains(name)) {
      throw InputError(fmt::format("{}: neither the model nor an overlay has an operation {}", path, name));
    }
    names.push_back(name);
  }
  std::ranges::sort(names);
  if (const auto twice = std::ranges::adjacent_find(names); twice != names.end()) {
    throw InputError(fmt::format("{}: {} is there twice", path, *twice));
  }
  return names;
}

}  // namespace penstock::codegen
