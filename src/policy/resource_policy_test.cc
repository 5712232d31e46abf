// Decisions by what is attached to what is asked for: resource policies and roles' trust policies.
#include "base/ids.h"
#include "policy/decision_table.h"

namespace penstock::policy {
namespace {

// A statement of a resource policy that allows or denies PutRecord.
std::string put_for(std::string_view principal, std::string_view effect = "Allow",
                    std::string_view element = "Principal") {
  std::string text = "{'Effect': '";
  text.append(effect).append("', '").append(element).append("': ").append(principal);
  return text.append(", 'Action': 'kinesis:PutRecord', 'Resource': '*'}");
}

TEST(ResourcePolicy, decides_within_an_account_by_how_it_names_the_principal) {
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

TEST(ResourcePolicy, has_to_allow_what_comes_from_another_account) {
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

TEST(ResourcePolicy, is_all_that_decides_for_services_and_strangers) {
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

TEST(TrustPolicy, has_to_allow) {
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

TEST(ResourcePolicy, spares_those_that_are_not_principals) {
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

TEST(ResourcePolicy, knows_an_account_by_its_canonical_user) {
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

}  // namespace
}  // namespace penstock::policy
