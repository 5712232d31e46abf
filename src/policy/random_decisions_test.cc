// Random policies and requests: the evaluator decides as the plain model does, and explains what it decides.
#include <random>

#include "policy/decision_fixture.h"
#include "policy/explain.h"
#include "policy/plain_model.h"

namespace penstock::policy {
namespace {

constexpr std::string_view ana = "arn:aws:iam::111111111111:user/ana";
constexpr std::string_view loader = "arn:aws:iam::111111111111:role/loader";
constexpr std::string_view night = "arn:aws:sts::111111111111:assumed-role/loader/night";
constexpr std::string_view bo = "arn:aws:sts::111111111111:federated-user/bo";
constexpr std::string_view provider = "arn:aws:iam::111111111111:oidc-provider/idp.example.com";

std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string list_of(const plain::Values& values) {
  std::string text = "[";
  for (const auto& value : values) text += (text.size() > 1 ? ", " : "") + in_quotes(value);
  return text + "]";
}

std::string json_of(const plain::Statement& statement) {
  std::string text = std::string("{\"Effect\": \"") + (statement.allows ? "Allow" : "Deny") + "\"";
  text += std::string(", \"") + (statement.not_action ? "NotAction" : "Action") + "\": " + list_of(statement.actions);
  if (!statement.resources.empty()) {
    text += std::string(", \"") + (statement.not_resource ? "NotResource" : "Resource") +
            "\": " + list_of(statement.resources);
  }
  if (!statement.principals.empty()) {
    text += std::string(", \"") + (statement.not_principal ? "NotPrincipal" : "Principal") + "\": ";
    if (statement.principals[0].first.empty()) {
      text += "\"*\"";
    } else {
      std::map<std::string, plain::Values> by_type;
      for (const auto& [type, value] : statement.principals) by_type[type].push_back(value);
      std::string entries;
      for (const auto& [type, values] : by_type) {
        entries += (entries.empty() ? "" : ", ") + in_quotes(type) + ": " + list_of(values);
      }
      text += "{" + entries + "}";
    }
  }
  if (!statement.tests.empty()) {
    std::string tests;
    for (const auto& test : statement.tests) {
      auto op = test.op;
      if (test.negated && op == "IpAddress") op = "NotIpAddress";
      if (test.negated && op != "NotIpAddress") {
        const auto family = op.find_first_of("ELIGB", 1);  // StringEquals -> StringNotEquals
        op.insert(family, "Not");
      }
      tests += (tests.empty() ? "" : ", ") + in_quotes(test.quantifier + op + (test.if_exists ? "IfExists" : "")) +
               ": {" + in_quotes(test.key) + ": " + list_of(test.values) + "}";
    }
    text += ", \"Condition\": {" + tests + "}";
  }
  return text + "}";
}

std::shared_ptr<const Document> document_of(const plain::Policy& policy, DocumentKind kind) {
  std::string statements;
  for (const auto& statement : policy) statements += (statements.empty() ? "" : ", ") + json_of(statement);
  const auto json = "{\"Version\": \"2012-10-17\", \"Statement\": [" + statements + "]}";
  auto document = parse_document(json, kind);
  if (document) return *document;
  ADD_FAILURE() << document.error().message << ": " << json;
  return nullptr;
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : random_(seed) {}

  bool one_in(unsigned n) { return random_() % n == 0; }
  std::size_t below(std::size_t n) { return random_() % n; }
  std::string of(std::initializer_list<std::string_view> texts) {
    return std::string(*(texts.begin() + static_cast<std::ptrdiff_t>(below(texts.size()))));
  }
  plain::Values some(std::initializer_list<std::string_view> texts, std::size_t count_max) {
    plain::Values values;
    for (auto left = 1 + below(count_max); left > 0; --left) values.push_back(of(texts));
    return values;
  }

  plain::Asked request() {
    plain::Asked asked;
    is_trust_ = one_in(5);
    asked.who = who();
    asked.action = is_trust_ ? "sts:AssumeRole" : of({"kinesis:PutRecord", "kinesis:GetRecords", "s3:GetObject"});
    asked.resource = is_trust_ ? std::string(loader)
                               : of({"arn:aws:kinesis:eu-west-1:111111111111:stream/a", "arn:aws:s3:::home/ana/x",
                                     "arn:aws:s3:::home/*/x", "*"});
    asked.owner = of({"", own_account, other_account});
    asked.must_allow = is_trust_;
    if (is_trust_ || one_in(2)) asked.resource_policy = policy(true);
    for (const auto* key : {"k", "n", "ip", "arn", "aws:username", "flag"}) {
      if (!one_in(3)) asked.keys[key] = values_of(key);
    }
    return asked;
  }

 private:
  plain::Who who() {
    plain::Who who{.kind = static_cast<plain::Kind>(below(7)), .account = std::string(own_account)};
    switch (who.kind) {
      case plain::Kind::root:
        who.arn = "arn:aws:iam::111111111111:root";
        break;
      case plain::Kind::user:
        who.arn = ana;
        break;
      case plain::Kind::session:
        who.arn = night, who.origin = loader;
        break;
      case plain::Kind::federated:
        who.arn = bo, who.origin = ana;
        break;
      case plain::Kind::service:
        who.arn = "pipes.amazonaws.com", who.account.clear();
        break;
      case plain::Kind::stranger:
        who.account.clear();
        break;
      case plain::Kind::web:
        who.arn = provider, who.account.clear();
        break;
    }
    if (who.kind != plain::Kind::user && who.kind != plain::Kind::session && who.kind != plain::Kind::federated) {
      return who;
    }
    for (auto left = below(3); left > 0; --left) who.identity.push_back(policy(false));
    if (one_in(4)) who.boundary = policy(false);
    if (who.kind != plain::Kind::user && one_in(3)) {
      who.session.emplace();
      for (auto left = below(3); left > 0; --left) who.session->push_back(policy(false));
    }
    return who;
  }

  plain::Policy policy(bool has_principals) {
    plain::Policy policy;
    for (auto left = 1 + below(3); left > 0; --left) policy.push_back(statement(has_principals));
    return policy;
  }

  plain::Statement statement(bool has_principals) {
    plain::Statement one{.allows = !one_in(4), .not_action = one_in(8), .not_resource = one_in(8)};
    const bool is_of_trust = has_principals && is_trust_;
    one.actions =
        is_of_trust
            ? some({"sts:AssumeRole", "sts:AssumeRole*", "sts:TagSession"}, 2)
            : some({"*", "kinesis:*", "KINESIS:Put*", "kinesis:GetRecords", "s3:?etObject", "sts:*", "iam:*"}, 3);
    if (!is_of_trust) {
      one.resources = some({"*", "arn:aws:kinesis:*:*:stream/*", "arn:aws:kinesis:eu-west-1:111111111111:stream/a",
                            "arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::home/${k, 'ana'}/?",
                            "arn:aws:s3:::home/${*}/x", "arn:aws:iam::*:role/*"},
                           2);
    }
    if (has_principals) one.principals = principals(one);
    for (auto left = one_in(2) ? below(3) : 0; left > 0; --left) one.tests.push_back(test());
    // One operator stands once in a Condition element.
    if (one.tests.size() == 2 && one.tests[0].op == one.tests[1].op) one.tests.pop_back();
    return one;
  }

  std::vector<std::pair<std::string, std::string>> principals(plain::Statement& statement) {
    statement.not_principal = !is_trust_ && one_in(6);
    if (!is_trust_ && one_in(5)) return {{"", "*"}};
    std::vector<std::pair<std::string, std::string>> some;
    if (statement.not_principal && one_in(2)) {  // who is spared as a rule, one left out at times
      for (const auto name : {own_account, ana, loader, night}) {
        if (!one_in(4)) some.emplace_back("AWS", name);
      }
      if (!some.empty()) return some;
    }
    for (auto left = 1 + below(3); left > 0; --left) {
      if (one_in(8)) {
        some.emplace_back("Service", "pipes.amazonaws.com");
      } else if (one_in(8)) {
        some.emplace_back("Federated", provider);
      } else {
        some.emplace_back("AWS", of({"*", own_account, other_account, ana, loader, night, bo,
                                     "arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"}));
      }
    }
    return some;
  }

  plain::Test test() {
    plain::Test test;
    const auto family = below(6);
    if (family == 0) {
      test.op = of({"StringEquals", "StringEqualsIgnoreCase", "StringLike"});
      test.key = "K";
      test.values = some({"a", "A", "a*", "${aws:username}", "?", "${aws:username, 'b'}x", ""}, 3);
    } else if (family == 1) {
      test.op = of({"NumericEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan",
                    "NumericGreaterThanEquals"});
      test.key = "n";
      test.values = some({"1", "2", "2.5"}, 2);
    } else if (family == 2) {
      test.op = "IpAddress";
      test.key = "ip";
      test.values = some({"10.0.0.0/8", "10.1.2.3", "10.128.0.0/9", "192.0.2.0/31"}, 2);
    } else if (family == 3) {
      test.op = of({"ArnEquals", "ArnLike"});
      test.key = "arn";
      test.values = some({"arn:aws:sns:*:*:a", "arn:aws:s*:eu-west-1:*:*", "arn:aws:sns:eu-*:1:a:b"}, 2);
    } else if (family == 4) {
      test.op = "Bool";
      test.key = "flag";
      test.values = some({"true", "false"}, 1);
    } else {
      test.op = "Null";
      test.key = of({"k", "n", "nothing"});
      test.values = some({"true", "false"}, 1);
      return test;
    }
    const bool is_ordered = test.op.starts_with("Numeric") && test.op != "NumericEquals";
    test.negated = !is_ordered && test.op != "Bool" && one_in(3);
    test.if_exists = one_in(4);
    if (one_in(3)) test.quantifier = of({"ForAllValues:", "ForAnyValue:"});
    return test;
  }

  plain::Values values_of(std::string_view key) {
    if (key == "k") return some({"a", "A", "ana", "ab", "*", ""}, 2);
    if (key == "n") return some({"1", "2", "3", "x"}, 2);
    if (key == "ip") return some({"10.1.2.3", "10.200.0.1", "192.0.2.1", "no"}, 1);
    if (key == "arn") return some({"arn:aws:sns:eu-west-1:1:a", "arn:aws:sqs:eu-west-1:1:a:b", "a"}, 2);
    if (key == "flag") return some({"true", "False"}, 1);
    return some({"ana", "*", "a"}, 1);
  }

  std::mt19937_64 random_;
  bool is_trust_ = false;
};

class KeysContext final : public Context {
 public:
  explicit KeysContext(const plain::Keys& keys) : keys_(keys) {}
  bool find(std::string_view key, std::vector<std::string>& values) const override {
    const auto found = keys_.find(std::string(key));
    if (found == keys_.end()) return false;
    values.insert(values.end(), found->second.begin(), found->second.end());
    return true;
  }

