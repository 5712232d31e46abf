#include "app/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace penstock::app {
namespace {

using ::testing::HasSubstr;

EnvironmentLookup environment(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  };
}

class SettingsFile : public ::testing::Test {
 protected:
  std::filesystem::path write(std::string_view text) {
    path_ = std::filesystem::path(::testing::TempDir()) / "penstock_settings_test.toml";
    std::ofstream(path_) << text;
    return path_;
  }
  void TearDown() override { std::filesystem::remove(path_); }

 private:
  std::filesystem::path path_;
};

TEST_F(SettingsFile, a_flag_beats_the_environment_which_beats_the_file) {
  const auto file = write("listen = \"127.0.0.1:1\"\ndurability = \"os\"\naccount = \"111111111111\"\nthreads = 3\n");
  const auto settings = load_settings(
      {{"listen", "127.0.0.1:3"}},
      environment({{"PENSTOCK_LISTEN", "127.0.0.1:2"}, {"PENSTOCK_ACCOUNT", "222222222222"}, {"HOME", "/h"}}), file);
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->port, 3);
  EXPECT_EQ(settings->account, "222222222222");
  EXPECT_EQ(settings->durability, Durability::os);
  EXPECT_EQ(settings->threads, 3u);
  EXPECT_EQ(settings->data, "/h/.local/share/penstock");
}

TEST_F(SettingsFile, an_unknown_key_is_named) {
  const auto settings = load_settings({}, environment({}), write("colour = \"red\"\n"));
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().message, HasSubstr("there is no setting 'colour'"));
}

TEST(Settings, errors_say_where_the_value_came_from_and_what_it_takes) {
  const auto settings = load_settings({}, environment({{"PENSTOCK_DURABILITY", "maybe"}}), std::nullopt);
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().message, "PENSTOCK_DURABILITY: 'maybe' is neither fsync nor os (it takes fsync|os)");
}

TEST(Settings, auth_off_refuses_to_listen_beyond_loopback) {
  const auto settings = load_settings({{"auth", "off"}, {"listen", "0.0.0.0:4566"}}, environment({}), std::nullopt);
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().message, HasSubstr("loopback only, not on 0.0.0.0"));
  // A name that only looks like an address of this machine.
  EXPECT_FALSE(load_settings({{"auth", "off"}, {"listen", "127.example.com:4566"}}, environment({}), std::nullopt));
  EXPECT_TRUE(load_settings({{"auth", "off"}, {"listen", "127.0.0.2:4566"}}, environment({}), std::nullopt));
}

TEST(Settings, a_malformed_root_key_is_not_shown) {
  const auto settings = load_settings({{"root-key", "hush"}}, environment({}), std::nullopt);
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().message.find("hush"), std::string::npos);
}

TEST(Settings, the_master_key_comes_from_the_environment_and_not_from_a_flag) {
  const auto settings = load_settings({}, environment({{"PENSTOCK_MASTER_KEY", "a2V5"}}), std::nullopt);
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->master_key.key.reveal(), "a2V5");
  const auto from_flag = load_settings({{"master-key", "a2V5"}}, environment({}), std::nullopt);
  ASSERT_TRUE(from_flag);
  EXPECT_TRUE(from_flag->master_key.key.empty());
  const auto both = load_settings({{"master-key-file", "/k"}}, environment({{"PENSTOCK_MASTER_KEY", "a2V5"}}), {});
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().message.find("a2V5"), std::string::npos);
}

TEST(Settings, keys_of_identity_providers_are_files_by_issuer) {
  EXPECT_FALSE(load_settings({{"web-identity-keys", "https://a.example.com"}}, environment({}), std::nullopt));
  const auto two =
      load_settings({{"web-identity-keys", "https://a.example.com/x=a.json,b=/b.json"}}, environment({}), std::nullopt);
  ASSERT_TRUE(two);
  EXPECT_EQ(two->web_identity_keys.at("https://a.example.com/x"), "a.json");
  EXPECT_EQ(two->web_identity_keys.at("b"), "/b.json");
}

TEST_F(SettingsFile, the_audit_trail_is_bounded_by_each_source) {
  const auto unset = load_settings({}, environment({}), std::nullopt);
  ASSERT_TRUE(unset);
  EXPECT_EQ(unset->audit_bounds.file_bytes, 16u << 20);
  EXPECT_EQ(unset->audit_bounds.files, 8);
  const auto set = load_settings({}, environment({{"PENSTOCK_AUDIT_FILES", "3"}}), write("audit-file-bytes = 4096\n"));
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->audit_bounds.file_bytes, 4096u);
  EXPECT_EQ(set->audit_bounds.files, 3);
  EXPECT_FALSE(load_settings({{"audit-files", "0"}}, environment({}), std::nullopt));
  EXPECT_FALSE(load_settings({{"audit-file-bytes", "100"}}, environment({}), std::nullopt));
}

TEST(Settings, an_ipv6_address_takes_brackets) {
  const auto settings = load_settings({{"listen", "[::1]:4567"}}, environment({}), std::nullopt);
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->host, "::1");
  EXPECT_EQ(settings->port, 4567);
}

}  // namespace
}  // namespace penstock::app
