#include "policy/managed.h"

#include <simdjson.h>

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "policy/managed_sources.h"

namespace penstock::policy {
namespace {

namespace ondemand = simdjson::ondemand;

std::string text_of(ondemand::document& source, std::string_view name) {
  std::string_view text;
  CHECK(source[name].get_string().get(text) == simdjson::SUCCESS);
  return std::string(text);
}

// The files are ours, so one that cannot be read is a bug; a test reads them all.
ManagedPolicy read_managed(std::string_view text) {
  const simdjson::padded_string padded(text);
  ondemand::parser parser;
  ondemand::document source;
  CHECK(parser.iterate(padded).get(source) == simdjson::SUCCESS);
  ManagedPolicy policy{.name = text_of(source, "PolicyName"),
                       .path = text_of(source, "Path"),
                       .arn = {},
                       .version_id = text_of(source, "DefaultVersionId"),
                       .description = text_of(source, "Description"),
                       .json = {},
                       .document = nullptr};
  policy.arn = "arn:aws:iam::aws:policy" + policy.path + policy.name;
  ondemand::object document;
  std::string_view raw;
  CHECK(source["Document"].get_object().get(document) == simdjson::SUCCESS);
  CHECK(document.raw_json().get(raw) == simdjson::SUCCESS);
  raw = raw.substr(0, raw.rfind('}') + 1);  // it goes on to the next token
  policy.json = text.substr(static_cast<std::size_t>(raw.data() - padded.data()), raw.size());
  auto parsed = parse_document(policy.json, DocumentKind::managed);
  CHECK(parsed.has_value());
  policy.document = *std::move(parsed);
  return policy;
}

std::vector<ManagedPolicy> read_all() {
  std::vector<ManagedPolicy> policies;
  for (const auto source : managed_sources()) policies.push_back(read_managed(source));
  std::ranges::sort(policies, {}, &ManagedPolicy::arn);
  return policies;
}

}  // namespace

std::span<const ManagedPolicy> aws_managed_policies() {
  static const auto policies = read_all();
  return policies;
}

const ManagedPolicy* find_aws_managed_policy(std::string_view arn) {
  const auto policies = aws_managed_policies();
  const auto found = std::ranges::lower_bound(policies, arn, {}, &ManagedPolicy::arn);
  return found != policies.end() && found->arn == arn ? &*found : nullptr;
}

}  // namespace penstock::policy
