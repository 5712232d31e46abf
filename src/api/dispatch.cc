#include "api/dispatch.h"

namespace penstock {

Status complete(std::span<const ServiceEntry> services) {
  std::string missing;
  for (const auto& entry : services) {
    for (const auto& row : entry.rows) {
      if (entry.rule_of(*row.operation)) continue;
      missing += (missing.empty() ? "" : ", ") + std::string(entry.model->id) + "." + std::string(row.operation->name);
    }
  }
  if (missing.empty()) return ok();
  return error::internal("There is no access rule for " + missing + ": nobody could be refused.");
}

}  // namespace penstock
