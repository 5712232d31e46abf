// Reads service models (the "service-2.json" format that the SDKs publish) and overlays into a Model.
#pragma once

#include <stdexcept>
#include <string>

#include "codegen/model.h"

namespace penstock::codegen {

// What is wrong with the input, for the person at the terminal; main() prints it and exits.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Reads `path` into the model. A second file is an overlay: its shapes, members, operations, errors and enum values are
// added; a trait that it states replaces the model's.
void read_model(const std::string& path, Model& model);

// Call once, after the last file: gives streaming and JSON-valued members shapes of their own.
void finish_model(Model& model);

// Names in an operations.txt: one a line, '#' begins a comment. Sorted; a repeated or unknown name is an InputError.
std::vector<std::string> read_operations(const std::string& path, const Model& model);

std::string read_file(const std::string& path);

}  // namespace penstock::codegen
