// What documents are refused and with which words. Rows stand for answers of AWS that moto's and Versity's tests hold.
#include "policy/document.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "policy/statement.h"

namespace penstock::policy {
namespace {

// The text of the error, empty when there is none. Quotes are written as ' .
std::string refusal(std::string_view source, DocumentKind kind) {
  std::string json(source);
  for (auto& c : json) c = c == '\'' ? '"' : c;
  const auto document = parse_document(json, kind);
  if (document) return {};
  EXPECT_EQ(document.error().code, "MalformedPolicyDocument");
  EXPECT_EQ(document.error().status, 400);
  return document.error().message;
}

std::string with(std::string_view statements) {
  return "{'Version': '2012-10-17', 'Statement': " + std::string(statements) + "}";
}

struct Row {
  std::string_view document;
  std::string_view text;
};

void expect_refusals(DocumentKind kind, std::initializer_list<Row> rows) {
  for (const auto& row : rows) EXPECT_EQ(refusal(row.document, kind), row.text) << row.document;
}

// Each row is a Statement element.
void expect_statement_refusals(DocumentKind kind, std::initializer_list<Row> rows) {
  for (const auto& row : rows) EXPECT_EQ(refusal(with(row.document), kind), row.text) << row.document;
}

TEST(ManagedPolicyDocument, is_refused_for_its_outline) {
  constexpr std::string_view syntax = "Syntax errors in policy.";
  constexpr std::string_view version = "Policy document must be version 2012-10-17 or greater.";
  expect_refusals(
      DocumentKind::managed,
      {
          {"This is not a json document", syntax},
          {"", syntax},
          {"[]", syntax},
          {"{}", syntax},
          {"{'Version': '2012-10-17'}", syntax},
          {"{'Version': '2012-10-17', 'Statement': []}", syntax},
          {"{'Version': '2012-10-17', 'Statement': null}", syntax},
          {"{'Version': '2012-10-17', 'Statement': 'hello'}", syntax},
          {"{'Version': '2012-10-17', 'Statement': ['afd']}", syntax},
          {"{'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}} x", syntax},
          {"{'Version': '2013-10-17', 'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}}", syntax},
          {"{'Version': '2012-10-17', 'Other': 1, 'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}}",
           syntax},
          {"{'Version': '2012-10-17', 'Id': ['a'], 'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}}",
           syntax},
          {"{'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}}", version},
          {"{'Version': '2008-10-17', 'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}}", version},
          {"{'Statement': {'Effect': 'denY', 'Action': '*', 'Resource': '*'}}", version},
          {"{'Statement': [{'Sid': 's', 'Effect': 'Allow', 'Action': '*', 'Resource': '*'}, {'Sid': 's', 'Effect': "
           "'Allow'}]}",
           version},
          {"{'Version': '2012-10-17', 'Id': 'x', 'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}}",
           {}},
      });
}

TEST(InlinePolicyDocument, needs_no_version) {
  constexpr std::string_view statement = "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}";
  EXPECT_EQ(refusal("{'Statement': " + std::string(statement) + "}", DocumentKind::identity), "");
  EXPECT_EQ(refusal("{'Version': '2008-10-17', 'Statement': " + std::string(statement) + "}", DocumentKind::identity),
            "");
}

TEST(IdentityPolicyDocument, is_refused_for_the_syntax_of_a_statement) {
  constexpr std::string_view syntax = "Syntax errors in policy.";
  expect_statement_refusals(
      DocumentKind::managed,
      {
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Extra field': 'value'}", syntax},
          {"{'Effect': 'invalid', 'Action': '*', 'Resource': '*'}", syntax},
          {"{'Action': '*', 'Resource': '*'}", syntax},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': {'a': '*'}}", syntax},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': ['adf', {}]}", syntax},
          {"{'Effect': 'Allow', 'Action': [[]], 'Resource': '*'}", syntax},
          {"{'Effect': 'Allow', 'Action': {}, 'Resource': '*'}", syntax},
          {"{'Effect': 'Allow', 'Action': 123, 'Resource': '*'}", syntax},
          {"{'Effect': 'Allow', 'NotAction': 's3:Get', 'Action': [], 'Resource': '*'}", syntax},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'NotResource': []}", syntax},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': []}", syntax},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': 'a'}", syntax},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'a': 'b'}}", syntax},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'DateGreaterThan': []}}", syntax},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'DateGreaterThan': {'a': {}}}}", syntax},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'x': {'a': '1'}}}", syntax},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'ForAnyValue::StringEqualsIfExists': "
           "{'a': 'asf'}}}",
           syntax},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'NullIfExists': {'a': 'true'}}}", syntax},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'BinaryEquals': {'a': 'no base64!'}}}",
           syntax},
          {"{'Sid': {}, 'Effect': 'Allow', 'Action': '*', 'Resource': '*'}", syntax},
          {"{'Sid': 'a', 'Sid': 'b', 'Effect': 'Allow', 'Action': '*', 'Resource': '*'}", syntax},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {}}", {}},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'x': {}, 'y': {}}}", {}},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'DateGreaterThan': {'a': []}}}", {}},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'Bool': {'a': true}}}", {}},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'NumericEquals': {'a': [1, '2']}}}", {}},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {'ForAnyValue:StringEqualsIfExists': "
           "{'a': 'asf'}}}",
           {}},
      });
}

