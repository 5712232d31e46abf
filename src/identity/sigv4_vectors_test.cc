// The public SigV4 cases (aws-c-auth), read from the folder that PENSTOCK_VECTORS names or ../shared/vectors.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/hex.h"
#include "identity/canonical.h"
#include "identity/sigv4.h"

namespace penstock::sigv4 {
namespace {

namespace fs = std::filesystem;

fs::path vectors() {
  const char* chosen = std::getenv("PENSTOCK_VECTORS");
  return fs::path(chosen ? chosen : "../shared/vectors") / "sigv4";
}

std::string contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

// The string value of a member in a case's context.json, which is flat enough to be searched.
std::string context_value(const std::string& context, const std::string& name) {
  const auto at = context.find('"' + name + '"');
  if (at == std::string::npos) return "";
  const auto start = context.find_first_not_of(": \"", context.find(':', at));
  return context.substr(start, context.find_first_of("\",}\n", start) - start);
}

struct Case {
  std::string method, path, query, body;
  std::vector<std::pair<std::string, std::string>> headers;

  std::vector<HeaderField> fields() const {
    std::vector<HeaderField> result;
    for (const auto& [name, value] : headers) result.push_back({name, value});
    return result;
  }
};

void add_header_line(const std::string& line, Case& parsed) {
  if (line.starts_with(' ')) {  // continues the value above
    parsed.headers.back().second += ' ' + line.substr(line.find_first_not_of(' '));
    return;
  }
  auto name = line.substr(0, line.find(':'));
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  parsed.headers.emplace_back(name, line.substr(line.find(':') + 1));
}

Case parse(const std::string& text) {
  Case parsed;
  std::stringstream lines(text);
  std::string line;
  std::getline(lines, line);
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  const auto target = line.substr(first + 1, last - first - 1);
  const auto question = target.find('?');
  parsed.method = line.substr(0, first);
  parsed.path = target.substr(0, question);
  if (question != std::string::npos) parsed.query = target.substr(question + 1);
  while (std::getline(lines, line) && !line.empty()) add_header_line(line, parsed);
  std::getline(lines, parsed.body, '\0');
  return parsed;
}

std::string credential_part(const std::string& text, const std::string& name) {
  const auto start = text.find(name + '=') + name.size() + 1;
  return text.substr(start, text.find_first_of(",&\n ", start) - start);
}

class SigV4Vectors : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(vectors())) GTEST_SKIP() << "skipped: vectors not available";
  }

  // Rebuilds what the signed request claims and compares each step with the recorded one.
  static void check(const fs::path& folder, const std::string& form) {
    SCOPED_TRACE(folder.filename().string() + " " + form);
    const auto context = contents(folder / "context.json");
    const auto signed_text = contents(folder / (form + "-signed-request.txt"));
    const auto signed_request = parse(signed_text);
    auto signed_headers = credential_part(signed_text, form == "header" ? "SignedHeaders" : "X-Amz-SignedHeaders");
    for (std::size_t at; (at = signed_headers.find("%3B")) != std::string::npos;) signed_headers.replace(at, 3, ";");

    auto query = signed_request.query;
    const bool omits_token = context_value(context, "omit_session_token") == "true";
    if (omits_token) query = query_without(query, "X-Amz-Security-Token");
    const auto fields = signed_request.fields();
    const bool signs_body = context_value(context, "sign_body") == "true";
    const auto payload_hash = signs_body ? to_hex(sha256(signed_request.body)) : std::string(empty_payload_hash);
    const auto form_of_path =
        context_value(context, "normalize") == "true" ? PathForm::normalized : PathForm::encoded_again;
    std::string canonical;
    append_canonical_request({signed_request.method, signed_request.path, query, fields}, form_of_path, signed_headers,
                             payload_hash, canonical);
    EXPECT_EQ(canonical, contents(folder / (form + "-canonical-request.txt")));

    const Scope scope{"20150830", "us-east-1", "service"};
    std::string to_sign;
    append_string_to_sign("20150830T123600Z", scope, canonical, to_sign);
    EXPECT_EQ(to_sign, contents(folder / (form + "-string-to-sign.txt")));
    const auto secret = context_value(context, "secret_access_key");
    EXPECT_EQ(text_of(signature(signing_key(secret, scope), to_sign)), contents(folder / (form + "-signature.txt")));
  }

  static void check_all(const std::string& form) {
    int cases = 0;
    for (const auto& entry : fs::directory_iterator(vectors())) {
      if (!fs::exists(entry.path() / (form + "-signed-request.txt"))) continue;
      check(entry.path(), form);
      ++cases;
    }
    EXPECT_GT(cases, 30);
  }
};

TEST_F(SigV4Vectors, of_the_authorization_header_are_met) { check_all("header"); }
TEST_F(SigV4Vectors, of_presigned_urls_are_met) { check_all("query"); }

}  // namespace
}  // namespace penstock::sigv4
