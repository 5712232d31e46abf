#include "codegen/emit.h"

namespace penstock::codegen {

std::string emit_errors_header(const Plan& plan) {
  auto text = header_of(plan, {"<string>", "<utility>", "", "base/api_error.h"});
  text.line("namespace penstock::{}::errors {{", plan.namespace_name()).line();
  UniqueNames names;
  for (const auto* shape : plan.errors()) {
    const auto& model = *shape->model;
    const bool sender = model.sender_fault.value_or(!model.fault);
    const auto status = model.error_status != 0 ? model.error_status : (sender ? 400 : 500);
    text.line("inline penstock::ApiError {}(std::string message) {{", names.take(error_name(model.name)));
    text.line("  return {{{}, {}, std::move(message)}};", status,
              quoted(model.error_code.empty() ? model.name : model.error_code));
    text.line("}}").line();
  }
  text.line("}}  // namespace penstock::{}::errors", plan.namespace_name());
  return text.take();
}

}  // namespace penstock::codegen
