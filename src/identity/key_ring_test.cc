#include "identity/key_ring.h"

#include <gtest/gtest.h>

#include "identity/fake_directory.h"
#include "policy/evaluate.h"
#include "policy/request_context.h"

namespace penstock {
namespace {

using policy::PrincipalKind;
using std::chrono::seconds;

constexpr auto account = "123456789012";
constexpr auto read_only = "arn:aws:iam::aws:policy/ReadOnlyAccess";

bool may(const policy::Principal& principal, std::string_view action) {
  const policy::RequestFacts facts;
  const policy::RequestContext context(principal, facts);
  return policy::evaluate({.principal = principal, .action = action, .resource = "*", .context = context}).is_allowed();
}

class KeyRingTest : public testing::Test {
 protected:
  KeyRingTest() {
    directory_.set(loader());
    directory_.set(ana());
    directory_.keys.push_back(
        std::make_shared<const AccessKey>(AccessKey{.id = "AKIAANA", .secret = "s", .principal = directory_.users[0]}));
  }

  static Role loader() {
    return {.account = account,
            .name = "loader",
            .arn = "arn:aws:iam::123456789012:role/team/loader",
            .id = "AROALOADER",
            .tags = {{"Team", "old"}, {"cost", "7"}},
            .policies = {FakeDirectory::allowing("kinesis:*")}};
  }
  static policy::Principal ana() {
    return {.kind = PrincipalKind::user,
            .account = account,
            .arn = "arn:aws:iam::123456789012:user/ana",
            .id = "AIDAANA",
            .name = "ana",
            .policies = {FakeDirectory::allowing("s3:*")}};
  }
  Session session(SessionKind kind, std::string principal_id) const {
    return {.kind = kind,
            .account = account,
            .principal_id = std::move(principal_id),
            .name = "load-1",
            .issued = now_,
            .expires = now_ + seconds(900)};
  }
  Session of_role() const { return session(SessionKind::role, "AROALOADER"); }

  sigv4::Credentials issue(Session session) { return tokens_.issue(std::move(session)); }
  FoundKey find(const sigv4::Credentials& credentials) const {
    return ring_.find(credentials.access_key_id, credentials.session_token, now_);
  }
  std::shared_ptr<const policy::Principal> principal_of(const sigv4::Credentials& credentials) {
    const auto found = find(credentials);
    EXPECT_TRUE(found) << "was not found";
    return found ? (*found)->principal : policy::root_principal("000000000000");
  }
  KeyFault fault_of(std::string_view id, std::string_view token) {
    const auto found = ring_.find(id, token, now_);
    EXPECT_FALSE(found);
    return found ? KeyFault::unknown : found.error();
  }

  TimePoint now_ = from_millis(1'700'000'000'000);
  SeededRandom random_{5};
  Vault vault_{std::string(Vault::key_bytes, 'k'), random_};
  SessionTokens tokens_{vault_, random_};
  FakeDirectory directory_;
  KeyRing ring_{{.id = "AKIAROOT", .secret = "r", .principal = policy::root_principal(account)}, directory_, tokens_};
};

TEST_F(KeyRingTest, has_the_roots_key_and_those_of_users) {
  EXPECT_EQ((*ring_.find("AKIAROOT", "", now_))->principal->kind, PrincipalKind::root);
  EXPECT_EQ((*ring_.find("AKIAANA", "", now_))->principal->name, "ana");
  EXPECT_EQ(fault_of("AKIANOBODY", ""), KeyFault::unknown);
  EXPECT_EQ(fault_of("AKIAANA", "token"), KeyFault::invalid_token);
  EXPECT_EQ(fault_of("AKIAROOT", "token"), KeyFault::invalid_token);
}

TEST_F(KeyRingTest, finds_a_temporary_key_with_its_token_alone) {
  const auto first = issue(of_role());
  const auto second = issue(of_role());
  EXPECT_TRUE(find(first));
  EXPECT_EQ((*find(first))->secret.reveal(), first.secret.reveal());
  EXPECT_EQ(fault_of(first.access_key_id, second.session_token), KeyFault::invalid_token);
  EXPECT_EQ(fault_of(first.access_key_id, ""), KeyFault::unknown);
  EXPECT_EQ(fault_of(second.access_key_id, first.session_token), KeyFault::invalid_token);
  EXPECT_EQ(fault_of("ASIANOBODY", "nonsense"), KeyFault::invalid_token);
  EXPECT_TRUE(find(first)) << "also after others tried";
}

TEST_F(KeyRingTest, knows_a_session_after_a_restart) {
  const auto issued = issue(of_role());
  const KeyRing restarted({.id = "AKIAROOT", .secret = "r", .principal = policy::root_principal(account)}, directory_,
                          tokens_);
  const auto found = restarted.find(issued.access_key_id, issued.session_token, now_);
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)->secret.reveal(), issued.secret.reveal());
}

