#include "identity/master_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "base/base64.h"

namespace penstock {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class MasterKey : public testing::Test {
 protected:
  MasterKey() {
    std::string pattern = (fs::temp_directory_path() / "master_key_XXXXXX").string();
    above_ = ::mkdtemp(pattern.data());
    data_ = above_ / "data";
    fs::create_directory(data_);
  }
  ~MasterKey() override { fs::remove_all(above_); }

  Result<Vault> open(const MasterKeySource& source = {}, FirstStart first_start = FirstStart::makes_key) {
    return open_vault(data_, source, first_start, random_);
  }
  std::string refusal(const MasterKeySource& source = {}, FirstStart first_start = FirstStart::makes_key) {
    const auto vault = open(source, first_start);
    EXPECT_FALSE(vault) << "was opened";
    if (vault) return "";
    EXPECT_EQ(vault.error().code, "MasterKeyUnavailable");
    return vault.error().message;
  }
  std::string key_text() const {
    std::ifstream file(above_ / "data.key");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path above_, data_;
  SeededRandom random_{3};
};

TEST_F(MasterKey, lies_beside_the_data_and_is_the_same_on_the_next_start) {
  const auto first = open();
  ASSERT_TRUE(first) << first.error().message;
  struct stat status{};
  ASSERT_EQ(::stat((above_ / "data.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const auto second = open();
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->open("a", first->seal("a", "s")));
}

TEST_F(MasterKey, is_given_by_the_environment_and_then_no_file_is_made) {
  const MasterKeySource given{.key = to_base64(std::string(Vault::key_bytes, 'e'))};
  ASSERT_TRUE(open(given));
  EXPECT_FALSE(fs::exists(above_ / "data.key"));
  EXPECT_TRUE(open(given));
  EXPECT_THAT(refusal(), HasSubstr("is missing: there is no " + (above_ / "data.key").string()));
}

TEST_F(MasterKey, is_in_a_file_of_ones_choice) {
  ASSERT_TRUE(open({.file = above_ / "elsewhere"}));
  EXPECT_TRUE(fs::exists(above_ / "elsewhere"));
  EXPECT_FALSE(fs::exists(above_ / "data.key"));
  EXPECT_TRUE(open({.file = above_ / "elsewhere"}));
}

TEST_F(MasterKey, that_is_missing_or_wrong_is_never_replaced) {
  ASSERT_TRUE(open());
  fs::rename(above_ / "data.key", above_ / "kept");
  EXPECT_THAT(refusal(), HasSubstr("Restore that file"));
  EXPECT_FALSE(fs::exists(above_ / "data.key"));
  EXPECT_THAT(refusal({.key = to_base64(std::string(Vault::key_bytes, 'x'))}),
              HasSubstr("is not the one that the secrets in " + data_.string() + " were sealed with"));
  EXPECT_TRUE(open({.file = above_ / "kept"}));
}

TEST_F(MasterKey, that_is_damaged_or_open_to_others_is_refused_without_showing_it) {
  ASSERT_TRUE(open());
  const auto text = key_text();
  ::chmod((above_ / "data.key").c_str(), 0640);
  EXPECT_THAT(refusal(), HasSubstr("chmod 600"));
  ::chmod((above_ / "data.key").c_str(), 0600);
  std::ofstream(above_ / "data.key") << text.substr(4);
  const auto message = refusal();
  EXPECT_THAT(message, HasSubstr("is damaged"));
  EXPECT_EQ(message.find(text.substr(4, 8)), std::string::npos);
  EXPECT_THAT(refusal({.key = "hunter2"}), testing::Not(HasSubstr("hunter2")));
}

TEST_F(MasterKey, survives_a_start_that_broke_off_after_it_was_made) {
  const auto first = open();
  ASSERT_TRUE(first);
  fs::remove(data_ / "vault");
  const auto second = open();
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->open("a", first->seal("a", "s")));
}

TEST_F(MasterKey, is_not_made_for_a_reader) {
  EXPECT_THAT(refusal({}, FirstStart::is_refused), HasSubstr("start a server there first"));
  EXPECT_FALSE(fs::exists(above_ / "data.key"));
}

TEST_F(MasterKey, that_cannot_be_kept_says_what_to_do) {
  EXPECT_THAT(refusal({.file = above_ / "absent/key"}), HasSubstr("PENSTOCK_MASTER_KEY_FILE"));
}

TEST(MasterKeyFile, is_named_after_the_directory_however_that_is_written) {
  EXPECT_EQ(master_key_file("/srv/penstock"), "/srv/penstock.key");
  EXPECT_EQ(master_key_file("/srv/penstock/"), "/srv/penstock.key");
  EXPECT_EQ(master_key_file("/srv/./penstock/."), "/srv/penstock.key");
  EXPECT_EQ(master_key_file("data"), fs::current_path() / "data.key");
}

}  // namespace
}  // namespace penstock
