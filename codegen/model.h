// A published service model in memory, as far as the generator needs it. Read by read_model.h; immutable afterwards.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace penstock::codegen {

// A reference from a structure, list or map to a shape, with the traits that sit on the reference.
struct MemberModel {
  std::string name;
  std::string shape;
  std::string location;       // "header", "headers", "uri", "querystring", "statusCode" or none
  std::string location_name;  // none: the name
  std::string timestamp_format;
  std::string xml_namespace;
  std::string xml_prefix;
  bool flattened = false;
  bool xml_attribute = false;
  bool idempotency_token = false;
  bool host_label = false;
};

enum class ShapeType {
  string,
  blob,
  boolean,
  integer,
  long_,
  float_,
  double_,
  timestamp,
  list,
  map,
  structure,
  stream,
  attribute_value,  // overlays say so: item::AttributeValue
  attribute_map     // a map of those: item::AttributeMap
};

// One C++ type that is written by hand, whatever the model says of its inside.
inline bool is_native(ShapeType type) { return type == ShapeType::attribute_value || type == ShapeType::attribute_map; }

struct ShapeModel {
  std::string name;
  ShapeType type = ShapeType::structure;
  std::vector<MemberModel> members;
  std::vector<std::string> required;
  std::vector<std::string> order;  // in which members are checked; those it does not name follow
  std::string payload;
  MemberModel element;  // lists
  MemberModel key;      // maps
  MemberModel value;    // maps
  std::optional<std::int64_t> min;
  std::optional<std::int64_t> max;
  std::string pattern;
  std::vector<std::string> enum_values;
  std::string timestamp_format;
  std::string xml_name;
  std::string xml_namespace;
  std::string xml_prefix;
  bool flattened = false;
  bool sensitive = false;
  bool json_value = false;
  bool unsupported = false;  // an event stream or a document: no operation that reaches it can be generated
  bool is_error = false;
  bool fault = false;  // the server's
  std::optional<bool> sender_fault;
  std::string error_code;
  int error_status = 0;  // 0: by the kind of fault

  bool is_required(const std::string& member) const;
};

struct OperationModel {
  std::string name;
  std::string method = "POST";
  std::string uri = "/";
  int success_status = 200;
  std::string input;  // empty: none
  std::string output;
  std::string input_xml_name;
  std::string input_xml_namespace;
  std::string output_wrapper;
  bool output_unwrapped = false;
  bool checksum_required = false;
  std::vector<std::string> errors;
};

struct Model {
  std::map<std::string, std::string> metadata;  // the string values
  std::vector<std::string> protocols;           // "json", "rest-xml" ...; the first one is what our client speaks
  bool query_compatible = false;                // speaks JSON now, and Query's error codes still
  std::map<std::string, OperationModel> operations;
  std::map<std::string, ShapeModel> shapes;

  const ShapeModel& shape(const std::string& name) const { return shapes.at(name); }
  std::string metadata_or(const std::string& key, const std::string& otherwise) const;
};

}  // namespace penstock::codegen
