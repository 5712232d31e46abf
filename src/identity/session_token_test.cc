#include "identity/session_token.h"

#include <gtest/gtest.h>

#include <random>

#include "identity/key_id.h"

namespace penstock {
namespace {

Session some_session() {
  return {.kind = SessionKind::role,
          .account = "123456789012",
          .principal_id = "AROAEXAMPLE",
          .name = "loader",
          .issued = from_millis(1'700'000'000'000),
          .expires = from_millis(1'700'000'900'000),
          .policies = {.inline_policy = R"({"Version":"2012-10-17","Statement":[]})",
                       .arns = {"arn:aws:iam::aws:policy/ReadOnlyAccess"}},
          .tags = {{"team", "data"}, {"stage", ""}},
          .transitive_tag_keys = {"team"},
          .source_identity = "ana",
          .mfa_present = true,
          .provider_keys = {{"aws:federatedprovider", "accounts.example.com"}}};
}

void expect_same(const Session& a, const Session& b) {
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.account, b.account);
  EXPECT_EQ(a.principal_id, b.principal_id);
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.issued, b.issued);
  EXPECT_EQ(a.expires, b.expires);
  EXPECT_EQ(a.policies.inline_policy, b.policies.inline_policy);
  EXPECT_EQ(a.policies.arns, b.policies.arns);
  EXPECT_EQ(a.tags, b.tags);
  EXPECT_EQ(a.transitive_tag_keys, b.transitive_tag_keys);
  EXPECT_EQ(a.source_identity, b.source_identity);
  EXPECT_EQ(a.mfa_present, b.mfa_present);
  EXPECT_EQ(a.provider_keys, b.provider_keys);
}

class SessionTokensTest : public testing::Test {
 protected:
  SeededRandom random_{11};
  Vault vault_{std::string(Vault::key_bytes, 'k'), random_};
  SessionTokens tokens_{vault_, random_};
};

TEST_F(SessionTokensTest, open_to_what_was_issued_also_after_a_restart) {
  const auto issued = tokens_.issue(some_session());
  EXPECT_TRUE(issued.access_key_id.starts_with("ASIA"));
  EXPECT_EQ(issued.access_key_id.size(), 20u);
  EXPECT_EQ(issued.secret.reveal().size(), 40u);
  SeededRandom other_random(12);
  const auto opened = SessionTokens(vault_, other_random).open(issued.session_token);
  ASSERT_TRUE(opened);
  expect_same(opened->session, some_session());
  EXPECT_EQ(opened->session.access_key_id, issued.access_key_id);
  EXPECT_EQ(opened->secret.reveal(), issued.secret.reveal());
}

TEST_F(SessionTokensTest, are_of_their_own_each_time) {
  const auto first = tokens_.issue(some_session());
  const auto second = tokens_.issue(some_session());
  EXPECT_NE(first.access_key_id, second.access_key_id);
  EXPECT_NE(first.secret.reveal(), second.secret.reveal());
  EXPECT_NE(first.session_token, second.session_token);
}

TEST_F(SessionTokensTest, cannot_be_changed_or_made_by_others) {
  const auto token = tokens_.issue(some_session()).session_token;
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(tokens_.open(changed)) << i;
  }
  const SessionTokens others(Vault(std::string(Vault::key_bytes, 'x'), random_), random_);
  EXPECT_FALSE(others.open(token));
  EXPECT_FALSE(tokens_.open(""));
  EXPECT_FALSE(tokens_.open("AAAA"));
  EXPECT_FALSE(tokens_.open(std::string(100'000, 'A')));
}

TEST_F(SessionTokensTest, do_not_show_their_session) {
  const auto issued = tokens_.issue(some_session());
  EXPECT_EQ(issued.session_token.find("loader"), std::string::npos);
  EXPECT_EQ(issued.session_token.find(issued.secret.reveal()), std::string::npos);
}

TEST(SessionEncoding, keeps_every_session) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto text = [&] {
    std::string value(random() % 40, '\0');
    for (auto& c : value) c = static_cast<char>(random());
    return value;
  };
  for (int round = 0; round < 500; ++round) {
    Session session{.kind = static_cast<SessionKind>(1 + random() % 5),
                    .account = text(),
                    .principal_id = text(),
                    .name = text(),
                    .issued = from_millis(static_cast<std::int64_t>(random()) * 1000),
                    .expires = from_millis(static_cast<std::int64_t>(random()) * 1000),
                    .source_identity = text(),
                    .mfa_present = random() % 2 == 0};
    session.policies.inline_policy = text();
    for (auto count = random() % 4; count > 0; --count) {
      session.policies.arns.push_back(text());
      session.tags.emplace_back(text(), text());
      session.transitive_tag_keys.push_back(text());
      session.provider_keys.emplace_back(text(), text());
    }
    const auto bytes = encode_session(session);
    const auto decoded = decode_session(bytes);
    ASSERT_TRUE(decoded);
    expect_same(*decoded, session);
    EXPECT_FALSE(decode_session(bytes.substr(0, bytes.size() - 1)));
  }
}

TEST(PackedPercent, grows_with_policies_and_tags) {
  EXPECT_EQ(packed_percent({}, {}), 0);
  const auto one_tag = packed_percent({}, {{"team", "data"}});
  EXPECT_GE(one_tag, 1);
  EXPECT_GT(packed_percent({.arns = {"arn:aws:iam::aws:policy/ReadOnlyAccess"}}, {{"team", "data"}}), one_tag);
  std::mt19937 random(5);
  policy::Tags many;
  for (int i = 0; i < 50; ++i) {
    std::string value(256, '\0');
    for (auto& c : value) c = static_cast<char>('a' + random() % 26);
    many.emplace_back(std::to_string(i), value);
  }
  EXPECT_GT(packed_percent({}, many), 100);
}

TEST(KeyId, holds_its_account) {
  SeededRandom random(4);
  for (const auto* account : {"000000000000", "123456789012", "999999999999"}) {
    const auto id = make_key_id(temporary_key_prefix, account, random);
    EXPECT_EQ(id.size(), 20u);
    EXPECT_TRUE(id.starts_with("ASIA"));
    EXPECT_EQ(account_of_key_id(id), account);
    EXPECT_NE(id, make_key_id(temporary_key_prefix, account, random));
  }
}

// As published of AWS's own ids.
TEST(KeyId, is_read_as_awss_are) {
  EXPECT_EQ(account_of_key_id("ASIAQNZGKIQY56JQ7WML"), "029608264753");
  EXPECT_FALSE(account_of_key_id("test"));
  EXPECT_FALSE(account_of_key_id("AKIAIOSFODNN7EXAMPLE"));
}

}  // namespace
}  // namespace penstock
