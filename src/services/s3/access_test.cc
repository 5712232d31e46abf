// Who may do what to buckets and objects, and what a bucket policy changes.
#include <gtest/gtest.h>

#include "api/s3/model.h"
#include "identity/policy_authorizer.h"
#include "services/s3/fixture.h"

namespace penstock::s3 {
namespace {

constexpr const char* owner = "123456789012";
constexpr const char* stranger = "210987654321";

Caller user(std::string_view account, std::string_view statement = {}) {
  policy::Principal principal{.kind = policy::PrincipalKind::user,
                              .account = std::string(account),
                              .arn = "arn:aws:iam::" + std::string(account) + ":user/ana",
                              .id = "AIDAEXAMPLE",
                              .name = "ana"};
  if (!statement.empty()) {
    const auto text = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow",)" + std::string(statement) + "}}";
    auto document = policy::parse_document(text, policy::DocumentKind::identity);
    CHECK(document);
    principal.policies.push_back({"inline", *document});
  }
  return {.account = std::string(account), .principal = std::make_shared<const policy::Principal>(principal)};
}

class S3Access : public testing::Test {
 protected:
  S3Access() {
    s3.caller = user(owner);
    s3.create_bucket("orders");
    CHECK(s3.put("orders", "k", "v"));
  }

  // Authorizes and runs an operation, as a request would.
  template <class Input, class Output>
  Result<Output> ask(const Caller& caller, const Operation& operation,
                     Task<Result<Output>> (S3Service::*method)(Caller, Input), Input in) {
    const RequestAccess access{authorizer_,
                               {.dialect = Dialect::s3, .signed_regions = signed_regions_, .signed_in = signed_in_}};
    s3.caller = caller;
    s3.caller.access = &access;
    const auto entry = s3.service().entry();
    auto allowed = authorize(authorizer_, s3.caller, *entry.rule_of(operation), entry.service, &in, access.request);
    if (!allowed) return std::move(allowed.error());
    return s3.call(method, std::move(in));
  }
  std::string get(const Caller& caller, std::string key) {
    return error_text(ask(caller, operations::get_object, &S3Service::get_object,
                          GetObjectInput{.bucket = "orders", .key = std::move(key)}));
  }
  std::string put_policy(std::string statement) {
    s3.caller = user(owner);
    return error_text(
        s3.call(&S3Service::put_bucket_policy,
                PutBucketPolicyInput{
                    .bucket = "orders",
                    .policy = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow",)" + statement + "}}"}));
  }
  void block(PublicAccessBlockConfiguration configuration) {
    s3.caller = user(owner);
    CHECK(s3.call(&S3Service::put_public_access_block,
                  PutPublicAccessBlockInput{.bucket = "orders", .public_access_block_configuration = configuration}));
  }

