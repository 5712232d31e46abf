// The public protocol vectors, both directions and both ends: a client encodes requests and decodes responses, a server
// decodes requests and encodes responses. Bodies are compared by structure.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "wire/protocol.h"
#include "wire/query_string.h"
#include "wire/vector_model.h"
#include "wire/xml_reader.h"

namespace penstock::vectors {
namespace {

struct VectorFile {
  const char* name;
  ProtocolKind kind;
};

constexpr VectorFile files[] = {{"json.json", ProtocolKind::json},
                                {"json_1_0.json", ProtocolKind::json},
                                {"json_1_0-query-compatible.json", ProtocolKind::json},
                                {"query.json", ProtocolKind::query},
                                {"rest-xml.json", ProtocolKind::rest_xml}};

// Cases that do not apply, with the reason.
const std::map<std::string, std::string> exceptions = {
    {"SDKAppliedContentEncoding_awsJson1_0", "requests are not compressed"},
    {"SDKAppliedContentEncoding_awsJson1_1", "requests are not compressed"},
    {"SDKAppliedContentEncoding_awsQuery", "requests are not compressed"},
    {"SDKAppliedContentEncoding_restXml", "requests are not compressed"},
    {"SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_0", "requests are not compressed"},
    {"SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_1", "requests are not compressed"},
    {"SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery", "requests are not compressed"},
    {"SDKAppendedGzipAfterProvidedEncoding_restXml", "requests are not compressed"},
    {"AwsJson11HostWithPath", "the transport joins an endpoint's path"},
    {"AwsJson10HostWithPath", "the transport joins an endpoint's path"},
    {"QueryHostWithPath", "the transport joins an endpoint's path"},
    {"RestXmlHostWithPath", "the transport joins an endpoint's path"},
    {"PutAndGetInlineDocumentsInput", "no service here has documents"},
    {"IgnoreQueryParamsInResponse", "no output here has members of the query string"},
};

// Cases whose request says less than the value it came from, so that a server cannot know all of it.
const std::map<std::string, std::string> lossy_requests = {
    {"QueryEmptyQueryMaps", "an empty map leaves no trace in a form"},
    {"RestXmlQueryPrecedence", "a parameter that a member names hides the map's"},
};

std::filesystem::path folder() {
  const char* set = std::getenv("PENSTOCK_VECTORS");
  return std::filesystem::path(set ? set : "../shared/vectors") / "protocols";
}

// Calls `check` for every case of a file; says so and answers false where there are no vectors.
template <class Check>
bool each_case(const char* direction, const VectorFile& file, Check check) {
  const auto path = folder() / direction / file.name;
  std::ifstream in(path);
  if (!in) return false;
  const auto suites = Json::parse(in);
  for (const auto& suite : suites) {
    VectorModel model(suite);
    for (const auto& given : suite.at("cases")) {
      const std::string id = given.at("id");
      if (exceptions.contains(id)) continue;
      SCOPED_TRACE(std::string(file.name) + " " + id);
      check(model, model.operation(given.at("given")), given);
    }
  }
  return true;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// An element as text that is equal for equal documents. The root's own name is left out: botocore's models lost it, and
// their readers do not look at it.
std::string canonical(pugi::xml_node node, bool root = true) {
  std::multiset<std::string> parts;
  for (const auto attribute : node.attributes()) parts.insert(std::string(attribute.name()) + "=" + attribute.value());
  bool has_elements = false;
  for (const auto child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    has_elements = true;
    parts.insert(canonical(child, false));
  }
  if (!has_elements) parts.insert("'" + element_text(node) + "'");
  std::string text = root ? "root(" : std::string(local_name(node)) + "(";
  for (const auto& part : parts) text += part + " ";
  return text + ")";
}

std::string canonical_xml(std::string text) {
  XmlDocument document;
  if (text.empty()) return "nothing";
  return document.parse(text) ? canonical(document.root()) : "not XML: " + text;
}

std::multiset<std::string> parameters(std::string_view query) {
  std::multiset<std::string> all;
  const auto pairs = parse_query_string(query).value();
  for (const auto& [name, value] : pairs) all.insert(name + "=" + value);
  return all;
}

enum class BodyKind { json, form, xml, raw };

BodyKind body_kind(ProtocolKind kind, const Shape& shape, bool request) {
  if (kind == ProtocolKind::json) return BodyKind::json;
  if (kind == ProtocolKind::query) return request ? BodyKind::form : BodyKind::xml;
  const auto* payload = shape.payload;
  return payload && payload->shape->kind != Kind::structure ? BodyKind::raw : BodyKind::xml;
}

void expect_same_body(BodyKind kind, const std::string& actual, const std::string& expected) {
  switch (kind) {
    case BodyKind::json:
      EXPECT_EQ(nlohmann::json::parse(actual.empty() ? "{}" : actual),
                nlohmann::json::parse(expected.empty() ? "{}" : expected));
      break;
    case BodyKind::form:
      EXPECT_EQ(parameters(actual), parameters(expected));
      break;
    case BodyKind::xml:
      EXPECT_EQ(canonical_xml(actual), canonical_xml(expected));
      break;
    case BodyKind::raw:
      EXPECT_EQ(actual, expected);
      break;
  }
}

// Every header that the vector names. Media types may carry parameters.
void expect_headers(const Json& described, const std::map<std::string, std::string>& actual) {
  if (!described.contains("headers")) return;
  for (const auto& [name, value] : described["headers"].items()) {
    const auto key = lower(name);
    if (key == "content-length") continue;
    const auto it = actual.find(key);
    ASSERT_NE(it, actual.end()) << name;
    if (key == "content-type") {
      EXPECT_EQ(it->second.substr(0, it->second.find(';')), value.get<std::string>());
    } else {
      EXPECT_EQ(it->second, value.get<std::string>()) << name;
    }
  }
}

std::map<std::string, std::string> header_map(const HttpResponse& response) {
  std::map<std::string, std::string> headers;
  std::istringstream lines(response.header_lines());
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(": ");
    headers[lower(line.substr(0, colon))] = line.substr(colon + 2, line.size() - colon - 3);
  }
  return headers;
}

// What a route would find in a path.
std::vector<Label> labels_of(std::string_view pattern, std::string_view path) {
  std::vector<Label> labels;
  pattern = pattern.substr(0, pattern.find('?'));
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    EXPECT_EQ(path.substr(0, open), pattern.substr(0, open));
    if (open == pattern.npos) break;
    const auto close = pattern.find('}');
    auto name = pattern.substr(open + 1, close - open - 1);
    path.remove_prefix(open);
    const bool greedy = name.ends_with('+');
    if (greedy) name.remove_suffix(1);
    const auto end = greedy ? path.size() : std::min(path.find('/'), path.size());
    labels.push_back({name, parse_query_string("x=" + std::string(path.substr(0, end)))->at(0).value});
    path.remove_prefix(end);
    pattern.remove_prefix(close + 1);
  }
  return labels;
}

class NoBody final : public RequestBody {
 public:
  std::optional<std::uint64_t> length() const override { return 0; }
  Task<Result<std::span<char>>> collect(std::size_t) override { co_return std::span<char>(); }
  Task<Result<std::span<const char>>> next() override { co_return std::span<const char>(); }
};

void check_client_request(const VectorFile& file, VectorModel& model, const Operation& operation, const Json& given) {
  Dynamic input;
  from_json(*operation.input, given.at("params"), input);
  const auto request = protocol_for(file.kind).encode_request(model.service(), operation, &input);
  ASSERT_TRUE(request) << request.error().message;
  const auto& expected = given.at("serialized");
  EXPECT_EQ(request->method, expected.value("method", "POST"));
  const std::string uri = expected.at("uri");
  EXPECT_EQ(request->path, uri.substr(0, uri.find('?')));
  if (given.at("id").get<std::string>().ends_with("IdempotencyTokenAutoFill")) {
    const auto text = request->query + request->body;
    EXPECT_EQ(text.size() - text.find("token="), 6U + 36U);
    return;
  }
  EXPECT_EQ(parameters(request->query),
            parameters(uri.find('?') == uri.npos ? std::string() : uri.substr(uri.find('?') + 1)));
  std::map<std::string, std::string> headers;
  for (const auto& [name, value] : request->headers) headers[lower(name)] = value;
  expect_headers(expected, headers);
  for (const auto& name : expected.value("forbidHeaders", Json::array())) {
    EXPECT_FALSE(headers.contains(lower(name))) << name;
  }
  if (expected.contains("body")) {
    expect_same_body(body_kind(file.kind, *operation.input, true), request->body, expected["body"]);
  }
}

void check_server_request(const VectorFile& file, VectorModel&, const Operation& operation, const Json& given) {
  if (lossy_requests.contains(given.at("id"))) return;
  const auto& sent = given.at("serialized");
  const std::string uri = sent.at("uri");
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& [name, value] : sent.value("headers", Json::object()).items())
    texts.emplace_back(lower(name), value);
  std::vector<HeaderField> headers;
  for (const auto& [name, value] : texts) headers.push_back({name, value});
  const auto question = std::min(uri.find('?'), uri.size());
  NoBody none;
  HttpRequest request;
  request.method = operation.method;
  request.target = uri;
  request.path = request.target.substr(0, question);
  request.query = question < uri.size() ? request.target.substr(question + 1) : std::string_view();
  request.headers = headers;
  request.body = &none;
  auto body = sent.value("body", "");
  const auto size = body.size();
  body.resize(size + 64);
  const auto labels =
      file.kind == ProtocolKind::rest_xml ? labels_of(operation.uri, request.path) : std::vector<Label>();
  Dynamic input;
  Violations violations;
  const auto status =
      protocol_for(file.kind).decode_request(operation, request, labels, {body.data(), size}, &input, violations);
  ASSERT_TRUE(status) << status.error().code << " " << status.error().message;
  EXPECT_TRUE(violations.empty());
  Dynamic expected;
  from_json(*operation.input, given.at("params"), expected);
  if (given.at("id").get<std::string>().ends_with("IdempotencyTokenAutoFill")) return;
  EXPECT_EQ(nlohmann::json(to_json(*operation.input, input)), nlohmann::json(to_json(*operation.input, expected)));
}

