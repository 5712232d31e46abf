// Decisions by what is attached to who asks: identity policies, boundaries, session policies.
#include "policy/evaluate.h"

#include "policy/decision_table.h"

namespace penstock::policy {
namespace {

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