TEST(IdentityPolicyDocument, is_refused_by_legacy_parsing) {
  constexpr std::string_view legacy = "The policy failed legacy parsing";
  const auto condition = [](std::string_view test) {
    return "{'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Condition': {" + std::string(test) + "}}";
  };
  for (const auto* test :
       {"'DateGreaterThan': {'a': 'sdfdsf'}", "'DateLessThanEquals': {'a': '234-13'}",
        "'DateLessThanEquals': {'a': '2016-12-13t2:00:00.593194+1'}",
        "'DateLessThanEquals': {'a': '2016-12-13t2:00:00.1999999999+10:59'}",
        "'DateLessThan': {'a': '9223372036854775808'}", "'NumericEquals': {'a': 'two'}", "'IpAddress': {'a': 'host'}",
        "'ArnLike': {'a': 'arn:aws:sns'}", "'ArnEquals': {'a': 'x'}"}) {
    EXPECT_EQ(refusal(with(condition(test)), DocumentKind::managed), legacy) << test;
  }
  for (const auto* test :
       {"'DateGreaterThan': {'a': '01T'}", "'DateLessThan': {'a': '-292275054'}",
        "'DateLessThanEquals': {'a': '2016-12-13t2:00:00.593194+23'}", "'DateLessThanEquals': {'a': '1769851800'}",
        "'DateLessThanEquals': {'a': '2016-12-13T21:20:37.593194+00:00'}", "'ArnLike': {'a': '*'}",
        "'ArnLike': {'a': 'arn:aws:iam::*:role/${aws:PrincipalTag/role}'}", "'IpAddress': {'a': '2001:db8::/32'}"}) {
    EXPECT_EQ(refusal(with(condition(test)), DocumentKind::managed), "") << test;
  }
  expect_statement_refusals(
      DocumentKind::managed,
      {
          {"{'Effect': 'denY', 'Action': '*', 'Resource': '*'}", legacy},
          {"{'Effect': 'allow', 'Resource': 'arn:aws:s3:us-east-1::example_bucket'}", legacy},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:s3::example_bucket'}", legacy},
          {"{'Effect': 'Allow', 'Resource': 'arn:aws:s3::example_bucket'}", legacy},
          {"{'Effect': 'Allow', 'Action': '*', 'NotResource': 'arn:aws:s3::example_bucket'}", legacy},
          {"{'Effect': 'Allow', 'NotAction': 's3:ListBucket', 'Resource': 'arn:aws::::example_bucket'}", legacy},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws::fdsasf'}", legacy},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:awss3::example-bucket/*'}", legacy},
          {"[{'Sid': 's', 'Effect': 'aLLow', 'Action': '*', 'Resource': '*'}, {'Sid': 's', 'Effect': 'Allow'}]",
           legacy},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:error:s3:::b', 'Condition': {'DateGreaterThan': {'a': "
           "'x'}}}",
           legacy},
      });
}

