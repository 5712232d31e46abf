#include "identity/root_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace penstock {
namespace {

namespace fs = std::filesystem;

class RootKey : public testing::Test {
 protected:
  RootKey() {
    std::string pattern = (fs::temp_directory_path() / "root_key_XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
  }
  ~RootKey() override { fs::remove_all(directory_); }

  Result<KeptRootKey> load() {
    return load_or_create_root_key(directory_, "000000000000", vault_, [this](std::span<std::uint8_t> bytes) {
      for (auto& byte : bytes) byte = next_byte_++;
    });
  }

  std::string kept() const {
    std::ifstream file(directory_ / "root_key");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path directory_;
  SeededRandom random_{1};
  Vault vault_{std::string(Vault::key_bytes, 'k'), random_};
  std::uint8_t next_byte_ = 0;
};

TEST_F(RootKey, is_made_once_and_found_again) {
  const auto made = load();
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->created);
  EXPECT_EQ(made->key.id, "AKIAABCDEFGHIJKLMNOP");
  EXPECT_EQ(made->key.secret.reveal().size(), 40u);
  EXPECT_EQ(made->key.principal->arn, "arn:aws:iam::000000000000:root");
  const auto found = load();
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->created);
  EXPECT_EQ(found->key.id, made->key.id);
  EXPECT_EQ(found->key.secret.reveal(), made->key.secret.reveal());
}

TEST_F(RootKey, is_readable_by_its_owner_alone) {
  ASSERT_TRUE(load());
  struct stat status{};
  ASSERT_EQ(::stat((directory_ / "root_key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  ::chmod((directory_ / "root_key").c_str(), 0644);
  const auto refused = load();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "RootKeyUnavailable");
  EXPECT_NE(refused.error().message.find("chmod 600"), std::string::npos);
}

TEST_F(RootKey, that_is_damaged_is_not_replaced) {
  std::ofstream(directory_ / "root_key") << "nonsense";
  ::chmod((directory_ / "root_key").c_str(), 0600);
  const auto refused = load();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("damaged"), std::string::npos);
  EXPECT_EQ(refused.error().message.find("nonsense"), std::string::npos);
}

TEST_F(RootKey, is_kept_sealed) {
  const auto made = load();
  ASSERT_TRUE(made);
  EXPECT_TRUE(kept().starts_with("sealed "));
  EXPECT_EQ(kept().find(made->key.secret.reveal()), std::string::npos);
  vault_ = Vault(std::string(Vault::key_bytes, 'x'), random_);
  const auto refused = load();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "RootKeyUnavailable");
}

TEST_F(RootKey, that_is_plain_is_read_and_kept_sealed) {
  std::ofstream(directory_ / "root_key") << "AKIAOLD:s3cret/of+old\n";
  ::chmod((directory_ / "root_key").c_str(), 0600);
  for (int i = 0; i < 2; ++i) {
    const auto found = load();
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->created);
    EXPECT_EQ(found->key.id, "AKIAOLD");
    EXPECT_EQ(found->key.secret.reveal(), "s3cret/of+old");
    EXPECT_EQ(kept().find("s3cret"), std::string::npos);
  }
}

TEST_F(RootKey, says_which_file_when_there_is_no_directory) {
  const auto refused = load_or_create_root_key(directory_ / "absent", "000000000000", vault_, [](auto) {});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("absent/root_key"), std::string::npos);
}

TEST(RootKeySetting, is_an_access_key_and_a_secret) {
  const auto key = parse_root_key("test:te:st", "123456789012");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->id, "test");
  EXPECT_EQ(key->secret.reveal(), "te:st");
  EXPECT_EQ(key->principal->account, "123456789012");
}

TEST(RootKeySetting, of_another_form_is_refused_without_telling_it) {
  for (const auto* setting : {"", "hunter2", ":hunter2", "test:", "te/st:hunter2", "test:hunter 2"}) {
    const auto refused = parse_root_key(setting, "000000000000");
    ASSERT_FALSE(refused) << setting;
    EXPECT_EQ(refused.error().code, "InvalidSetting");
    EXPECT_EQ(refused.error().message.find("hunter"), std::string::npos);
  }
}

TEST(RootKeyExport, is_two_lines_that_a_shell_understands) {
  EXPECT_EQ(export_lines({.id = "test", .secret = "a/b+c"}),
            "export AWS_ACCESS_KEY_ID=test\nexport AWS_SECRET_ACCESS_KEY=a/b+c\n");
  EXPECT_EQ(export_lines({.id = "test", .secret = "a'$b"}),
            "export AWS_ACCESS_KEY_ID=test\nexport AWS_SECRET_ACCESS_KEY='a'\\''$b'\n");
}

}  // namespace
}  // namespace penstock