 private:
  const plain::Keys& keys_;
};

Principal principal_of(const plain::Who& who) {
  constexpr PrincipalKind kinds[] = {PrincipalKind::root,           PrincipalKind::user,    PrincipalKind::role_session,
                                     PrincipalKind::federated_user, PrincipalKind::service, PrincipalKind::anonymous,
                                     PrincipalKind::web_identity};
  Principal principal{.kind = kinds[static_cast<int>(who.kind)], .account = who.account, .arn = who.arn, .id = "id"};
  (who.kind == plain::Kind::session ? principal.role_arn : principal.user_arn) = who.origin;
  for (const auto& policy : who.identity) {
    principal.policies.push_back({"", document_of(policy, DocumentKind::identity)});
  }
  if (who.boundary) principal.boundary = NamedDocument{"", document_of(*who.boundary, DocumentKind::identity)};
  if (who.session) {
    principal.session_policies.emplace();
    for (const auto& policy : *who.session) {
      principal.session_policies->push_back({"", document_of(policy, DocumentKind::identity)});
    }
  }
  return principal;
}

TEST(Evaluate, decides_as_the_plain_model_on_random_policies) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  Random random(seed);
  std::map<std::string, int> verdicts;
  for (int run = 0; run < 8000; ++run) {
    SCOPED_TRACE(run);
    const auto asked = random.request();
    const auto principal = principal_of(asked.who);
    std::shared_ptr<const Document> resource_policy;
    if (asked.resource_policy) {
      resource_policy =
          document_of(*asked.resource_policy, asked.must_allow ? DocumentKind::trust : DocumentKind::resource);
    }
    if (HasFailure()) return;
    const KeysContext context(asked.keys);
    const Request request{.principal = principal,
                          .action = asked.action,
                          .resource = asked.resource,
                          .resource_account = asked.owner,
                          .resource_policy = resource_policy.get(),
                          .resource_policy_must_allow = asked.must_allow,
                          .context = context};
    const auto decision = evaluate(request);
    auto words = words_of(decision);
    ASSERT_EQ(words_of(explain(request).decision), words);
    if (const auto bracket = words.find('['); bracket != words.npos) words.resize(bracket);
    ASSERT_EQ(words, plain::decide(asked));
    ++verdicts[words];
  }
  EXPECT_EQ(verdicts.size(), 13u);  // three allowed, five denied implicitly, five explicitly
}

}  // namespace
}  // namespace penstock::policy