  S3Fixture s3;
  PolicyAuthorizer authorizer_;
  std::string signed_regions_;
  Place signed_in_ = Place::header;
};

TEST_F(S3Access, tells_whose_signature_is_for_another_region_which_it_is) {
  s3.create_bucket("here");
  const auto head = [&] {
    return ask(user(owner, R"("Action":"s3:*","Resource":"*")"), operations::head_bucket, &S3Service::head_bucket,
               HeadBucketInput{.bucket = "here"});
  };
  for (const auto* regions : {"", "us-east-1", "eu-north-1,us-*", "*"}) {
    signed_regions_ = regions;
    EXPECT_EQ(error_text(head()), "no error") << regions;
  }
  signed_regions_ = "eu-north-1";
  const auto refused = head();
  EXPECT_EQ(error_text(refused),
            "400 AuthorizationHeaderMalformed: The authorization header is malformed; the region 'eu-north-1' is "
            "wrong; expecting 'us-east-1'");
  EXPECT_EQ(error_field(refused, "Region"), "us-east-1");
  EXPECT_EQ(refused.error().headers,
            (std::vector<std::pair<std::string, std::string>>{{"x-amz-bucket-region", "us-east-1"}}));
  signed_in_ = Place::query;
  EXPECT_EQ(error_text(head()),
            "400 AuthorizationQueryParametersError: Error parsing the X-Amz-Credential parameter; the region "
            "'eu-north-1' is wrong; expecting 'us-east-1'");
  // Where it lies may be asked from everywhere.
  EXPECT_EQ(error_text(ask(user(owner, R"("Action":"s3:*","Resource":"*")"), operations::get_bucket_location,
                           &S3Service::get_bucket_location, GetBucketLocationInput{.bucket = "here"})),
            "no error");
}

TEST_F(S3Access, tells_everyone_in_which_region_a_bucket_lies) {
  const auto head = [&](const Caller& caller) {
    return ask(caller, operations::head_bucket, &S3Service::head_bucket, HeadBucketInput{.bucket = "orders"});
  };
  EXPECT_EQ(head(user(owner, R"("Action":"s3:ListBucket","Resource":"*")"))->bucket_region, "us-east-1");
  const Caller nobody{.account = "", .principal = std::make_shared<const policy::Principal>()};
  for (const auto& caller : {user(owner), nobody}) {
    const auto refused = head(caller);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "AccessDenied");
    EXPECT_EQ(refused.error().headers,
              (std::vector<std::pair<std::string, std::string>>{{"x-amz-bucket-region", "us-east-1"}}));
  }
}

TEST_F(S3Access, copies_from_a_bucket_of_another_region) {
  s3.caller = user(owner);
  s3.caller.region = "eu-north-1";
  ASSERT_TRUE(s3.call(&S3Service::create_bucket,
                      CreateBucketInput{.bucket = "far",
                                        .create_bucket_configuration =
                                            CreateBucketConfiguration{.location_constraint = "eu-north-1"}}));
  const auto copy = [&](std::string from, std::string to) {
    return error_text(ask(user(owner, R"("Action":"s3:*","Resource":"*")"), operations::copy_object,
                          &S3Service::copy_object,
                          CopyObjectInput{.bucket = std::move(to), .copy_source = std::move(from), .key = "k"}));
  };
  signed_regions_ = "eu-north-1";
  EXPECT_EQ(copy("orders/k", "far"), "no error");
  EXPECT_TRUE(copy("far/k", "orders").starts_with("400 AuthorizationHeaderMalformed: "));
}

TEST_F(S3Access, tells_of_a_missing_object_only_to_who_may_list) {
  const auto reader = user(owner, R"("Action":"s3:GetObject","Resource":"arn:aws:s3:::orders/*")");
  EXPECT_EQ(get(reader, "k"), "no error");
  EXPECT_EQ(get(reader, "none"),
            "403 AccessDenied: User: arn:aws:iam::123456789012:user/ana is not authorized to perform: s3:ListBucket on "
            "resource: \"arn:aws:s3:::orders\" because no identity-based policy allows the s3:ListBucket action");
  EXPECT_EQ(get(user(owner, R"("Action":"s3:*","Resource":"*")"), "none"),
            "404 NoSuchKey: The specified key does not exist.");
}

TEST_F(S3Access, refuses_single_keys_of_a_batch) {
  const auto cleaner = user(owner, R"("Action":"s3:DeleteObject","Resource":"arn:aws:s3:::orders/tmp/*")");
  DeleteObjectsInput in{.bucket = "orders", .delete_ = {.objects = {{.key = "k"}, {.key = "tmp/a"}}}};
  const auto out = ask(cleaner, operations::delete_objects, &S3Service::delete_objects, std::move(in));
  ASSERT_TRUE(out);
  ASSERT_TRUE(out->errors && out->deleted);
  EXPECT_EQ(out->errors->front().key, "k");
  EXPECT_EQ(out->errors->front().code, "AccessDenied");
  EXPECT_EQ(out->deleted->front().key, "tmp/a");
  EXPECT_EQ(get(user(owner, R"("Action":"s3:*","Resource":"*")"), "k"), "no error");
}

TEST_F(S3Access, needs_source_and_destination_of_a_copy) {
  const CopyObjectInput in{.bucket = "orders", .copy_source = "orders/k", .key = "copy"};
  const auto copy = [&](std::string_view statement) {
    return ask(user(owner, statement), operations::copy_object, &S3Service::copy_object, CopyObjectInput(in))
        .has_value();
  };
  EXPECT_FALSE(copy(R"("Action":"s3:GetObject","Resource":"*")"));
  EXPECT_FALSE(copy(R"("Action":"s3:PutObject","Resource":"*")"));
  EXPECT_TRUE(copy(R"("Action":["s3:GetObject","s3:PutObject"],"Resource":"*")"));
}

TEST_F(S3Access, sees_the_prefix_of_a_listing) {
  const auto ana = user(owner, R"("Action":"s3:ListBucket","Resource":"arn:aws:s3:::orders",
      "Condition":{"StringLike":{"s3:prefix":"${aws:username}/*"}})");
  const auto list = [&](std::string prefix) {
    return ask(ana, operations::list_objects_v2, &S3Service::list_objects_v2,
               ListObjectsV2Input{.bucket = "orders", .prefix = std::move(prefix)})
        .has_value();
  };
  EXPECT_TRUE(list("ana/2026"));
  EXPECT_FALSE(list("bob/2026"));
}

TEST_F(S3Access, lets_another_account_in_by_the_bucket_policy) {
  const auto other = user(stranger, R"("Action":"s3:GetObject","Resource":"*")");
  EXPECT_TRUE(get(other, "k").contains("because no resource-based policy allows the s3:GetObject action"));
  EXPECT_EQ(put_policy(R"("Principal":{"AWS":"210987654321"},"Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::orders/*")"),
            "no error");
  EXPECT_EQ(get(other, "k"), "no error");
  EXPECT_TRUE(get(user("333333333333", R"("Action":"s3:*","Resource":"*")"), "k").starts_with("403"));
}

TEST_F(S3Access, is_public_only_when_nothing_blocks_it) {
  const auto open = R"("Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::orders/*")";
  const Caller nobody{.account = "", .principal = std::make_shared<const policy::Principal>()};
  EXPECT_EQ(
      put_policy(open),
      "403 AccessDenied: User: arn:aws:iam::123456789012:user/ana is not authorized to perform: s3:PutBucketPolicy "
      "on resource: \"arn:aws:s3:::orders\" because public policies are prevented by the BlockPublicPolicy setting "
      "in S3 Block Public Access.");
  block({});
  EXPECT_EQ(put_policy(open), "no error");
  EXPECT_EQ(get(nobody, "k"), "no error");
  EXPECT_EQ(get(nobody, "none"), "403 AccessDenied: Access Denied");
  block({.restrict_public_buckets = true});
  EXPECT_EQ(get(nobody, "k"), "403 AccessDenied: Access Denied");
}

TEST_F(S3Access, answers_as_aws_to_policies_that_are_none) {
  const auto put = [&](std::string policy) {
    return error_text(
        s3.call(&S3Service::put_bucket_policy, PutBucketPolicyInput{.bucket = "orders", .policy = std::move(policy)}));
  };
  EXPECT_EQ(error_text(s3.call(&S3Service::get_bucket_policy, GetBucketPolicyInput{.bucket = "orders"})),
            "404 NoSuchBucketPolicy: The bucket policy does not exist");
  EXPECT_EQ(put("policy"), "400 MalformedPolicy: Policies must be valid JSON and the first byte must be '{'");
  EXPECT_EQ(put_policy(R"("Principal":{"AWS":"210987654321"},"Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::others/*")"),
            "400 MalformedPolicy: Policy has invalid resource");
  EXPECT_EQ(put("{}"), "400 MalformedPolicy: Missing required field Statement");
}

TEST_F(S3Access, refuses_policies_whose_actions_apply_to_nothing_that_they_are_about) {
  const auto put = [&](std::string_view actions, std::string_view resources, std::string_view element = "Action") {
    return put_policy(R"("Principal":{"AWS":"210987654321"},")" + std::string(element) + "\":" + std::string(actions) +
                      R"(,"Resource":)" + std::string(resources));
  };
  constexpr auto bucket = R"("arn:aws:s3:::orders")";
  constexpr auto objects = R"("arn:aws:s3:::orders/*")";
  constexpr auto both = R"(["arn:aws:s3:::orders","arn:aws:s3:::orders/tmp/*"])";
  const std::string refused = "400 MalformedPolicy: Action does not apply to any resource(s) in statement";
  EXPECT_EQ(put(R"("s3:GetObject")", bucket), refused);
  EXPECT_EQ(put(R"("s3:getobject*")", bucket), refused);
  EXPECT_EQ(put(R"("s3:ListBucket")", objects), refused);
  EXPECT_EQ(put(R"(["s3:PutObject","s3:ListBucket?ersions"])", objects), refused);
  EXPECT_EQ(put(R"(["s3:GetObject","s3:ListBucket"])", both), "no error");
  EXPECT_EQ(put(R"(["s3:GetObject","s3:ListBucket"])", R"("arn:aws:s3:::orders*")"), "no error");
  for (const auto* all : {R"("*")", R"("s3:*")", R"("s3:Get*")"}) {
    EXPECT_EQ(put(all, bucket), "no error") << all;
    EXPECT_EQ(put(all, objects), "no error") << all;
  }
  EXPECT_EQ(put(R"("s3:GetObject")", bucket, "NotAction"), "no error");
}

TEST_F(S3Access, refuses_policies_with_condition_keys_that_there_are_not) {
  const auto put = [&](std::string_view key) {
    return put_policy(R"("Principal":{"AWS":"210987654321"},"Action":"s3:*","Resource":"arn:aws:s3:::orders/*",
        "Condition":{"StringLike":{")" +
                      std::string(key) + R"(":"a"}})");
  };
  for (const auto* key : {"s3:prefix", "S3:Prefix", "s3:x-amz-acl", "s3:ExistingObjectTag/team", "aws:PrincipalArn",
                          "aws:PrincipalTag/team", "aws:of-some-later-day"}) {
    EXPECT_EQ(put(key), "no error") << key;
  }
  for (const auto* key : {"s3:x-acl", "s3:VersionStatus", "s3:ExistingObjectTag/", "s3:", "prefix"}) {
    EXPECT_EQ(put(key), "400 MalformedPolicy: Policy has an invalid condition key") << key;
  }
}

TEST_F(S3Access, refuses_policies_about_somebody_who_is_not_there) {
  const std::string ghost = "arn:aws:iam::123456789012:user/ghost";
  s3.missing_principals = {ghost};
  const auto put = [&](std::string_view element, std::string_view principal) {
    return put_policy('"' + std::string(element) + R"(":{"AWS":[")" + std::string(principal) +
                      R"(","210987654321"]},"Action":"s3:GetObject","Resource":"arn:aws:s3:::orders/*")");
  };
  EXPECT_EQ(put("Principal", "arn:aws:iam::123456789012:user/ana"), "no error");
  EXPECT_EQ(put("Principal", ghost), "400 MalformedPolicy: Invalid principal in policy");
  const auto kept = s3.call(&S3Service::get_bucket_policy, GetBucketPolicyInput{.bucket = "orders"});
  EXPECT_TRUE(kept && kept->policy->contains("user/ana"));
}

}  // namespace
}  // namespace penstock::s3