TEST_F(KeyRingTest, lets_a_session_end_at_its_second) {
  const auto issued = issue(of_role());
  now_ += seconds(900) - Millis(1);
  EXPECT_TRUE(find(issued));
  now_ += Millis(1);
  EXPECT_EQ(fault_of(issued.access_key_id, issued.session_token), KeyFault::expired_token);
}

TEST_F(KeyRingTest, makes_a_session_its_role_with_its_own_name_and_tags) {
  auto session = of_role();
  session.tags = {{"team", "new"}};
  session.transitive_tag_keys = {"team"};
  session.source_identity = "ana";
  session.provider_keys = {{"aws:federatedprovider", "accounts.example.com"}};
  const auto principal = principal_of(issue(session));
  EXPECT_EQ(principal->kind, PrincipalKind::role_session);
  EXPECT_EQ(principal->arn, "arn:aws:sts::123456789012:assumed-role/loader/load-1");
  EXPECT_EQ(principal->id, "AROALOADER:load-1");
  EXPECT_EQ(principal->principal_arn(), "arn:aws:iam::123456789012:role/team/loader");
  EXPECT_EQ(principal->tags, (policy::Tags{{"cost", "7"}, {"team", "new"}}));
  EXPECT_EQ(principal->transitive_tag_keys, std::vector<std::string>{"team"});
  EXPECT_EQ(principal->session_key("aws:tokenissuetime"), "2023-11-14T22:13:20Z");
  EXPECT_EQ(principal->session_key("aws:multifactorauthpresent"), "false");
  EXPECT_EQ(principal->session_key("aws:sourceidentity"), "ana");
  EXPECT_EQ(principal->session_key("aws:federatedprovider"), "accounts.example.com");
  EXPECT_TRUE(principal->is_temporary());
  EXPECT_TRUE(may(*principal, "kinesis:PutRecord"));
  EXPECT_FALSE(may(*principal, "s3:GetObject"));
}

TEST_F(KeyRingTest, gives_the_same_key_until_something_changes) {
  const auto issued = issue(of_role());
  const auto first = *find(issued);
  EXPECT_EQ(first, *find(issued));
  auto changed = loader();
  changed.policies = {FakeDirectory::allowing("s3:*")};
  directory_.set(changed);
  EXPECT_TRUE(may(*principal_of(issued), "s3:GetObject"));
  EXPECT_FALSE(may(*principal_of(issued), "kinesis:PutRecord"));
  EXPECT_EQ(*find(issued), *find(issued));
}

