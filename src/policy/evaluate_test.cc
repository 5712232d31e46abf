// Decisions, each with its reason, in tables: who asks, what the policies say, what comes out and by which statement.
#include "policy/evaluate.h"

#include <initializer_list>

#include "base/ids.h"
#include "policy/decision_fixture.h"

namespace penstock::policy {
namespace {

constexpr std::string_view allow_put = "{'Effect': 'Allow', 'Action': 'kinesis:PutRecord', 'Resource': '*'}";
constexpr std::string_view deny_put = "{'Effect': 'Deny', 'Action': 'kinesis:PutRecord', 'Resource': '*'}";
constexpr std::string_view allow_all = "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}";
constexpr std::string_view allow_s3 = "{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}";
constexpr std::string_view none = "-";  // there is no such policy

// The request is kinesis:PutRecord on the stream orders of the principal's account unless the case says otherwise.
struct Case {
  std::string_view what;
  Principal who = user_ana();
  std::string_view identity = none;
  std::string_view boundary = none;
  std::string_view session = none;
  std::string_view resource_policy = none;
  DocumentKind resource_kind = DocumentKind::resource;
  std::string_view resource_account = {};
  std::string_view action = "kinesis:PutRecord";
  std::string_view resource = orders;
  std::vector<ContextEntry> context = {};
  std::string_view verdict;
};

void expect_decisions(std::initializer_list<Case> cases) {
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    auto who = one.who;
    if (one.identity != none) who.policies = {named("own", one.identity)};
    if (one.boundary != none) who.boundary = named("limit", one.boundary);
    if (one.session != none) {
      who.session_policies.emplace();
      if (!one.session.empty()) who.session_policies->push_back(named("narrow", one.session));
    }
    std::shared_ptr<const Document> resource_policy;
    if (one.resource_policy != none) resource_policy = document_of(one.resource_policy, one.resource_kind);
    const EntryContext context(one.context);
    const auto decision = evaluate({.principal = who,
                                    .action = one.action,
                                    .resource = one.resource,
                                    .resource_account = one.resource_account,
                                    .resource_policy = resource_policy.get(),
                                    .resource_policy_must_allow = one.resource_kind == DocumentKind::trust,
                                    .context = context});
    EXPECT_EQ(words_of(decision), one.verdict);
  }
}

TEST(Evaluate, by_identity_policies) {
  expect_decisions({
      {.what = "no policy at all", .verdict = "implicitly denied: identity"},
      {.what = "an allow", .identity = allow_put, .verdict = "allowed: identity own[0]"},
      {.what = "an allow of something else", .identity = allow_s3, .verdict = "implicitly denied: identity"},
      {.what = "the first allow is told",
       .identity = "{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}, {'Effect': 'Allow', 'Action': '*', "
                   "'Resource': '*'}, {'Effect': 'Allow', 'Action': 'kinesis:*', 'Resource': '*'}",
       .verdict = "allowed: identity own[1]"},
      {.what = "a deny before the allow",
       .identity = "{'Effect': 'Deny', 'Action': 'kinesis:Put*', 'Resource': '*'}, {'Effect': 'Allow', 'Action': '*', "
                   "'Resource': '*'}",
       .verdict = "explicitly denied: identity own[0]"},
      {.what = "a deny behind the allow",
       .identity = "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}, {'Effect': 'Deny', 'Action': 'kinesis:Put*', "
                   "'Resource': '*'}",
       .verdict = "explicitly denied: identity own[1]"},
      {.what = "a deny alone", .identity = deny_put, .verdict = "explicitly denied: identity own[0]"},
      {.what = "the root of the account", .who = *root_principal(own_account), .verdict = "allowed: identity"},
  });
}

TEST(Evaluate, by_actions) {
  const auto allow = [](std::string_view element) {
    return "{'Effect': 'Allow', " + std::string(element) + ", 'Resource': '*'}";
  };
  const auto same_case = allow("'Action': 'kinesis:PutRecord'");
  const auto other_case = allow("'Action': 'KINESIS:putrecord'");
  const auto longer = allow("'Action': 'kinesis:PutRecords'");
  const auto prefix = allow("'Action': 'kinesis:Put*'");
  const auto one_more = allow("'Action': 'kinesis:PutRecord?'");
  const auto inside = allow("'Action': 'kinesis:*Rec?rd'");
  const auto service = allow("'Action': 'kinesis:*'");
  const auto list = allow("'Action': ['s3:Get*', 'kinesis:Get*', 'kinesis:PutRecord', 'sqs:*']");
  const auto not_it = allow("'NotAction': 'kinesis:PutRecord'");
  const auto not_service = allow("'NotAction': 'kinesis:*'");
  const auto not_others = allow("'NotAction': ['iam:*', 'kinesis:Delete*']");
  constexpr std::string_view yes = "allowed: identity own[0]";
  constexpr std::string_view no = "implicitly denied: identity";
  expect_decisions({
      {.what = "the same name", .identity = same_case, .verdict = yes},
      {.what = "case does not matter", .identity = other_case, .verdict = yes},
      {.what = "a longer name", .identity = longer, .verdict = no},
      {.what = "a prefix", .identity = prefix, .verdict = yes},
      {.what = "? stands for exactly one", .identity = one_more, .verdict = no},
      {.what = "? does", .identity = one_more, .action = "kinesis:PutRecords", .verdict = yes},
      {.what = "wildcards inside", .identity = inside, .verdict = yes},
      {.what = "a whole service", .identity = service, .verdict = yes},
      {.what = "another service", .identity = service, .action = "kinesisanalytics:Start", .verdict = no},
      {.what = "one of a list", .identity = list, .verdict = yes},
      {.what = "none of a list", .identity = list, .action = "kinesis:DeleteStream", .verdict = no},
      {.what = "NotAction names it", .identity = not_it, .verdict = no},
      {.what = "NotAction names another", .identity = not_it, .action = "iam:CreateUser", .verdict = yes},
      {.what = "NotAction names its service", .identity = not_service, .verdict = no},
      {.what = "NotAction names others", .identity = not_others, .verdict = yes},
  });
}

TEST(Evaluate, by_resources) {
  const auto allow = [](std::string_view element) {
    return "{'Effect': 'Allow', 'Action': '*', " + std::string(element) + "}";
  };
  const auto exact = allow("'Resource': 'arn:aws:kinesis:us-east-1:111111111111:stream/orders'");
  const auto prefix = allow("'Resource': 'arn:aws:kinesis:us-east-1:111111111111:stream/*'");
  const auto regions = allow("'Resource': 'arn:aws:kinesis:*:111111111111:stream/ord?rs'");
  const auto archives = allow("'Resource': 'arn:aws:s3:::logs/*.gz'");
  const auto everything_but = allow("'NotResource': 'arn:aws:kinesis:*:*:stream/secret-*'");
  const auto own_folder = allow("'Resource': 'arn:aws:s3:::home/${aws:username}/*'");
  const auto folder_or_all = allow("'Resource': 'arn:aws:s3:::home/${aws:username, \\u0027all\\u0027}/*'");
  const auto star_itself = allow("'Resource': 'arn:aws:s3:::home/${*}'");
  constexpr std::string_view yes = "allowed: identity own[0]";
  constexpr std::string_view no = "implicitly denied: identity";
  constexpr std::string_view upper_case = "arn:aws:kinesis:us-east-1:111111111111:stream/ORDERS";
  expect_decisions({
      {.what = "the same", .identity = exact, .verdict = yes},
      {.what = "case matters", .identity = exact, .resource = upper_case, .verdict = no},
      {.what = "the prefix of a longer one",
       .identity = exact,
       .resource = "arn:aws:kinesis:us-east-1:111111111111:stream/orders-2",
       .verdict = no},
      {.what = "a prefix", .identity = prefix, .verdict = yes},
      {.what = "wildcards inside", .identity = regions, .verdict = yes},
      {.what = "a run over colons",
       .identity = archives,
       .resource = "arn:aws:s3:::logs/2026-01-31T09:30:00.gz",
       .verdict = yes},
      {.what = "no resource is none of these", .identity = prefix, .resource = "*", .verdict = no},
      {.what = "no resource is all of them", .identity = allow_all, .resource = "*", .verdict = yes},
      {.what = "NotResource names another", .identity = everything_but, .verdict = yes},
      {.what = "NotResource names it",
       .identity = everything_but,
       .resource = "arn:aws:kinesis:us-east-1:111111111111:stream/secret-1",
       .verdict = no},
      {.what = "a variable",
       .identity = own_folder,
       .resource = "arn:aws:s3:::home/ana/a.txt",
       .context = {{"aws:username", "ana"}},
       .verdict = yes},
      {.what = "a variable of another value",
       .identity = own_folder,
       .resource = "arn:aws:s3:::home/bo/a.txt",
       .context = {{"aws:username", "ana"}},
       .verdict = no},
      {.what = "a variable without value",
       .identity = own_folder,
       .resource = "arn:aws:s3:::home//a.txt",
       .verdict = no},
      {.what = "a wildcard that a variable brings in is a character",
       .identity = own_folder,
       .resource = "arn:aws:s3:::home/bo/a.txt",
       .context = {{"aws:username", "*"}},
       .verdict = no},
      {.what = "a default", .identity = folder_or_all, .resource = "arn:aws:s3:::home/all/a.txt", .verdict = yes},
      {.what = "a value before the default",
       .identity = folder_or_all,
       .resource = "arn:aws:s3:::home/all/a.txt",
       .context = {{"aws:username", "ana"}},
       .verdict = no},
      {.what = "a star itself", .identity = star_itself, .resource = "arn:aws:s3:::home/*", .verdict = yes},
      {.what = "nothing but a star", .identity = star_itself, .resource = "arn:aws:s3:::home/x", .verdict = no},
  });
}

TEST(Evaluate, by_boundaries_and_session_policies) {
  expect_decisions({
      {.what = "both allow", .identity = allow_put, .boundary = allow_all, .verdict = "allowed: identity own[0]"},
      {.what = "the boundary does not",
       .identity = allow_put,
       .boundary = allow_s3,
       .verdict = "implicitly denied: boundary"},
      {.what = "a boundary grants nothing",
       .identity = allow_s3,
       .boundary = allow_all,
       .verdict = "implicitly denied: identity"},
      {.what = "the boundary denies",
       .identity = allow_put,
       .boundary = deny_put,
       .verdict = "explicitly denied: boundary limit[0]"},
      {.what = "all three allow",
       .who = loader_session(),
       .identity = allow_put,
       .boundary = allow_all,
       .session = allow_put,
       .verdict = "allowed: identity own[0]"},
      {.what = "the session policy does not",
       .who = loader_session(),
       .identity = allow_put,
       .session = allow_s3,
       .verdict = "implicitly denied: session"},
      {.what = "a session policy grants nothing",
       .who = loader_session(),
       .identity = allow_s3,
       .session = allow_put,
       .verdict = "implicitly denied: identity"},
      {.what = "the session policy denies",
       .who = loader_session(),
       .identity = allow_put,
       .session = deny_put,
       .verdict = "explicitly denied: session narrow[0]"},
      {.what = "a federated user without session policies may do nothing",
       .who = federated_bo(),
       .identity = allow_all,
       .session = "",
       .verdict = "implicitly denied: session"},
      {.what = "the boundary is told before the session policy",
       .who = loader_session(),
       .identity = allow_put,
       .boundary = allow_s3,
       .session = allow_s3,
       .verdict = "implicitly denied: boundary"},
  });
}

// A statement of a resource policy that allows or denies PutRecord.
std::string put_for(std::string_view principal, std::string_view effect = "Allow",
                    std::string_view element = "Principal") {
  std::string text = "{'Effect': '";
  text.append(effect).append("', '").append(element).append("': ").append(principal);
  return text.append(", 'Action': 'kinesis:PutRecord', 'Resource': '*'}");
}

TEST(Evaluate, by_resource_policies_within_an_account) {
  const auto everyone = put_for("'*'");
  const auto everyone_aws = put_for("{'AWS': '*'}");
  const auto account = put_for("{'AWS': '111111111111'}");
  const auto root = put_for("{'AWS': 'arn:aws:iam::111111111111:root'}");
  const auto ana = put_for("{'AWS': 'arn:aws:iam::111111111111:user/ana'}");
  const auto ana_by_id = put_for("{'AWS': ['AIDAANAANAANAANA', 'AROALOADERLOADER']}");
  const auto bo = put_for("{'AWS': 'arn:aws:iam::111111111111:user/bo'}");
  const auto role = put_for("{'AWS': 'arn:aws:iam::111111111111:role/loader'}");
  const auto night = put_for("{'AWS': 'arn:aws:sts::111111111111:assumed-role/loader/night'}");
  const auto federated = put_for("{'AWS': 'arn:aws:sts::111111111111:federated-user/bo'}");
  const auto deny_ana = put_for("{'AWS': 'arn:aws:iam::111111111111:user/ana'}", "Deny");
  constexpr std::string_view resource = "allowed: resource[0]";
  auto ana_with_id = user_ana();
  ana_with_id.id = "AIDAANAANAANAANA";
  expect_decisions({
      {.what = "everyone is named", .resource_policy = everyone, .verdict = resource},
      {.what = "everyone of AWS is named", .resource_policy = everyone_aws, .verdict = resource},
      {.what = "an account leaves it to identity policies",
       .resource_policy = account,
       .verdict = "implicitly denied: identity"},
      {.what = "an account, and they allow",
       .identity = allow_put,
       .resource_policy = root,
       .verdict = "allowed: identity own[0]"},
      {.what = "the user is named", .resource_policy = ana, .verdict = resource},
      {.what = "the user is named by id", .who = ana_with_id, .resource_policy = ana_by_id, .verdict = resource},
      {.what = "another user is", .resource_policy = bo, .verdict = "implicitly denied: identity"},
      {.what = "a named user passes the boundary's implicit deny",
       .boundary = allow_s3,
       .resource_policy = ana,
       .verdict = resource},
      {.what = "but not its explicit deny",
       .boundary = deny_put,
       .resource_policy = ana,
       .verdict = "explicitly denied: boundary limit[0]"},
      {.what = "the resource denies",
       .identity = allow_put,
       .resource_policy = deny_ana,
       .verdict = "explicitly denied: resource[0]"},
      {.what = "the role of a session is named", .who = loader_session(), .resource_policy = role, .verdict = resource},
      {.what = "a boundary limits what its role gets",
       .who = loader_session(),
       .boundary = allow_s3,
       .resource_policy = role,
       .verdict = "implicitly denied: boundary"},
      {.what = "session policies limit what its role gets",
       .who = loader_session(),
       .session = allow_s3,
       .resource_policy = role,
       .verdict = "implicitly denied: session"},
      {.what = "neither limits what the session gets itself",
       .who = loader_session(),
       .boundary = allow_s3,
       .session = allow_s3,
       .resource_policy = night,
       .verdict = resource},
      {.what = "a federated user is named",
       .who = federated_bo(),
       .session = "",
       .resource_policy = federated,
       .verdict = resource},
      {.what = "session policies limit what the federating user gets",
       .who = federated_bo(),
       .session = allow_s3,
       .resource_policy = ana,
       .verdict = "implicitly denied: session"},
      {.what = "the root is denied by a resource",
       .who = *root_principal(own_account),
       .resource_policy = "{'Effect': 'Deny', 'Principal': '*', 'Action': '*', 'Resource': '*'}",
       .verdict = "explicitly denied: resource[0]"},
      {.what = "the root is not mentioned",
       .who = *root_principal(own_account),
       .resource_policy = bo,
       .verdict = "allowed: identity"},
  });
}

TEST(Evaluate, across_accounts) {
  const auto account = put_for("{'AWS': '111111111111'}");
  const auto ana = put_for("{'AWS': 'arn:aws:iam::111111111111:user/ana'}");
  const auto night = put_for("{'AWS': 'arn:aws:sts::111111111111:assumed-role/loader/night'}");
  const auto everyone = put_for("'*'");
  expect_decisions({
      {.what = "identity policies alone",
       .identity = allow_put,
       .resource_account = other_account,
       .verdict = "implicitly denied: resource"},
      {.what = "the resource's policy alone",
       .resource_policy = ana,
       .resource_account = other_account,
       .verdict = "implicitly denied: identity"},
      {.what = "both, the user named",
       .identity = allow_put,
       .resource_policy = ana,
       .resource_account = other_account,
       .verdict = "allowed: identity own[0]"},
      {.what = "both, the account named",
       .identity = allow_put,
       .resource_policy = account,
       .resource_account = other_account,
       .verdict = "allowed: identity own[0]"},
      {.what = "both, everyone named",
       .identity = allow_put,
       .resource_policy = everyone,
       .resource_account = other_account,
       .verdict = "allowed: identity own[0]"},
      {.what = "the boundary limits",
       .identity = allow_put,
       .boundary = allow_s3,
       .resource_policy = ana,
       .resource_account = other_account,
       .verdict = "implicitly denied: boundary"},
      {.what = "session policies limit, even a session that is named",
       .who = loader_session(),
       .identity = allow_put,
       .session = allow_s3,
       .resource_policy = night,
       .resource_account = other_account,
       .verdict = "implicitly denied: session"},
      {.what = "a root without the resource's word",
       .who = *root_principal(own_account),
       .resource_account = other_account,
       .verdict = "implicitly denied: resource"},
      {.what = "a root with it",
       .who = *root_principal(own_account),
       .resource_policy = account,
       .resource_account = other_account,
       .verdict = "allowed: resource[0]"},
      {.what = "its own account in so many words",
       .identity = allow_put,
       .resource_account = own_account,
       .verdict = "allowed: identity own[0]"},
  });
}

TEST(Evaluate, for_services_strangers_and_web_identities) {
  const auto everyone = put_for("'*'");
  const auto everyone_aws = put_for("{'AWS': '*'}");
  const auto pipes = put_for("{'Service': 'pipes.amazonaws.com'}");
  const auto lambda = put_for("{'Service': ['lambda.amazonaws.com', 'sns.amazonaws.com']}");
  const auto account = put_for("{'AWS': '111111111111'}");
  const Principal stranger;
  expect_decisions({
      {.what = "a service that is named",
       .who = pipes_service(),
       .resource_policy = pipes,
       .resource_account = own_account,
       .verdict = "allowed: resource[0]"},
      {.what = "a service that is not",
       .who = pipes_service(),
       .resource_policy = lambda,
       .resource_account = own_account,
       .verdict = "implicitly denied: resource"},
      {.what = "no policy speaks of it",
       .who = pipes_service(),
       .resource_account = own_account,
       .verdict = "implicitly denied: resource"},
      {.what = "only for one source",
       .who = pipes_service(),
       .resource_policy = "{'Effect': 'Allow', 'Principal': {'Service': 'pipes.amazonaws.com'}, 'Action': '*', "
                          "'Resource': '*', 'Condition': {'StringEquals': {'aws:SourceAccount': '111111111111'}}}",
       .context = {{"aws:sourceaccount", "222222222222"}},
       .verdict = "implicitly denied: resource"},
      {.what = "a stranger to what everyone may",
       .who = stranger,
       .resource_policy = everyone,
       .resource_account = own_account,
       .verdict = "allowed: resource[0]"},
      {.what = "a stranger to what everyone of AWS may",
       .who = stranger,
       .resource_policy = everyone_aws,
       .resource_account = own_account,
       .verdict = "allowed: resource[0]"},
      {.what = "a stranger to what an account may",
       .who = stranger,
       .resource_policy = account,
       .resource_account = own_account,
       .verdict = "implicitly denied: resource"},
      {.what = "a stranger where nobody is named",
       .who = stranger,
       .resource_account = own_account,
       .verdict = "implicitly denied: resource"},
  });
}

TEST(Evaluate, by_trust_policies) {
  const auto trust = [](std::string_view principal, std::string_view more = "") {
    std::string text = "{'Effect': 'Allow', 'Principal': ";
    text.append(principal).append(", 'Action': ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity']").append(more);
    return text.append("}");
  };
  const auto account = trust("{'AWS': '111111111111'}");
  const auto ana = trust("{'AWS': 'arn:aws:iam::111111111111:user/ana'}");
  const auto everyone = trust("{'AWS': '*'}");
  const auto pipes = trust("{'Service': 'pipes.amazonaws.com'}");
  const auto external = trust("{'AWS': 'arn:aws:iam::111111111111:user/ana'}",
                              ", 'Condition': {'StringEquals': {'sts:ExternalId': 'secret-123'}}");
  const auto provider = trust(
      "{'Federated': 'arn:aws:iam::111111111111:oidc-provider/token.actions."
      "githubusercontent.com'}");
  constexpr std::string_view allow_assume = "{'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Resource': '*'}";
  constexpr std::string_view deny_assume = "{'Effect': 'Deny', 'Action': 'sts:AssumeRole', 'Resource': '*'}";
  constexpr std::string_view role = "arn:aws:iam::111111111111:role/loader";
  const auto assume = [&](Case one) {
    one.resource_kind = DocumentKind::trust;
    if (one.action == "kinesis:PutRecord") one.action = "sts:AssumeRole";
    one.resource = role;
    return one;
  };
  expect_decisions({
      assume({.what = "a user who is named needs no more", .resource_policy = ana, .verdict = "allowed: trust[0]"}),
      assume({.what = "an account delegates",
              .identity = allow_assume,
              .resource_policy = account,
              .verdict = "allowed: identity own[0]"}),
      assume({.what = "and its policies have to allow",
              .resource_policy = account,
              .verdict = "implicitly denied: identity"}),
      assume({.what = "identity policies alone do not do",
              .identity = allow_all,
              .resource_policy = pipes,
              .verdict = "implicitly denied: trust"}),
      assume({.what = "an identity policy denies",
              .identity = deny_assume,
              .resource_policy = ana,
              .verdict = "explicitly denied: identity own[0]"}),
      assume({.what = "a service", .who = pipes_service(), .resource_policy = pipes, .verdict = "allowed: trust[0]"}),
      assume({.what = "the external id is missing",
              .identity = allow_assume,
              .resource_policy = external,
              .verdict = "implicitly denied: trust"}),
      assume({.what = "the external id is there",
              .resource_policy = external,
              .context = {{"sts:externalid", "secret-123"}},
              .verdict = "allowed: trust[0]"}),
      assume({.what = "from another account, the user named",
              .identity = allow_assume,
              .resource_policy = ana,
              .resource_account = other_account,
              .verdict = "allowed: identity own[0]"}),
      assume({.what = "from another account, without its own policies",
              .resource_policy = ana,
              .resource_account = other_account,
              .verdict = "implicitly denied: identity"}),
      assume({.what = "the root is not trusted by itself",
              .who = *root_principal(own_account),
              .resource_policy = pipes,
              .verdict = "implicitly denied: trust"}),
      assume({.what = "a provider's token",
              .who = github(),
              .resource_policy = provider,
              .action = "sts:AssumeRoleWithWebIdentity",
              .verdict = "allowed: trust[0]"}),
      assume({.what = "everyone of AWS has no such token",
              .who = github(),
              .resource_policy = everyone,
              .action = "sts:AssumeRoleWithWebIdentity",
              .verdict = "implicitly denied: trust"}),
  });
}

TEST(Evaluate, by_those_that_are_not_principals) {
  const auto deny_others = [](std::string_view spared) { return put_for(spared, "Deny", "NotPrincipal"); };
  const auto ana_alone = deny_others("{'AWS': 'arn:aws:iam::111111111111:user/ana'}");
  const auto ana = deny_others("{'AWS': ['arn:aws:iam::111111111111:user/ana', '111111111111']}");
  const auto role_alone = deny_others("{'AWS': ['arn:aws:iam::111111111111:role/loader', '111111111111']}");
  const auto session = deny_others(
      "{'AWS': ['arn:aws:sts::111111111111:assumed-role/loader/night', 'arn:aws:iam::111111111111:role/loader', "
      "'arn:aws:iam::111111111111:root']}");
  const auto pipes = deny_others("{'Service': 'pipes.amazonaws.com'}");
  const auto allow_others = put_for("{'AWS': 'arn:aws:iam::111111111111:user/ana'}", "Allow", "NotPrincipal");
  expect_decisions({
      {.what = "a user is spared with the account",
       .identity = allow_put,
       .resource_policy = ana,
       .verdict = "allowed: identity own[0]"},
      {.what = "but not without",
       .identity = allow_put,
       .resource_policy = ana_alone,
       .verdict = "explicitly denied: resource[0]"},
      {.what = "a boundary is never spared",
       .identity = allow_put,
       .boundary = allow_all,
       .resource_policy = ana,
       .verdict = "explicitly denied: resource[0]"},
      {.what = "a session is spared with role and account",
       .who = loader_session(),
       .identity = allow_put,
       .resource_policy = session,
       .verdict = "allowed: identity own[0]"},
      {.what = "but not by its role alone",
       .who = loader_session(),
       .identity = allow_put,
       .resource_policy = role_alone,
       .verdict = "explicitly denied: resource[0]"},
      {.what = "a service is spared",
       .who = pipes_service(),
       .resource_policy = pipes + ", " + put_for("'*'"),
       .verdict = "allowed: resource[1]"},
      {.what = "an allow leaves out who is named",
       .resource_policy = allow_others,
       .verdict = "implicitly denied: identity"},
      {.what = "and takes in the others",
       .who = loader_session(),
       .resource_policy = allow_others,
       .verdict = "allowed: resource[0]"},
  });
}

TEST(Evaluate, knows_an_account_by_its_canonical_user) {
  // Made of the account's number: sha256 of "canonical user of 111111111111".
  const auto policy = put_for("{'CanonicalUser': '" + canonical_user(own_account) + "'}");
  expect_decisions({
      {.what = "its users, as far as they may",
       .identity = allow_put,
       .resource_policy = policy,
       .verdict = "allowed: identity own[0]"},
      {.what = "its root from elsewhere",
       .who = *root_principal(own_account),
       .resource_policy = policy,
       .resource_account = other_account,
       .verdict = "allowed: resource[0]"},
  });
}

TEST(Evaluate, leaves_variables_alone_in_documents_of_2008) {
  constexpr std::string_view json =
      R"({"Version": "2008-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*",
          "Resource": "arn:aws:s3:::home/${aws:username}/*"}})";
  auto ana = user_ana();
  ana.policies = {{.name = "old", .document = *parse_document(json, DocumentKind::identity)}};
  const EntryContext context({{"aws:username", "ana"}});
  const auto may = [&](std::string_view resource) {
    return evaluate({.principal = ana,
                     .action = "s3:GetObject",
                     .resource = resource,
                     .resource_account = {},
                     .context = context})
        .is_allowed();
  };
  EXPECT_FALSE(may("arn:aws:s3:::home/ana/a.txt"));
  EXPECT_TRUE(may("arn:aws:s3:::home/${aws:username}/a.txt"));
}

}  // namespace
}  // namespace penstock::policy
