#include "services/sts/json_web_token.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "base/base64.h"

namespace penstock::sts {
namespace {

using Element = simdjson::dom::element;

constexpr std::string_view tags_claim = "https://aws.amazon.com/tags";
constexpr std::string_view source_identity_claim = "https://aws.amazon.com/source_identity";

// Claims are read by calls that note when one is there and has another type.
class Claims {
 public:
  explicit Claims(simdjson::dom::object object) : object_(object) {}

  void text(std::string_view name, std::string& value) {
    const auto found = find(name);
    if (!found) return;
    std::string_view text;
    note(found->get(text) == simdjson::SUCCESS);
    value = text;
  }
  // One text, or a list of them.
  void texts(std::string_view name, std::vector<std::string>& values) {
    const auto found = find(name);
    if (found) note(append(*found, values));
  }
  // Whole seconds: a fraction is dropped.
  void seconds(std::string_view name, std::optional<std::int64_t>& value) {
    const auto found = find(name);
    if (!found) return;
    double number = 0;
    const bool is_number = found->get(number) == simdjson::SUCCESS && number >= 0 && number < 1e12;
    note(is_number);
    if (is_number) value = static_cast<std::int64_t>(number);
  }
  void tags(JsonWebToken& token) {
    const auto found = find(tags_claim);
    if (!found) return;
    simdjson::dom::object tags;
    if (found->get(tags) != simdjson::SUCCESS) return note(false);
    Claims inner(tags);
    inner.texts("transitive_tag_keys", token.transitive_tag_keys);
    if (const auto principal_tags = inner.find("principal_tags")) {
      simdjson::dom::object pairs;
      if (principal_tags->get(pairs) != simdjson::SUCCESS) return note(false);
      for (const auto [key, element] : pairs) {
        std::vector<std::string> values;
        inner.note(append(element, values));
        for (auto& value : values) token.tags.emplace_back(key, std::move(value));
      }
    }
    note(inner.good());
  }
  bool good() const { return good_; }

 private:
  std::optional<Element> find(std::string_view name) const {
    Element element;
    if (object_[name].get(element) != simdjson::SUCCESS || element.is_null()) return std::nullopt;
    return element;
  }
  static bool append(Element element, std::vector<std::string>& values) {
    std::string_view text;
    if (element.get(text) == simdjson::SUCCESS) {
      values.emplace_back(text);
      return true;
    }
    simdjson::dom::array list;
    if (element.get(list) != simdjson::SUCCESS) return false;
    for (const auto member : list) {
      if (member.get(text) != simdjson::SUCCESS) return false;
      values.emplace_back(text);
    }
    return true;
  }
  void note(bool is_fine) { good_ = good_ && is_fine; }

  simdjson::dom::object object_;
  bool good_ = true;
};

bool read_header(std::string_view json, JsonWebToken& token) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(simdjson::padded_string(json)).get(object) != simdjson::SUCCESS) return false;
  Claims header(object);
  header.text("alg", token.algorithm);
  header.text("kid", token.key_id);
  return header.good();
}

bool read_claims(std::string_view json, JsonWebToken& token) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  const simdjson::padded_string text(json);
  if (parser.parse(text).get(object) != simdjson::SUCCESS) return false;
  Claims claims(object);
  claims.text("iss", token.issuer);
  claims.text("sub", token.subject);
  claims.text("azp", token.authorized_party);
  claims.text("email", token.email);
  claims.text(source_identity_claim, token.source_identity);
  claims.texts("aud", token.audiences);
  claims.texts("amr", token.methods);
  claims.seconds("exp", token.expires);
  claims.seconds("iat", token.issued);
  claims.seconds("nbf", token.not_before);
  claims.tags(token);
  return claims.good();
}

}  // namespace

std::optional<std::string> from_base64url(std::string_view text) {
  std::string standard(text);
  for (auto& c : standard) {
    if (c == '+' || c == '/' || c == '=') return std::nullopt;
    if (c == '-') c = '+';
    if (c == '_') c = '/';
  }
  standard.resize((standard.size() + 3) / 4 * 4, '=');
  std::string bytes;
  if (!from_base64(standard, bytes)) return std::nullopt;
  return bytes;
}

std::optional<JsonWebToken> read_json_web_token(std::string_view text) {
  const auto first = text.find('.');
  const auto second = text.find('.', first == text.npos ? first : first + 1);
  if (second == text.npos) return std::nullopt;
  const auto header = from_base64url(text.substr(0, first));
  const auto claims = from_base64url(text.substr(first + 1, second - first - 1));
  auto signature = from_base64url(text.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  JsonWebToken token;
  token.signed_bytes = text.substr(0, second);
  token.signature = std::move(*signature);
  if (!read_header(*header, token) || !read_claims(*claims, token)) return std::nullopt;
  return token;
}

}  // namespace penstock::sts
