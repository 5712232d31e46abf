// The coverage document: per service, which of the operations that its model knows are implemented.
#pragma once

#include <string>
#include <vector>

#include "codegen/model.h"

namespace penstock::codegen {

struct ServiceCoverage {
  std::string service;
  Model model;
  std::vector<std::string> implemented;  // sorted
};

// Markdown, services in the order given.
std::string coverage_document(const std::vector<ServiceCoverage>& services);

}  // namespace penstock::codegen
