#include <algorithm>
#include <cctype>

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

bool is_rest(const Model& model) {
  return std::ranges::any_of(model.protocols,
                             [](const std::string& protocol) { return protocol.starts_with("rest-"); });
}

// The parameters or headers without which a request is another operation's: "{"partNumber", "uploadId"}".
std::vector<std::string> required_names(const Model& model, const OperationModel& operation,
                                        std::string_view location) {
  std::vector<std::string> names;
  if (operation.input.empty()) return names;
  const auto& input = model.shape(operation.input);
  for (const auto& member : input.members) {
    if (member.location != location || !input.is_required(member.name)) continue;
    auto name = member.location_name.empty() ? member.name : member.location_name;
    if (location == "header") {
      std::ranges::for_each(name, [](char& c) { c = static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    }
    names.push_back(std::move(name));
  }
  return names;
}

void emit_names(const std::string& operation, std::string_view what, const std::vector<std::string>& names,
                Text& text) {
  if (names.empty()) return;
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + quoted(name);
  text.line("constexpr std::string_view {}_{}[] = {{{}}};", operation, what, list);
}

// How requests for any operation of a REST service are told apart, implemented or not.
void emit_bindings(const Model& model, Text& text) {
  if (!is_rest(model)) return;
  text.line("namespace {{").line();
  std::string rows;
  for (const auto& [name, operation] : model.operations) {
    const auto query = required_names(model, operation, "querystring");
    const auto headers = required_names(model, operation, "header");
    emit_names(name, "query", query, text);
    emit_names(name, "headers", headers, text);
    rows += fmt::format("    {{.operation = {}, .method = {}, .uri = {}", quoted(name), quoted(operation.method),
                        quoted(operation.uri));
    if (!query.empty()) rows += fmt::format(", .required_query = {}_query", name);
    if (!headers.empty()) rows += fmt::format(", .required_headers = {}_headers", name);
    rows += "},\n";
  }
  text.line().line("constexpr penstock::Binding bindings[] = {{").line("{}}};", rows);
  text.line().line("}}  // namespace").line();
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
  emit_bindings(model, text);
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
  text.line("    .operation_names = known,");
  if (is_rest(model)) text.line("    .bindings = bindings,");
  text.line("}};").line();
  close_namespace(plan, text);
  return text.take();
}

}  // namespace penstock::codegen