ClientResponse client_response(const Json& described) {
  ClientResponse response;
  response.status = described.value("status_code", 200);
  response.body = described.value("body", "");
  for (const auto& [name, value] : described.value("headers", Json::object()).items()) {
    response.headers.emplace_back(lower(name), value);
  }
  return response;
}

void check_client_response(const VectorFile& file, VectorModel& model, const Operation& operation, const Json& given) {
  auto response = client_response(given.at("response"));
  Dynamic output;
  const auto status = protocol_for(file.kind).decode_response(model.service(), operation, response, &output);
  if (given.contains("errorCode")) {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().status, given["response"].at("status_code").get<int>());
    EXPECT_EQ(status.error().code, given["errorCode"].get<std::string>());
    EXPECT_EQ(status.error().message, given.value("errorMessage", status.error().message));
    // Text members of the body come along; ApiError has no place for headers and structures.
    const auto& fields = status.error().fields;
    for (const auto& [name, value] : given.value("error", Json::object()).items()) {
      if (name == "Header" || lower(name) == "message" || !value.is_string()) continue;
      EXPECT_NE(std::ranges::find(fields, std::pair(name, value.get<std::string>())), fields.end()) << name;
    }
    return;
  }
  ASSERT_TRUE(status) << status.error().code << " " << status.error().message;
  Dynamic expected;
  from_json(*operation.output, given.value("result", Json::object()), expected);
  EXPECT_EQ(nlohmann::json(to_json(*operation.output, output)), nlohmann::json(to_json(*operation.output, expected)));
}

