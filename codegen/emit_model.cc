#include <algorithm>

#include "codegen/emit.h"
#include "codegen/read_model.h"

namespace penstock::codegen {
namespace {

std::string_view protocol_kind(const std::string& name) {
  if (name == "json") return "json";
  if (name == "rest-xml") return "rest_xml";
  if (name == "query") return "query";
  if (name == "rest-json") return "rest_json";
  if (name == "smithy-rpc-v2-cbor") return "rpc_v2_cbor";
  throw InputError(fmt::format("protocol \"{}\" is not known", name));
}

bool streams(const PlannedShape& shape) {
  return std::ranges::any_of(
      shape.members, [](const PlannedMember& member) { return member.shape->model->type == ShapeType::stream; });
}

// Whether JSON or another protocol without resource paths comes first; its binding is always POST /.
void emit_operation(const PlannedOperation& operation, Text& text) {
  const auto& model = *operation.model;
  if (!operation.errors.empty()) {
    text.line("namespace {{\nconstexpr const penstock::Shape* {}_errors_[] = {{", operation.name);
    for (const auto* error : operation.errors) text.line("    &shapes::{},", error->table);
    text.line("}};\n}}");
  }
  text.line("constinit const penstock::Operation {} = {{", operation.name);
  text.line("    .name = {},", quoted(model.name));
  text.line("    .method = {},", quoted(model.method));
  text.line("    .uri = {},", quoted(model.uri));
  text.line("    .input = &shapes::{},", operation.input->table);
  text.line("    .output = &shapes::{},", operation.output->table);
  if (model.success_status != 200) text.line("    .success_status = {},", model.success_status);
  if (!model.input_xml_name.empty()) text.line("    .input_xml_name = {},", quoted(model.input_xml_name));
  if (!model.input_xml_namespace.empty()) {
    text.line("    .input_xml_namespace = {},", quoted(model.input_xml_namespace));
  }
  if (!model.output_wrapper.empty()) text.line("    .output_wrapper = {},", quoted(model.output_wrapper));
  if (!operation.errors.empty()) text.line("    .errors = {}_errors_,", operation.name);
  if (streams(*operation.input)) text.line("    .streams_input = true,");
  if (streams(*operation.output)) text.line("    .streams_output = true,");
  if (model.checksum_required) text.line("    .checksum_required = true,");
  if (model.output_unwrapped) text.line("    .unwrapped_xml_output = true,");
  text.line("}};").line();
}

void emit_lists(const Plan& plan, Text& text) {
  text.line("namespace {{").line().line("constexpr penstock::ProtocolKind protocols[] = {{");
  for (const auto& protocol : plan.model().protocols)
    text.line("    penstock::ProtocolKind::{},", protocol_kind(protocol));
  text.line("}};").line();
  if (!plan.operations().empty()) {
    text.line("constexpr const penstock::Operation* implemented[] = {{");
    for (const auto& operation : plan.operations()) text.line("    &operations::{},", operation.name);
    text.line("}};").line();
  }
  text.line("constexpr std::string_view known[] = {{");
  for (const auto& [name, operation] : plan.model().operations) text.line("    {},", quoted(name));
  text.line("}};").line().line("}}  // namespace").line();
}

}  // namespace

std::string emit_model_header(const Plan& plan) {
  auto text = header_of(plan, {"wire/model.h"});
  open_namespace(plan, text);
  text.line().line("extern const penstock::ServiceModel model;").line();
  text.line("namespace operations {{").line();
  for (const auto& operation : plan.operations()) text.line("extern const penstock::Operation {};", operation.name);
  text.line().line("}}  // namespace operations").line();
  close_namespace(plan, text);
  return text.take();
}

std::string emit_model(const Plan& plan) {
  const auto path = fmt::format("api/{}/", plan.service());
  auto text = source_of(plan, {path + "model.h", "", path + "shape_tables.h"});
  open_namespace(plan, text);
  text.line().line("namespace operations {{").line();
  for (const auto& operation : plan.operations()) emit_operation(operation, text);
  text.line("}}  // namespace operations").line();
  emit_lists(plan, text);
  const auto& model = plan.model();
  const auto prefix = model.metadata_or("endpointPrefix", plan.service());
  const std::pair<const char*, std::string> fields[] = {
      {"id", plan.service()},
      {"service_id", model.metadata_or("serviceId", plan.service())},
      {"signing_name", model.metadata_or("signingName", prefix)},
      {"endpoint_prefix", prefix},
      {"api_version", model.metadata_or("apiVersion", "")},
      {"target_prefix", model.metadata_or("targetPrefix", "")},
      {"json_version", model.metadata_or("jsonVersion", "")},
  };
  text.line("constinit const penstock::ServiceModel model = {{");
  for (const auto& [name, value] : fields) {
    if (!value.empty()) text.line("    .{} = {},", name, quoted(value));
  }
  if (model.query_compatible) text.line("    .query_compatible = true,");
  if (const auto uri = model.metadata_or("xmlNamespace", ""); !uri.empty()) {
    text.line("    .xml_namespace = {},", quoted(uri));
  }
  text.line("    .protocols = protocols,");
  if (!plan.operations().empty()) text.line("    .operations = implemented,");
  text.line("    .operation_names = known,").line("}};").line();
  close_namespace(plan, text);
  return text.take();
}

}  // namespace penstock::codegen
