// Builds shape tables from the models that the public protocol vectors carry. For tests.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "wire/dynamic_value.h"
#include "wire/model.h"

namespace penstock::vectors {

// One suite of a vector file: its shapes, and the operation of a case. Owns every text that the tables point to.
class VectorModel {
 public:
  explicit VectorModel(const Json& suite) : shapes_json_(suite.at("shapes")) {
    const auto& metadata = suite.at("metadata");
    service_.id = "vectors";
    service_.api_version = keep(metadata.value("apiVersion", ""));
    service_.target_prefix = keep(metadata.value("targetPrefix", ""));
    service_.json_version = keep(metadata.value("jsonVersion", ""));
    service_.query_compatible = metadata.contains("awsQueryCompatible");
    service_.xml_namespace = namespace_of(metadata).first;
  }
  VectorModel(const VectorModel&) = delete;

  const ServiceModel& service() const { return service_; }
  bool has_documents() const {
    for (const auto& shape : shapes_json_) {
      if (shape.value("document", false)) return true;
    }
    return false;
  }

  const Operation& operation(const Json& given) {
    auto& operation = operations_.emplace_back();
    operation.name = keep(given.at("name"));
    operation.method = keep(given.at("http").value("method", "POST"));
    operation.uri = keep(given.at("http").value("requestUri", "/"));
    operation.success_status = given.at("http").value("responseCode", 200);
    operation.input = body_shape(given, "input");
    operation.output = body_shape(given, "output");
    if (given.contains("input")) {
      operation.input_xml_name = keep(given["input"].value("locationName", ""));
      operation.input_xml_namespace = namespace_of(given["input"]).first;
    }
    if (given.contains("output")) operation.output_wrapper = keep(given["output"].value("resultWrapper", ""));
    auto& errors = errors_.emplace_back();
    for (const auto& error : given.value("errors", Json::array())) errors.push_back(shape(error.at("shape")));
    operation.errors = errors;
    return operation;
  }

 private:
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  std::pair<std::string_view, std::string_view> namespace_of(const Json& json) {
    const auto it = json.find("xmlNamespace");
    if (it == json.end()) return {};
    if (it->is_string()) return {keep(*it), {}};
    return {keep(it->value("uri", "")), keep(it->value("prefix", ""))};
  }

  static Kind kind_of(const Json& json) {
    static const std::map<std::string, Kind> kinds = {
        {"string", Kind::string},   {"character", Kind::string}, {"blob", Kind::blob},
        {"boolean", Kind::boolean}, {"integer", Kind::integer},  {"long", Kind::long_},
        {"float", Kind::float_},    {"double", Kind::double_},   {"timestamp", Kind::timestamp},
        {"list", Kind::list},       {"map", Kind::map},          {"structure", Kind::structure}};
    return kinds.at(json.at("type"));
  }

  static TimestampFormat format_of(const Json& json) {
    const auto name = json.value("timestampFormat", "");
    if (name == "iso8601") return TimestampFormat::iso8601;
    if (name == "rfc822") return TimestampFormat::rfc822;
    if (name == "unixTimestamp") return TimestampFormat::epoch_seconds;
    return TimestampFormat::unspecified;
  }

  static Location location_of(const Json& json, const Shape& shape) {
    const auto name = json.value("location", "");
    if (name == "header") return Location::header;
    if (name == "headers") return Location::header_prefix;
    if (name == "uri") return Location::uri;
    if (name == "querystring") return shape.kind == Kind::map ? Location::query_map : Location::query;
    if (name == "statusCode") return Location::status_code;
    return Location::body;
  }

  const Shape* body_shape(const Json& given, const char* which) {
    if (given.contains(which)) return shape(given[which].at("shape"));
    auto& none = shapes_["(none)"];
    none.name = "None";
    none.kind = Kind::structure;
    return &none;
  }

  Member member(const std::string& name, const Json& json) {
    Member member;
    member.name = keep(name);
    member.wire_name = keep(json.value("locationName", name));
    member.shape = json.value("jsonvalue", false) ? json_text(json.at("shape")) : shape(json.at("shape"));
    member.location = location_of(json, *member.shape);
    member.flattened = json.value("flattened", false);
    member.xml_attribute = json.value("xmlAttribute", false);
    member.idempotency_token = json.value("idempotencyToken", false);
    member.host_label = json.value("hostLabel", false);
    member.timestamp_format = format_of(json);
    std::tie(member.xml_namespace, member.xml_prefix) = namespace_of(json);
    member.slot = slot;
    member.peek = peek;
    return member;
  }

  const Member* element(const std::string& name, const Json& json) {
    return &elements_.emplace_back(member(name, json));
  }

  // A string shape that holds JSON, beside the plain one of the same name.
  const Shape* json_text(const std::string& name) {
    const auto* plain = shape(name);
    auto& made = shapes_["json " + name];
    made = *plain;
    made.json_value = true;
    return &made;
  }

  const Shape* shape(const std::string& name) {
    if (const auto it = shapes_.find(name); it != shapes_.end()) return &it->second;
    const auto& json = shapes_json_.at(name);
    auto& made = shapes_[name];  // known before its members are made, which may come back to it
    made.name = keep(name);
    made.kind = kind_of(json);
    made.flattened = json.value("flattened", false);
    made.timestamp_format = format_of(json);
    made.xml_name = keep(json.value("locationName", ""));
    std::tie(made.xml_namespace, made.xml_prefix) = namespace_of(json);
    if (json.contains("error")) made.error_code = keep(json["error"].value("code", ""));
    if (made.kind == Kind::list) {
      made.element = element("member", json.at("member"));
      made.container = container_ops(made.element->shape->kind, false);
    } else if (made.kind == Kind::map) {
      made.key = element("key", json.at("key"));
      made.value = element("value", json.at("value"));
      made.container = container_ops(made.value->shape->kind, true);
    } else if (made.kind == Kind::structure) {
      structure(made, json);
    }
    return &made;
  }

  void structure(Shape& made, const Json& json) {
    auto& members = members_.emplace_back();
    const auto described = json.value("members", Json::object());
    members.reserve(described.size());
    for (const auto& [name, inner] : described.items()) members.push_back(member(name, inner));
    made.members = members;
    const auto payload = json.value("payload", "");
    for (auto& inner : members) {
      if (payload.empty() || inner.name != payload) continue;
      inner.location = Location::payload;
      made.payload = &inner;
    }
  }

  const Json& shapes_json_;
  ServiceModel service_;
  std::deque<std::string> texts_;
  std::map<std::string, Shape> shapes_;
  std::deque<std::vector<Member>> members_;
  std::deque<Member> elements_;
  std::deque<Operation> operations_;
  std::deque<std::vector<const Shape*>> errors_;
};

}  // namespace penstock::vectors
