#include "wire/xml_error.h"

#include "wire/number.h"
#include "wire/xml_reader.h"
#include "wire/xml_writer.h"

namespace penstock {
namespace {

void append_fields(std::string& out, const ApiError& error) {
  for (const auto& [name, value] : error.fields) append_xml_element(out, name, value);
}

// The words of RFC 9110, for answers without a body.
std::string_view reason(int status) {
  switch (status) {
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 416:
      return "Range Not Satisfiable";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return {};
  }
}

// <Error>, <ErrorResponse><Error> or <Response><Errors><Error>.
pugi::xml_node error_element(pugi::xml_node root) {
  if (local_name(root) == "Error") return root;
  if (const auto error = child_element(root, "Error")) return error;
  return child_element(child_element(root, "Errors"), "Error");
}

bool has_elements(pugi::xml_node node) {
  for (const auto child : node.children()) {
    if (child.type() == pugi::node_element) return true;
  }
  return false;
}

void read_element(pugi::xml_node element, ApiError& error) {
  for (const auto child : element.children()) {
    if (child.type() != pugi::node_element) continue;
    const auto name = local_name(child);
    if (name == "Code") {
      error.code = element_text(child);
    } else if (name == "Message" || name == "message") {
      error.message = element_text(child);
    } else if (name != "Type" && name != "RequestId" && name != "HostId" && !has_elements(child)) {
      error.fields.emplace_back(name, element_text(child));
    }
  }
}

}  // namespace

void append_error_response(std::string& out, const ServiceModel& service, std::string_view code, const ApiError& error,
                           std::string_view request_id) {
  out += "<ErrorResponse";
  if (!service.xml_namespace.empty()) {
    out += " xmlns=\"";
    append_xml_text(out, service.xml_namespace);
    out += '"';
  }
  out += "><Error>";
  append_xml_element(out, "Type", error.is_client_fault() ? "Sender" : "Receiver");
  append_xml_element(out, "Code", code);
  append_xml_element(out, "Message", error.message);
  append_fields(out, error);
  out += "</Error>";
  append_xml_element(out, "RequestId", request_id);
  out += "</ErrorResponse>";
}

void append_s3_error(std::string& out, const ApiError& error, std::string_view request_id, std::string_view host_id) {
  out += xml_declaration;
  out += "<Error>";
  append_xml_element(out, "Code", error.code);
  append_xml_element(out, "Message", error.message);
  append_fields(out, error);
  append_xml_element(out, "RequestId", request_id);
  append_xml_element(out, "HostId", host_id);
  out += "</Error>";
}

ApiError read_xml_error(pugi::xml_node root, int status) {
  ApiError error{.status = status, .code = {}, .message = {}};
  read_element(error_element(root), error);
  if (error.code.empty()) {
    error.code = number_text(status);
    if (error.message.empty()) error.message = reason(status);
  }
  return error;
}

ApiError read_xml_error(ClientResponse& response) {
  XmlDocument document;
  const bool readable = !response.body.empty() && document.parse(response.body);
  return read_xml_error(readable ? document.root() : pugi::xml_node(), response.status);
}

}  // namespace penstock