// A server's own spelling may differ from the vector's (an alternative that clients have to read as well); what it
// writes has to be read back as the same value.
void check_server_response(const VectorFile& file, VectorModel& model, const Operation& operation, const Json& given) {
  const auto& protocol = protocol_for(file.kind);
  HttpResponse response;
  ClientResponse answer;
  Dynamic back;
  if (given.contains("errorCode")) {
    const ApiError error{given["response"].at("status_code").get<int>(),
                         given["errorCode"],
                         given.value("errorMessage", ""),
                         {{"TopLevel", "Top level"}}};
    protocol.encode_error(model.service(), &operation, error, "request-1", response);
    EXPECT_EQ(response.status, error.status);
    answer.status = response.status;
    answer.body = response.body;
    for (const auto& [name, value] : header_map(response)) answer.headers.emplace_back(name, value);
    const auto status = protocol.decode_response(model.service(), operation, answer, &back);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, error.code);
    EXPECT_EQ(status.error().message, error.message);
    EXPECT_EQ(status.error().fields, error.fields);
    return;
  }
  Dynamic output;
  from_json(*operation.output, given.value("result", Json::object()), output);
  protocol.encode_response(model.service(), operation, &output, "request-1", response);
  EXPECT_EQ(response.status, given["response"].value("status_code", 200));
  const auto headers = header_map(response);
  answer.status = response.status;
  answer.body = response.body;
  for (const auto& [name, value] : headers) answer.headers.emplace_back(name, value);
  ASSERT_TRUE(protocol.decode_response(model.service(), operation, answer, &back));
  EXPECT_EQ(nlohmann::json(to_json(*operation.output, back)), nlohmann::json(to_json(*operation.output, output)));
}

class ProtocolVectors : public testing::TestWithParam<VectorFile> {};

#define PENSTOCK_NEED_VECTORS(there) \
  if (!(there)) GTEST_SKIP() << "skipped: vectors not available"

TEST_P(ProtocolVectors, a_client_encodes_requests) {
  PENSTOCK_NEED_VECTORS(each_case("input", GetParam(), [](auto& model, const auto& operation, const auto& given) {
    check_client_request(GetParam(), model, operation, given);
  }));
}

TEST_P(ProtocolVectors, a_server_decodes_requests) {
  PENSTOCK_NEED_VECTORS(each_case("input", GetParam(), [](auto& model, const auto& operation, const auto& given) {
    check_server_request(GetParam(), model, operation, given);
  }));
}

TEST_P(ProtocolVectors, a_client_decodes_responses) {
  PENSTOCK_NEED_VECTORS(each_case("output", GetParam(), [](auto& model, const auto& operation, const auto& given) {
    check_client_response(GetParam(), model, operation, given);
  }));
}

TEST_P(ProtocolVectors, a_server_encodes_responses) {
  PENSTOCK_NEED_VECTORS(each_case("output", GetParam(), [](auto& model, const auto& operation, const auto& given) {
    check_server_response(GetParam(), model, operation, given);
  }));
}

INSTANTIATE_TEST_SUITE_P(Files, ProtocolVectors, testing::ValuesIn(files), [](const auto& info) {
  std::string name = info.param.name;
  name.resize(name.find('.'));
  std::ranges::replace_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
});

}  // namespace
}  // namespace penstock::vectors
