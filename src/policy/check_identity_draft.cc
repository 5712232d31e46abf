// The rules of identity policies, in the order in which AWS finds them broken. Recorded answers: the tests of moto's
// and of Versity's IAM, which were made from AWS's.
#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "policy/condition.h"
#include "policy/draft.h"
#include "policy/malformed.h"

namespace penstock::policy {
namespace {

constexpr std::string_view syntax_errors = "Syntax errors in policy.";
constexpr std::string_view legacy_parsing = "The policy failed legacy parsing";
constexpr std::size_t arn_parts = 6;

constexpr std::array<std::string_view, 13> iam_paths = {"user/",
                                                        "federated-user/",
                                                        "role/",
                                                        "group/",
                                                        "instance-profile/",
                                                        "mfa/",
                                                        "server-certificate/",
                                                        "policy/",
                                                        "sms-mfa/",
                                                        "saml-provider/",
                                                        "oidc-provider/",
                                                        "report/",
                                                        "access-report/"};
// Resources of S3 that lie in a region.
constexpr std::array<std::string_view, 5> regional_s3 = {"accesspoint/", "accesspoint:", "job/", "storage-lens/",
                                                         "async-request/"};

Status refuse(std::string_view text) { return malformed(std::string(text)); }

bool has_wildcard(std::string_view text) { return text.find_first_of("*?") != text.npos; }

// Each of the statement's lists that are there.
template <class Check>
Status each(const DraftStatement::Texts& one, const DraftStatement::Texts& other, Check check) {
  for (const auto* texts : {&one, &other}) {
    if (!*texts) continue;
    for (const auto& text : **texts) {
      if (auto status = check(text); !status) return status;
    }
  }
  return ok();
}

Status check_syntax(const DraftStatement& statement) {
  if (!statement.effect) return refuse(syntax_errors);
  const auto effect = lower(*statement.effect);
  if (effect != "allow" && effect != "deny") return refuse(syntax_errors);
  if (statement.actions && statement.not_actions) return refuse(syntax_errors);
  if (statement.resources && statement.not_resources) return refuse(syntax_errors);
  for (const auto& test : statement.tests) {
    const auto op = parse_condition_operator(test.op);
    if (!op) return refuse(syntax_errors);
    if (op->comparison != Comparison::binary) continue;
    for (const auto& value : test.values) {
      TextStore store(value.size());
      if (!parse_operand(op->comparison, value, Variables::named, store)) return refuse(syntax_errors);
    }
  }
  return ok();
}

bool is_arn_pattern(std::string_view text) {
  if (text == "*" || text.find("${") != text.npos) return true;
  return text.starts_with("arn:") && std::ranges::count(text, ':') >= static_cast<std::ptrdiff_t>(arn_parts) - 1;
}

Status check_legacy(const DraftStatement& statement, Variables variables) {
  if (*statement.effect != "Allow" && *statement.effect != "Deny") return refuse(legacy_parsing);
  for (const auto& test : statement.tests) {
    const auto op = parse_condition_operator(test.op);
    for (const auto& value : test.values) {
      if (op->comparison == Comparison::arn && !is_arn_pattern(value)) return refuse(legacy_parsing);
      TextStore store(value.size());
      if (!parse_operand(op->comparison, value, variables, store)) return refuse(legacy_parsing);
    }
  }
  return each(statement.resources, statement.not_resources, [](std::string_view resource) {
    if (!resource.starts_with("arn:")) return ok();
    const auto vendor =
        std::ranges::count(resource, ':') < 2 ? std::string_view() : resource.substr(resource.find(':', 4) + 1);
    const bool is_whole = std::ranges::count(resource, ':') >= static_cast<std::ptrdiff_t>(arn_parts) - 1;
    return is_whole && !vendor.starts_with(':') ? ok() : refuse(legacy_parsing);
  });
}

// "a:b:c" -> Partition "b" is not valid for resource "arn:b:c:*:*:*".
Status refuse_partition(const std::vector<std::string_view>& parts) {
  std::string arn = "arn";
  for (std::size_t i = 1; i < arn_parts; ++i)
    arn.append(":").append(i < parts.size() ? parts[i] : std::string_view("*"));
  return malformed("Partition \"" + std::string(parts[1]) + "\" is not valid for resource \"" + arn + "\".");
}

Status check_resource(std::string_view resource) {
  if (resource == "*") return ok();
  std::vector<std::string_view> parts;
  auto rest = resource;
  while (parts.size() + 1 < arn_parts && rest.find(':') != rest.npos) {
    parts.push_back(rest.substr(0, rest.find(':')));
    rest.remove_prefix(rest.find(':') + 1);
  }
  parts.push_back(rest);
  if (parts.size() == 1) return malformed("Resource " + std::string(resource) + " must be in ARN format or \"*\".");
  if (parts[0] != "arn" || (parts[1] != "aws" && !has_wildcard(parts[1]))) return refuse_partition(parts);
  const auto vendor = parts[2];
  const auto region = parts[3];
  const auto path = parts[5];
  if (has_wildcard(vendor)) return refuse("Resource vendor must be fully qualified and cannot contain regexes.");
  const auto begins = [&](std::string_view start) { return path.starts_with(start); };
  if (vendor == "iam" && !region.empty()) {
    return malformed("IAM resource " + std::string(resource) + " cannot contain region information.");
  }
  if (vendor == "s3" && !region.empty() && !has_wildcard(region) && std::ranges::none_of(regional_s3, begins)) {
    return malformed("Resource " + std::string(resource) + " can not contain region information.");
  }
  if (vendor == "iam" && path != "*" && std::ranges::none_of(iam_paths, begins)) {
    std::string text = "IAM resource path must either be \"*\" or start with ";
    for (const auto start : iam_paths) text.append(start).append(start == iam_paths.back() ? "." : ", ");
    return malformed(std::move(text));
  }
  return ok();
}

Status check_action(std::string_view action) {
  if (action == "*") return ok();
  const auto colon = action.find(':');
  if (colon == action.npos) {
    return refuse("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  }
  if (action.find(':', colon + 1) != action.npos) return refuse("Actions/Condition can contain only one colon.");
  const auto vendor = action.substr(0, colon);
  if (has_wildcard(vendor)) return refuse("Action vendors (e.g., aws, ec2, etc.) must not contain wildcards.");
  const auto is_allowed = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '.'; };
  if (vendor.empty() || !std::ranges::all_of(vendor, is_allowed)) {
    return malformed("Vendor " + std::string(vendor) + " is not valid");
  }
  return ok();
}

Status check_ids(const Draft& draft) {
  std::set<std::string> ids;
  for (const auto& statement : draft.statements) {
    if (!statement.id || statement.id->empty()) continue;
    if (!ids.insert(*statement.id).second) return refuse("Statement IDs (SID) in a single policy must be unique.");
  }
  const auto is_alphanumeric = [](unsigned char c) { return std::isalnum(c); };
  for (const auto& id : ids) {
    if (std::ranges::all_of(id, is_alphanumeric)) continue;
    return refuse(
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression "
        "[0-9A-Za-z]*");
  }
  return ok();
}

bool names_any(const DraftStatement::Texts& one, const DraftStatement::Texts& other) {
  return (one && !one->empty()) || (other && !other->empty());
}

}  // namespace

Status check_identity_draft(const Draft& draft, DocumentKind kind) {
  if (draft.version && draft.version != "2008-10-17" && draft.version != "2012-10-17") return refuse(syntax_errors);
  if (draft.statements.empty()) return refuse(syntax_errors);
  // A rule is checked in all statements before the next rule is.
  const auto all = [&](auto check) {
    for (const auto& statement : draft.statements) {
      if (Status status = check(statement); !status) return status;
    }
    return ok();
  };
  if (auto status = all(check_syntax); !status) return status;
  if (kind == DocumentKind::managed && draft.version != "2012-10-17") {
    return refuse("Policy document must be version 2012-10-17 or greater.");
  }
  auto status = all([](const DraftStatement& one) {
    return one.principals || one.not_principals ? refuse("Policy document should not specify a principal.") : ok();
  });
  if (!status) return status;
  status = all([&](const DraftStatement& one) { return check_legacy(one, draft.variables()); });
  if (!status) return status;
  if (status = check_ids(draft); !status) return status;
  status = all([](const DraftStatement& one) {
    return names_any(one.actions, one.not_actions) ? ok() : refuse("Policy statement must contain actions.");
  });
  if (!status) return status;
  status = all([](const DraftStatement& one) { return each(one.resources, one.not_resources, check_resource); });
  if (!status) return status;
  status = all([](const DraftStatement& one) { return each(one.actions, one.not_actions, check_action); });
  if (!status) return status;
  return all([](const DraftStatement& one) {
    return names_any(one.resources, one.not_resources) ? ok() : refuse("Policy statement must contain resources.");
  });
}

}  // namespace penstock::policy
