#include "codegen/read_model.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>

namespace penstock::codegen {
namespace {

using Json = simdjson::dom::element;

std::string text_of(Json json) {
  std::string_view text;
  if (json.get(text) == simdjson::SUCCESS) return std::string(text);
  return {};
}

std::optional<Json> find(Json json, std::string_view key) {
  Json found;
  if (json[key].get(found) == simdjson::SUCCESS) return found;
  return std::nullopt;
}

template <class Visit>
void for_each_field(std::optional<Json> json, Visit visit) {
  if (!json) return;
  simdjson::dom::object object;
  if (json->get(object) != simdjson::SUCCESS) throw InputError("expected a JSON object");
  for (auto field : object) visit(std::string(field.key), field.value);
}

template <class Visit>
void for_each_item(std::optional<Json> json, Visit visit) {
  if (!json) return;
  simdjson::dom::array array;
  if (json->get(array) != simdjson::SUCCESS) throw InputError("expected a JSON array");
  for (Json item : array) visit(item);
}

void read(Json json, std::string_view key, std::string& into) {
  if (auto found = find(json, key)) into = text_of(*found);
}

void read(Json json, std::string_view key, bool& into) {
  if (auto found = find(json, key)) into = found->get_bool().value_unsafe();
}

void read(Json json, std::string_view key, int& into) {
  if (auto found = find(json, key)) into = static_cast<int>(found->get_int64().value_unsafe());
}

// A bound that is no whole number is widened to one, so that nothing valid is refused.
void read_bound(Json json, std::string_view key, double (*widen)(double), std::optional<std::int64_t>& into) {
  auto found = find(json, key);
  if (!found) return;
  std::int64_t whole = 0;
  double number = 0;
  if (found->get(whole) == simdjson::SUCCESS) {
    into = whole;
  } else if (found->get(number) == simdjson::SUCCESS) {
    into = static_cast<std::int64_t>(widen(number));
  }
}

void read_xml_namespace(Json json, std::string& uri, std::string* prefix) {
  auto found = find(json, "xmlNamespace");
  if (!found) return;
  if (found->is_string()) {
    uri = text_of(*found);
    return;
  }
  read(*found, "uri", uri);
  if (prefix) read(*found, "prefix", *prefix);
}

// Names that carry a trait for finish_model until their shapes are split off.
constexpr std::string_view streaming_suffix = "#stream";
constexpr std::string_view json_suffix = "#json";

void read_member(Json json, MemberModel& member) {
  read(json, "shape", member.shape);
  read(json, "location", member.location);
  read(json, "locationName", member.location_name);
  read(json, "timestampFormat", member.timestamp_format);
  read_xml_namespace(json, member.xml_namespace, &member.xml_prefix);
  read(json, "flattened", member.flattened);
  read(json, "xmlAttribute", member.xml_attribute);
  read(json, "idempotencyToken", member.idempotency_token);
  read(json, "hostLabel", member.host_label);
  bool streaming = false, json_value = false;
  read(json, "streaming", streaming);
  read(json, "jsonvalue", json_value);
  if (streaming) member.shape += streaming_suffix;
  if (json_value) member.shape += json_suffix;
}

ShapeType type_named(const std::string& type, const std::string& shape) {
  static const std::map<std::string, ShapeType, std::less<>> types = {
      {"string", ShapeType::string},   {"character", ShapeType::string},    {"blob", ShapeType::blob},
      {"boolean", ShapeType::boolean}, {"integer", ShapeType::integer},     {"long", ShapeType::long_},
      {"float", ShapeType::float_},    {"double", ShapeType::double_},      {"timestamp", ShapeType::timestamp},
      {"list", ShapeType::list},       {"structure", ShapeType::structure}, {"map", ShapeType::map},
  };
  const auto found = types.find(type);
  if (found == types.end()) throw InputError(fmt::format("shape {}: type \"{}\" is not known", shape, type));
  return found->second;
}

ShapeType native_named(const std::string& type, const std::string& shape) {
  if (type == "attribute_value") return ShapeType::attribute_value;
  throw InputError(fmt::format("shape {}: native type \"{}\" is not known", shape, type));
}

void read_error_traits(Json json, ShapeModel& shape) {
  read(json, "exception", shape.is_error);
  read(json, "fault", shape.fault);
  if (auto error = find(json, "error")) {
    shape.is_error = true;
    read(*error, "code", shape.error_code);
    read(*error, "httpStatusCode", shape.error_status);
    if (auto sender = find(*error, "senderFault")) shape.sender_fault = sender->get_bool().value_unsafe();
  }
}

// An overlay adds values, or names all of them in an order of its own.
void read_enum(Json json, std::vector<std::string>& values) {
  std::vector<std::string> named;
  for_each_item(find(json, "enum"), [&](Json value) { named.push_back(text_of(value)); });
  const auto is_named = [&](const std::string& value) { return std::ranges::find(named, value) != named.end(); };
  if (std::ranges::all_of(values, is_named)) values.clear();
  for (auto& value : named) {
    if (std::ranges::find(values, value) == values.end()) values.push_back(std::move(value));
  }
}

void read_shape(Json json, ShapeModel& shape) {
  if (auto type = find(json, "type")) shape.type = type_named(text_of(*type), shape.name);
  for_each_field(find(json, "members"), [&](const std::string& name, Json value) {
    auto member = std::ranges::find(shape.members, name, &MemberModel::name);
    if (member == shape.members.end()) member = shape.members.insert(member, MemberModel{.name = name});
    read_member(value, *member);
  });
  if (auto required = find(json, "required")) {
    shape.required.clear();
    for_each_item(required, [&](Json name) { shape.required.push_back(text_of(name)); });
  }
  read_enum(json, shape.enum_values);
  for_each_item(find(json, "checkedInOrder"), [&](Json name) { shape.order.push_back(text_of(name)); });
  if (auto member = find(json, "member")) read_member(*member, shape.element);
  if (auto key = find(json, "key")) read_member(*key, shape.key);
  if (auto value = find(json, "value")) read_member(*value, shape.value);
  read(json, "payload", shape.payload);
  read_bound(json, "min", std::floor, shape.min);
  read_bound(json, "max", std::ceil, shape.max);
  read(json, "pattern", shape.pattern);
  read(json, "timestampFormat", shape.timestamp_format);
  read(json, "locationName", shape.xml_name);
  read_xml_namespace(json, shape.xml_namespace, &shape.xml_prefix);
  read(json, "flattened", shape.flattened);
  read(json, "sensitive", shape.sensitive);
  for (const char* trait : {"eventstream", "document"}) {
    bool present = false;
    read(json, trait, present);
    shape.unsupported |= present;
  }
  bool streaming = false;
  read(json, "streaming", streaming);
  if (streaming) shape.type = ShapeType::stream;
  if (auto native = find(json, "native")) shape.type = native_named(text_of(*native), shape.name);
  read_error_traits(json, shape);
}

void read_metadata(const std::string& key, Json value, Model& model) {
  if (key == "protocols") {
    model.protocols.clear();
    for_each_item(value, [&](Json protocol) { model.protocols.push_back(text_of(protocol)); });
  } else if (key == "awsQueryCompatible") {
    model.query_compatible = true;
  } else if (value.is_string()) {
    model.metadata[key] = text_of(value);
  }
}

void read_operation(Json json, OperationModel& operation) {
  if (auto http = find(json, "http")) {
    read(*http, "method", operation.method);
    read(*http, "requestUri", operation.uri);
    read(*http, "responseCode", operation.success_status);
  }
  if (auto input = find(json, "input")) {
    read(*input, "shape", operation.input);
    read(*input, "locationName", operation.input_xml_name);
    read_xml_namespace(*input, operation.input_xml_namespace, nullptr);
  }
  if (auto output = find(json, "output")) {
    read(*output, "shape", operation.output);
    read(*output, "resultWrapper", operation.output_wrapper);
  }
  read(json, "unwrappedXmlOutput", operation.output_unwrapped);
  for_each_item(find(json, "errors"), [&](Json error) {
    std::string shape;
    read(error, "shape", shape);
    if (std::ranges::find(operation.errors, shape) == operation.errors.end()) operation.errors.push_back(shape);
  });
  read(json, "httpChecksumRequired", operation.checksum_required);
  if (auto checksum = find(json, "httpChecksum")) {
    read(*checksum, "requestChecksumRequired", operation.checksum_required);
  }
}

// The shape that a marked reference means: a copy of the blob or string with the trait, made once.
void settle_reference(Model& model, MemberModel& member) {
  const auto mark = member.shape.find('#');
  if (mark == std::string::npos) return;
  const auto name = member.shape.substr(0, mark);
  const bool streaming = member.shape.substr(mark) == streaming_suffix;
  const auto found = model.shapes.find(name);
  if (found == model.shapes.end()) throw InputError(fmt::format("member {}: no shape {}", member.name, name));
  auto copy = found->second;
  copy.name = name + (streaming ? "Stream" : "JsonValue");
  copy.type = streaming ? ShapeType::stream : copy.type;
  copy.json_value = !streaming;
  member.shape = copy.name;
  model.shapes.insert_or_assign(copy.name, std::move(copy));
}

}  // namespace

void read_model(const std::string& path, Model& model) {
  simdjson::dom::parser parser;
  Json json;
  if (const auto failure = parser.load(path).get(json); failure != simdjson::SUCCESS) {
    throw InputError(fmt::format("{}: {}", path, simdjson::error_message(failure)));
  }
  try {
    for_each_field(find(json, "metadata"),
                   [&](const std::string& key, Json value) { read_metadata(key, value, model); });
    for_each_field(find(json, "shapes"), [&](const std::string& name, Json value) {
      auto& shape = model.shapes[name];
      shape.name = name;
      read_shape(value, shape);
    });
    for_each_field(find(json, "operations"), [&](const std::string& name, Json value) {
      auto& operation = model.operations[name];
      operation.name = name;
      read_operation(value, operation);
    });
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", path, error.what()));
  }
}

void finish_model(Model& model) {
  if (model.protocols.empty()) model.protocols.push_back(model.metadata_or("protocol", ""));
  std::vector<std::string> names;
  for (const auto& [name, shape] : model.shapes) names.push_back(name);
  for (const auto& name : names) {
    // Map nodes stay where they are while settle_reference adds shapes.
    auto& shape = model.shapes.at(name);
    for (auto& member : shape.members) settle_reference(model, member);
    for (auto* member : {&shape.element, &shape.key, &shape.value}) settle_reference(model, *member);
  }
  for (auto& [name, shape] : model.shapes) {
    if (shape.type == ShapeType::map && model.shapes.at(shape.value.shape).type == ShapeType::attribute_value) {
      shape.type = ShapeType::attribute_map;
    }
    if (shape.type == ShapeType::stream) shape.min = shape.max = std::nullopt;  // its length shows when it is read
  }
}

bool ShapeModel::is_required(const std::string& member) const {
  return std::ranges::find(required, member) != required.end();
}

std::string Model::metadata_or(const std::string& key, const std::string& otherwise) const {
  const auto found = metadata.find(key);
  return found == metadata.end() ? otherwise : found->second;
}

}  // namespace penstock::codegen
