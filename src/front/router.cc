#include "front/router.h"

#include <algorithm>

#include "front/body_bound.h"
#include "front/bucket_host.h"
#include "identity/presented.h"

namespace penstock {
namespace {

// Speaks for requests that belong to no service here.
constexpr ServiceModel nobody = {.id = "", .service_id = "", .signing_name = "", .json_version = "1.1"};

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

bool speaks(const ServiceModel& model, ProtocolKind protocol) {
  return std::ranges::find(model.protocols, protocol) != model.protocols.end();
}

bool is_rest(ProtocolKind protocol) {
  return protocol == ProtocolKind::rest_xml || protocol == ProtocolKind::rest_json;
}

bool knows(const ServiceModel& model, std::string_view operation) {
  return std::ranges::binary_search(model.operation_names, operation);
}

// AWS sends this one without a message.
ApiError unknown_operation(std::string message = {}) { return {400, "UnknownOperationException", std::move(message)}; }

ApiError not_implemented(const ServiceModel& model, std::string_view operation) {
  return error::not_implemented(std::string(model.service_id) + "." + std::string(operation) +
                                " is not implemented by this server.");
}

ApiError invalid_action(std::string_view action, std::string_view version) {
  return {400, "InvalidAction",
          "Could not find operation " + std::string(action) + " for version " +
              (version.empty() ? "NO_VERSION_SPECIFIED" : std::string(version))};
}

ApiError method_not_allowed(const HttpRequest& request, std::size_t labels) {
  constexpr std::string_view kinds[] = {"SERVICE", "BUCKET", "OBJECT"};
  return {405,
          "MethodNotAllowed",
          "The specified method is not allowed against this resource.",
          {{"Method", std::string(request.method)},
           {"ResourceType", std::string(kinds[std::min<std::size_t>(labels, 2)])}}};
}

std::string parameter(std::string_view form, std::string_view name) {
  for (auto& [found, value] : parse_query(form)) {
    if (found == name) return std::move(value);
  }
  return {};
}

bool names_action(std::string_view query) {
  return query.starts_with("Action=") || query.find("&Action=") != query.npos;
}

// The service that a request is signed for; empty for one that is not signed.
std::string signed_for(const HttpRequest& request) {
  std::string_view text;
  std::optional<std::string> presigned;
  if (const auto* header = find_header(request.headers, "authorization")) {
    constexpr std::string_view name = "Credential=";
    const auto at = header->find(name);
    if (at != header->npos) text = header->substr(at + name.size());
    text = text.substr(0, text.find_first_of(", "));
  } else if (request.query.find("X-Amz-Credential=") != request.query.npos) {
    presigned = parameter(request.query, "X-Amz-Credential");
    text = *presigned;
  }
  auto credential = parse_credential(text);
  if (!credential) credential = parse_regionless_credential(text);
  return credential ? std::string(credential->scope.service) : std::string();
}

// Of the REST services that are not here, those whose clients read XML; the others' read JSON.
constexpr std::string_view xml_services[] = {"cloudfront", "route53"};

// "iam, kinesis and s3"
std::string in_words(std::span<const std::unique_ptr<RoutedService>> services) {
  std::string words;
  for (std::size_t i = 0; i < services.size(); ++i) {
    if (i > 0) words += i + 1 == services.size() ? " and " : ", ";
    words += services[i]->entry.model->id;
  }
  return words;
}

// Java's SDKs speak CBOR to Kinesis unless they are told not to.
Status check_encoding(const HttpRequest& request) {
  const auto type = request.header("content-type");
  if (type.find("cbor") == type.npos) return ok();
  return error::not_implemented(
      std::string(type) + " is not implemented by this server: set AWS_CBOR_DISABLE=true, and the SDK sends JSON.");
}

std::unique_ptr<RoutedOperation> routed(const ServiceEntry& entry, const OperationRow& row, Metrics& metrics) {
  const auto& model = *entry.model;
  const std::string name(row.operation->name);
  const std::string service(model.id);
  auto operation = std::make_unique<RoutedOperation>();
  operation->row = &row;
  operation->access = entry.rule_of(*row.operation);
  CHECK(operation->access);
  operation->target = std::string(model.target_prefix) + "." + name;
  for (std::size_t status_class = 1; status_class < operation->by_status_class.size(); ++status_class) {
    operation->by_status_class[status_class] =
        &metrics.counter("penstock_requests_total", "Requests answered, by operation and status.",
                         {{"service", service}, {"operation", name}, {"status", std::to_string(status_class) + "xx"}});
  }
  operation->seconds = &metrics.histogram("penstock_request_seconds", "Time from a request's head to its response.",
                                          {{"service", service}, {"operation", name}});
  return operation;
}

}  // namespace

Router::Router(std::span<const ServiceEntry> services, Metrics& metrics) {
  for (const auto& entry : services) {
    auto service = std::make_unique<RoutedService>();
    service->entry = entry;
    service->body_bytes_max = body_bytes_max(*entry.model);
    for (const auto& row : entry.rows) service->operations.push_back(routed(entry, row, metrics));
    if (std::ranges::any_of(entry.model->protocols, is_rest))
      service->rest = std::make_unique<RestRoutes>(*entry.model);
    if (!entry.model->target_prefix.empty()) {
      for (const auto& operation : service->operations) targets_[operation->target] = {service.get(), operation.get()};
    }
    services_.push_back(std::move(service));
  }
  service_ids_ = in_words(services_);
}

bool Router::needs_body(const HttpRequest& request) {
  return request.method == "POST" && request.header("content-type").starts_with(form_type) &&
         find_header(request.headers, "x-amz-target") == nullptr;
}

Status Router::route(const HttpRequest& request, std::string_view body, Route& route) const {
  route.model = &nobody;
  if (const auto* target = find_header(request.headers, "x-amz-target")) {
    if (auto found = route_target(request, *target, route); !found) return found;
    return check_encoding(request);
  }
  if (needs_body(request) || names_action(request.query)) {
    if (const auto* service = find(signed_for(request)); !service || !service->rest) {
      return route_action(request, body, route);
    }
  }
  return route_rest(request, route);
}

Status Router::route_target(const HttpRequest& request, std::string_view target, Route& route) const {
  route.protocol = ProtocolKind::json;
  if (const auto found = targets_.find(target); found != targets_.end()) {
    route.service = found->second.service;
    route.model = route.service->entry.model;
    route.operation = found->second.operation;
    return ok();
  }
  const auto dot = target.rfind('.');
  for (const auto& service : services_) {
    const auto& model = *service->entry.model;
    if (dot == target.npos || model.target_prefix.empty() || model.target_prefix != target.substr(0, dot)) continue;
    return choose(*service, ProtocolKind::json, target.substr(dot + 1), route);
  }
  if (dot == target.npos) return unknown_operation();
  const auto service = signed_for(request);
  const bool is_here = service.empty() || find(service);
  return unknown_operation(message_without(is_here ? target.substr(0, dot) : std::string_view(service)));
}

Status Router::choose(const RoutedService& service, ProtocolKind protocol, std::string_view operation,
                      Route& route) const {
  route.service = &service;
  route.model = service.entry.model;
  route.protocol = protocol;
  route.operation = service.find(operation);
  if (route.operation) return ok();
  if (knows(*route.model, operation)) return not_implemented(*route.model, operation);
  return unknown_operation();
}

Status Router::route_action(const HttpRequest& request, std::string_view body, Route& route) const {
  route.protocol = ProtocolKind::query;
  const auto form = needs_body(request) ? body : request.query;
  const auto action = parameter(form, "Action");
  const auto version = parameter(form, "Version");
  const auto service_name = signed_for(request);
  const auto* of_scope = find(service_name);
  if (!of_scope && !service_name.empty()) return ApiError{400, "InvalidAction", message_without(service_name)};
  for (const auto& service : services_) {
    const auto& model = *service->entry.model;
    if (!speaks(model, ProtocolKind::query) || (of_scope && of_scope != service.get())) continue;
    if (!of_scope && (version != model.api_version || !knows(model, action))) continue;
    auto chosen = choose(*service, ProtocolKind::query, action, route);
    if (!chosen && chosen.error().code == "UnknownOperationException") return invalid_action(action, version);
    return chosen;
  }
  return invalid_action(action, version);
}

Status Router::route_rest(const HttpRequest& request, Route& route) const {
  const auto service_name = signed_for(request);
  const auto* service = find(service_name);
  if (!service && !service_name.empty()) {
    const bool reads_xml = std::ranges::find(xml_services, service_name) != std::end(xml_services);
    route.protocol = reads_xml ? ProtocolKind::query : ProtocolKind::json;
    return ApiError{404, "UnknownOperationException", message_without(service_name)};
  }
  if (!service) service = service_with(ProtocolKind::rest_xml);
  if (!service) return unknown_operation();
  route.service = service;
  route.model = service->entry.model;
  if (!service->rest) {
    // A POST that forgot its target, or a browser's GET.
    if (request.method == "POST") return unknown_operation();
    return ApiError{403, "AccessDeniedException", "Unable to determine service/operation name to be authorized"};
  }
  route.protocol = *std::ranges::find_if(route.model->protocols, is_rest);
  std::string path(request.path);
  const auto bucket = route.is_s3() ? bucket_of_host(request.header("host")) : std::string_view{};
  if (!bucket.empty()) path.insert(0, bucket).insert(0, "/");
  auto match = service->rest->match(request, path);
  route.labels = std::move(match.labels);
  if (!match.operation.empty()) return choose(*service, route.protocol, match.operation, route);
  if (route.is_s3()) {
    // "/", "/bucket", "/bucket/key"
    const auto slash = path.find('/', 1);
    const bool is_key = slash != path.npos && slash + 1 < path.size();
    return method_not_allowed(request, path.size() <= 1 ? 0 : is_key ? 2 : 1);
  }
  return ApiError{404, "UnknownOperationException", ""};
}

const RoutedService* Router::find(std::string_view signing_name) const {
  for (const auto& service : services_) {
    if (service->entry.model->signing_name == signing_name) return service.get();
  }
  return nullptr;
}

std::string Router::message_without(std::string_view service) const {
  return "This server has no " + std::string(service) + ". It has " + service_ids_ + ".";
}

const RoutedService* Router::service_with(ProtocolKind protocol) const {
  for (const auto& service : services_) {
    if (speaks(*service->entry.model, protocol)) return service.get();
  }
  return nullptr;
}

}  // namespace penstock