TEST(IdentityPolicyDocument, is_refused_for_its_resources) {
  expect_statement_refusals(
      DocumentKind::managed,
      {
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 'invalid resource'}",
           "Resource invalid resource must be in ARN format or \"*\"."},
          {"{'Effect': 'Allow', 'Action': 's:3:List', 'Resource': 'sdf'}",
           "Resource sdf must be in ARN format or \"*\"."},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': ''}", "Resource  must be in ARN format or \"*\"."},
          {"{'Effect': 'Allow', 'Action': '*', 'NotResource': ['adf']}",
           "Resource adf must be in ARN format or \"*\"."},
          {"{'Effect': 'Allow', 'NotAction': 's3s:ListBucket', 'Resource': 'a:bsdfdsafsad'}",
           "Partition \"bsdfdsafsad\" is not valid for resource \"arn:bsdfdsafsad:*:*:*:*\"."},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 'a:b:cadfsdf'}",
           "Partition \"b\" is not valid for resource \"arn:b:cadfsdf:*:*:*\"."},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 'a:b:c:d:e:f:g:h'}",
           "Partition \"b\" is not valid for resource \"arn:b:c:d:e:f:g:h\"."},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 'aws:s3:::example_bucket'}",
           "Partition \"s3\" is not valid for resource \"arn:s3:::example_bucket:*\"."},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 's3::example-bucket/*'}",
           "Partition \"\" is not valid for resource \"arn::example-bucket/*:*:*:*\"."},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws2:s3:::example-bucket/*'}",
           "Partition \"aws2\" is not valid for resource \"arn:aws2:s3:::example-bucket/*\"."},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:*:::b'}",
           "Resource vendor must be fully qualified and cannot contain regexes."},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:iam:us-east-1::example_bucket'}",
           "IAM resource arn:aws:iam:us-east-1::example_bucket cannot contain region information."},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:s3:us-east-1::example_bucket'}",
           "Resource arn:aws:s3:us-east-1::example_bucket can not contain region information."},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:iam:::example_bucket'}",
           "IAM resource path must either be \"*\" or start with user/, federated-user/, role/, group/, "
           "instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, "
           "access-report/."},
          {"{'Effect': 'Allow', 'Action': '*'}", "Policy statement must contain resources."},
          {"{'Effect': 'Allow', 'Action': '*', 'Resource': []}", "Policy statement must contain resources."},
          {"{'Effect': 'Allow', 'Action': 's3:*', 'Resource': 'arn:aws:s3:us-west-2:111111111111:accesspoint/a'}", {}},
          {"{'Effect': 'Allow', 'Action': 'iam:*', 'Resource': ['arn:aws:iam::*:*', 'arn:aws:iam:::user/ana']}", {}},
          {"{'Effect': 'Allow', 'Action': 'x:*', 'Resource': 'arn:aws:invalid-service:us-east-1::thing'}", {}},
      });
}

TEST(IdentityPolicyDocument, is_refused_for_its_actions_ids_and_principals) {
  constexpr std::string_view vendor = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
  constexpr std::string_view colon = "Actions/Condition can contain only one colon.";
  constexpr std::string_view no_actions = "Policy statement must contain actions.";
  constexpr std::string_view principal = "Policy document should not specify a principal.";
  expect_statement_refusals(
      DocumentKind::managed,
      {
          {"{'Effect': 'Allow', 'Action': 'invalid', 'Resource': '*'}", vendor},
          {"{'Effect': 'Allow', 'Action': 'invalid'}", vendor},
          {"{'Effect': 'Allow', 'NotAction': '', 'Resource': '*'}", vendor},
          {"{'Effect': 'Allow', 'Action': 'a a:ListBucket', 'Resource': '*'}", "Vendor a a is not valid"},
          {"{'Effect': 'Allow', 'Action': ':GetObject', 'Resource': '*'}", "Vendor  is not valid"},
          {"{'Effect': 'Allow', 'Action': 's3*:Get', 'Resource': '*'}",
           "Action vendors (e.g., aws, ec2, etc.) must not contain wildcards."},
          {"{'Effect': 'Allow', 'Action': 's3:List:Bucket', 'Resource': '*'}", colon},
          {"[{'Effect': 'Allow', 'Action': 's3s:ListBucket', 'Resource': '*'}, {'Effect': 'Allow', 'Action': "
           "'s:3s:ListBucket', 'Resource': '*'}]",
           colon},
          {"{'Effect': 'Allow', 'Action': 'iam: asdf safdsf af ', 'Resource': '*'}", {}},
          {"{'Effect': 'Allow', 'Resource': '*'}", no_actions},
          {"{'Effect': 'Allow'}", no_actions},
          {"{'Effect': 'Allow', 'Action': [], 'Resource': '*'}", no_actions},
          {"[{'Effect': 'Deny'}, {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}]", no_actions},
          {"{'Effect': 'Allow', 'Principal': '*', 'Action': '*', 'Resource': '*'}", principal},
          {"{'Effect': 'Allow', 'NotPrincipal': '*', 'Action': '*', 'Resource': '*'}", principal},
          {"{'Effect': 'Allow', 'Principal': {'AWS': 'arn:aws:iam::111111111111:user/bob'}}", principal},
          {"[{'Sid': 's', 'Effect': 'Allow', 'Action': '*', 'Resource': '*'}, {'Sid': 's', 'Effect': 'Allow'}]",
           "Statement IDs (SID) in a single policy must be unique."},
          {"{'Sid': 'with space', 'Effect': 'Allow', 'Action': '*', 'Resource': '*'}",
           "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression "
           "[0-9A-Za-z]*"},
          {"[{'Sid': '', 'Effect': 'Allow', 'Action': '*', 'Resource': '*'}, {'Sid': '', 'Effect': 'Allow', 'Action': "
           "'*', 'Resource': '*'}]",
           {}},
      });
}

TEST(ResourcePolicyDocument, is_refused_in_the_words_of_its_own_parser) {
  expect_refusals(DocumentKind::resource,
                  {
                      {"x", "This policy contains invalid Json"},
                      {"{}", "Missing required field Statement"},
                      {"{'Statement': []}", "Could not parse the policy: Statement is empty!"},
                      {"{'Foo': 1}", "Unknown field Foo"},
                      {"{'Version': '1', 'Statement': [{}]}", "The policy must contain a valid version string"},
                  });
  expect_statement_refusals(
      DocumentKind::resource,
      {
          {"{'Principal': '*', 'Action': 's3:*', 'Resource': '*'}", "Missing required field Effect"},
          {"{'Effect': 'allow', 'Principal': '*', 'Action': 's3:*', 'Resource': '*'}", "Invalid effect: allow"},
          {"{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}", "Missing required field Principal"},
          {"{'Effect': 'Allow', 'Principal': {}, 'Action': 's3:*', 'Resource': '*'}",
           "Missing required field Principal cannot be empty!"},
          {"{'Effect': 'Allow', 'Principal': {'AWS': []}, 'Action': 's3:*', 'Resource': '*'}",
           "Missing required field Principal cannot be empty!"},
          {"{'Effect': 'Allow', 'Principal': {'AWS': 'ana'}, 'Action': 's3:*', 'Resource': '*'}",
           "Invalid principal in policy"},
          {"{'Effect': 'Allow', 'Principal': 'ana', 'Action': 's3:*', 'Resource': '*'}", "Invalid principal in policy"},
          {"{'Effect': 'Allow', 'Principal': '*', 'NotPrincipal': '*', 'Action': 's3:*', 'Resource': '*'}",
           "Statement/policy already has instance of Principal"},
          {"{'Effect': 'Allow', 'Principal': '*', 'Action': 's3:*', 'NotAction': 's3:*', 'Resource': '*'}",
           "Statement/policy already has instance of Action"},
          {"{'Effect': 'Allow', 'Principal': '*', 'Action': 's3:*', 'Resource': '*', 'Resource': '*'}",
           "Statement/policy already has instance of Resource"},
          {"{'Effect': 'Allow', 'Principal': '*', 'Resource': '*'}", "Missing required field Action"},
          {"{'Effect': 'Allow', 'Principal': '*', 'Action': 'PutObject', 'Resource': '*'}",
           "Policy has invalid action"},
          {"{'Effect': 'Allow', 'Principal': '*', 'Action': 's3:*'}", "Missing required field Resource"},
          {"{'Effect': 'Allow', 'Principal': '*', 'Action': 's3:*', 'Resource': 'bucket'}",
           "Policy has invalid resource"},
          {"{'Effect': 'Allow', 'Principal': '*', 'Action': 's3:*', 'Resource': '*', 'Condition': {'Same': {'a': "
           "'b'}}}",
           "Invalid Condition type : Same"},
          {"[{'Sid': 'a', 'Effect': 'Allow', 'Principal': '*', 'Action': 's3:*', 'Resource': '*'}, {'Sid': 'a', "
           "'Effect': 'Allow', 'Principal': '*', 'Action': 's3:*', 'Resource': '*'}]",
           "The Statement Ids in the policy are not unique"},
          {"{'Effect': 'Deny', 'NotPrincipal': {'AWS': ['111111111111', 'arn:aws:iam::111111111111:user/ana'], "
           "'Service': 'pipes.amazonaws.com', 'CanonicalUser': 'abc'}, 'Action': 's3:*', 'Resource': '*'}",
           {}},
      });
}

TEST(TrustPolicyDocument, is_refused_in_the_words_of_its_own_parser) {
  constexpr std::string_view actions = "AssumeRole policy may only specify STS AssumeRole actions.";
  expect_refusals(DocumentKind::trust,
                  {
                      {"{invalid", "This policy contains invalid Json"},
                      {"{'Version':'2012-10-17','Statement':[]}", "Could not parse the policy: Statement is empty!"},
                  });
  expect_statement_refusals(
      DocumentKind::trust,
      {
          {"{'Effect':'Allow','Action':'sts:AssumeRole'}", "Missing required field Principal"},
          {"{'Effect':'Allow','Principal':{},'Action':'sts:AssumeRole'}",
           "Missing required field Principal cannot be empty!"},
          {"{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'*'}", actions},
          {"{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'sts:*'}", actions},
          {"{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'s3:GetObject'}", actions},
          {"{'Effect':'Allow','Principal':{'AWS':'*'}}", "Missing required field Action"},
          {"{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'sts:AssumeRole','Resource':'*'}",
           "Has prohibited field Resource"},
          {"{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'sts:AssumeRole','NotResource':'*'}",
           "AssumeRole policy must not contain resources."},
          {"{'Effect':'Allow','NotPrincipal':{'AWS':'*'},'Action':'sts:AssumeRole'}",
           "Allow with NotPrincipal is not allowed."},
          {"{'Effect':'Deny','NotPrincipal':{'AWS':'*'},'Action':'sts:AssumeRole'}",
           "AssumeRole policy must not contain NotPrincipal field."},
          {"{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole'}",
           "AssumeRolepolicy contained an invalid principal: \"STAR\":\"*\"."},
          {"{'Effect':'Allow','Principal':{'Service':'lambda'},'Action':'sts:AssumeRole'}",
           "Invalid principal in policy: \"SERVICE\":\"lambda\""},
          {"{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::111111111111:role/*'},'Action':'sts:AssumeRole'}",
           "Invalid principal in policy: \"AWS\":\"arn:aws:iam::111111111111:role/*\""},
          {"{'Effect':'Allow','Principal':{'Federated':'cognito-identity.amazonaws.com'},"
           "'Action':'sts:AssumeRoleWithWebIdentity'}",
           "A condition block must be present for the Cognito provider"},
          {"{'Effect':'Allow','Principal':{'Service':['lambda.amazonaws.com','pipes.amazonaws.com']},"
           "'Action':'sts:AssumeRole'}",
           {}},
          {"{'Effect':'Allow','Principal':{'AWS':'AIDACKCEVSQ6C2EXAMPLE'},'Action':['sts:AssumeRole',"
           "'sts:TagSession']}",
           {}},
      });
}

TEST(Document, says_which_context_keys_it_asks_for) {
  const auto document = parse_document(
      R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*",
          "Resource": "arn:aws:s3:::b/${aws:username}/${aws:PrincipalTag/team, 'all'}/*",
          "Condition": {"StringEquals": {"s3:Prefix": "${aws:userid}"}, "Null": {"aws:TokenIssueTime": "true"}}}]})",
      DocumentKind::managed);
  ASSERT_TRUE(document);
  EXPECT_EQ(context_keys(**document), (std::vector<std::string>{"aws:principaltag/team", "aws:tokenissuetime",
                                                                "aws:userid", "aws:username", "s3:prefix"}));
}

}  // namespace
}  // namespace penstock::policy
