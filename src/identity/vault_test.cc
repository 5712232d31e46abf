#include "identity/vault.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace penstock {
namespace {

class VaultTest : public testing::Test {
 protected:
  SeededRandom random_{7};
  Vault vault_{std::string(Vault::key_bytes, 'k'), random_};
};

TEST_F(VaultTest, opens_what_it_sealed) {
  for (const auto size : {0, 1, 15, 16, 17, 4096}) {
    const std::string secret(static_cast<std::size_t>(size), 's');
    const auto sealed = vault_.seal("a", secret);
    EXPECT_EQ(sealed.size(), secret.size() + Vault::overhead_bytes);
    const auto opened = vault_.open("a", sealed);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->reveal(), secret);
  }
}

TEST_F(VaultTest, hides_a_secret_and_never_seals_it_twice_alike) {
  const auto first = vault_.seal("a", "the secret");
  EXPECT_EQ(first.find("secret"), std::string::npos);
  EXPECT_NE(first, vault_.seal("a", "the secret"));
}

TEST_F(VaultTest, opens_for_one_purpose_and_one_key_alone) {
  const auto sealed = vault_.seal("iam/access-key/AKIA1", "secret");
  EXPECT_FALSE(vault_.open("iam/access-key/AKIA2", sealed));
  EXPECT_FALSE(vault_.derive("a").open("iam/access-key/AKIA1", sealed));
  EXPECT_FALSE(Vault(std::string(Vault::key_bytes, 'x'), random_).open("iam/access-key/AKIA1", sealed));
}

TEST_F(VaultTest, notices_every_changed_bit_and_every_missing_byte) {
  const auto sealed = vault_.seal("a", "secret");
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(vault_.open("a", changed)) << "bit " << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) EXPECT_FALSE(vault_.open("a", sealed.substr(0, size)));
  EXPECT_FALSE(vault_.open("a", sealed + 'x'));
}

TEST_F(VaultTest, derives_the_same_key_for_the_same_purpose_alone) {
  EXPECT_EQ(vault_.derive_key("a").reveal(), vault_.derive_key("a").reveal());
  EXPECT_NE(vault_.derive_key("a").reveal(), vault_.derive_key("b").reveal());
  EXPECT_EQ(vault_.derive_key("a").reveal().size(), Vault::key_bytes);
  const auto sealed = vault_.derive("a").seal("p", "secret");
  EXPECT_TRUE(vault_.derive("a").open("p", sealed));
}

// Bytes kept on disk: a later version has to open them.
TEST_F(VaultTest, opens_what_earlier_versions_sealed) {
  constexpr std::string_view kept_hex = "01000102030405060708090a0b4142c18f802d57eee8b18a4c6d92cdd665e7761f";
  std::string sealed;
  for (std::size_t i = 0; i < kept_hex.size(); i += 2) {
    sealed += static_cast<char>(std::stoi(std::string(kept_hex.substr(i, 2)), nullptr, 16));
  }
  const auto opened = vault_.open("golden", sealed);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->reveal(), "kept");
}

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };

TEST(SecretTest, cannot_be_written_to_a_stream) {
  static_assert(Streamable<std::string>);
  static_assert(!Streamable<Secret>);
  static_assert(!std::is_convertible_v<Secret, std::string> && !std::is_convertible_v<Secret, std::string_view>);
}

TEST(SecretTest, moves_and_leaves_nothing) {
  Secret secret("hush");
  const Secret moved(std::move(secret));
  EXPECT_EQ(moved.reveal(), "hush");
  EXPECT_TRUE(secret.empty());  // NOLINT: what is left is the question
  secret = moved;
  EXPECT_EQ(secret.reveal(), "hush");
}

}  // namespace
}  // namespace penstock