TEST_F(KeyRingTest, ends_the_sessions_of_a_role_or_user_that_is_gone) {
  const auto of_loader = issue(of_role());
  const auto of_ana = issue(session(SessionKind::user, "AIDAANA"));
  EXPECT_TRUE(find(of_loader) && find(of_ana));
  directory_.roles.clear();
  directory_.users.clear();
  EXPECT_EQ(fault_of(of_loader.access_key_id, of_loader.session_token), KeyFault::invalid_token);
  EXPECT_EQ(fault_of(of_ana.access_key_id, of_ana.session_token), KeyFault::invalid_token);
  auto another = loader();
  another.id = "AROAANOTHER";
  directory_.set(another);
  EXPECT_EQ(fault_of(of_loader.access_key_id, of_loader.session_token), KeyFault::invalid_token)
      << "a new role of the same name is another role";
}

TEST_F(KeyRingTest, narrows_a_session_to_its_policies_of_this_moment) {
  directory_.managed = {FakeDirectory::allowing("kinesis:GetRecords", read_only)};
  auto session = of_role();
  session.policies.arns = {read_only};
  const auto managed = issue(session);
  EXPECT_TRUE(may(*principal_of(managed), "kinesis:GetRecords"));
  EXPECT_FALSE(may(*principal_of(managed), "kinesis:PutRecord"));
  directory_.managed = {FakeDirectory::allowing("kinesis:PutRecord", read_only)};
  EXPECT_TRUE(may(*principal_of(managed), "kinesis:PutRecord"));
  directory_.managed.clear();
  EXPECT_FALSE(may(*principal_of(managed), "kinesis:PutRecord"));

  session.policies = {.inline_policy =
                          R"({"Statement":[{"Effect":"Allow","Action":["kinesis:PutRecord","s3:*"],"Resource":"*"}]})"};
  const auto inlined = issue(session);
  EXPECT_TRUE(may(*principal_of(inlined), "kinesis:PutRecord"));
  EXPECT_FALSE(may(*principal_of(inlined), "kinesis:GetRecords"));
  EXPECT_FALSE(may(*principal_of(inlined), "s3:GetObject")) << "a session policy gives nothing";
}

TEST_F(KeyRingTest, makes_a_users_session_the_user) {
  const auto principal = principal_of(issue(session(SessionKind::user, "AIDAANA")));
  EXPECT_EQ(principal->kind, PrincipalKind::user);
  EXPECT_EQ(principal->arn, "arn:aws:iam::123456789012:user/ana");
  EXPECT_EQ(principal->name, "ana");
  EXPECT_TRUE(principal->is_temporary());
  EXPECT_TRUE(may(*principal, "s3:GetObject"));
  const auto root = principal_of(issue(session(SessionKind::root, "")));
  EXPECT_EQ(root->kind, PrincipalKind::root);
  EXPECT_TRUE(may(*root, "anything:AtAll"));
}

TEST_F(KeyRingTest, lets_a_federated_user_do_what_both_its_maker_and_its_policies_allow) {
  for (const auto kind : {SessionKind::federated_by_user, SessionKind::federated_by_root}) {
    auto bare = session(kind, "AIDAANA");
    EXPECT_FALSE(may(*principal_of(issue(bare)), "s3:GetObject"));
    auto session = bare;
    session.policies.inline_policy = R"({"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}})";
    const auto principal = principal_of(issue(session));
    EXPECT_EQ(principal->kind, PrincipalKind::federated_user);
    EXPECT_EQ(principal->arn, "arn:aws:sts::123456789012:federated-user/load-1");
    EXPECT_EQ(principal->id, "123456789012:load-1");
    EXPECT_EQ(principal->name, "");
    EXPECT_TRUE(may(*principal, "s3:GetObject"));
    EXPECT_FALSE(may(*principal, "s3:PutObject"));
  }
}

TEST_F(KeyRingTest, forgets_sessions_beyond_its_bound_and_opens_them_again) {
  const auto first = issue(of_role());
  ASSERT_TRUE(find(first));
  for (int i = 0; i < 5'000; ++i) ASSERT_TRUE(find(issue(of_role())));
  EXPECT_TRUE(find(first));
}

}  // namespace
}  // namespace penstock
