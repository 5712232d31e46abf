#include "codegen/coverage.h"

#include <algorithm>

#include "codegen/output.h"

namespace penstock::codegen {

std::string coverage_document(const std::vector<ServiceCoverage>& services) {
  Text text;
  text.line("# Operations").line();
  text.line(
      "Written by `codegen coverage` from `src/services/*/operations.txt`; `tools/build coverage` renews it and a");
  text.line(
      "test fails when it is stale. An operation that the model knows and the service lacks answers `NotImplemented`.");
  text.line().line("| service | implemented | known |").line("|---|---:|---:|");
  for (const auto& service : services) {
    text.line("| [{0}](#{0}) | {1} | {2} |", service.service, service.implemented.size(),
              service.model.operations.size());
  }
  for (const auto& service : services) {
    text.line().line("## {}", service.service).line();
    text.line("{}, API version {}.", service.model.metadata_or("serviceFullName", service.service),
              service.model.metadata_or("apiVersion", ""))
        .line();
    text.line("| operation | implemented |").line("|---|---|");
    for (const auto& [name, operation] : service.model.operations) {
      text.line("| {} | {} |", name, std::ranges::binary_search(service.implemented, name) ? "yes" : "");
    }
  }
  return text.take();
}

}  // namespace penstock::codegen
