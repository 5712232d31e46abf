#include "api/client_environment.h"

#include <gtest/gtest.h>

#include <map>

namespace penstock {
namespace {

ClientEnvironment read(std::map<std::string, std::string> variables) {
  return read_client_environment([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(ClientEnvironment, reads_what_the_sdks_read) {
  const auto environment = read({{"AWS_ENDPOINT_URL", "http://127.0.0.1:4566"},
                                 {"AWS_DEFAULT_REGION", "eu-north-1"},
                                 {"AWS_ACCESS_KEY_ID", "AKID"},
                                 {"AWS_SECRET_ACCESS_KEY", "hush"},
                                 {"AWS_SESSION_TOKEN", "token"}});
  EXPECT_EQ(environment.endpoint_url, "http://127.0.0.1:4566");
  EXPECT_EQ(environment.region, "eu-north-1");
  ASSERT_TRUE(environment.credentials);
  EXPECT_EQ(environment.credentials->access_key_id, "AKID");
  EXPECT_EQ(environment.credentials->session_token, "token");
}

TEST(ClientEnvironment, has_no_credentials_when_nobody_gives_any) {
  EXPECT_FALSE(read({{"HOME", "/nonexistent"}, {"AWS_ACCESS_KEY_ID", "AKID"}}).credentials);
}

TEST(ClientEnvironment, finds_a_profile_in_the_shared_file) {
  constexpr std::string_view file =
      "# keys\n[default]\naws_access_key_id = A\r\naws_secret_access_key=one\n\n[ other ]\n"
      "aws_access_key_id=B\naws_secret_access_key = two\naws_session_token = t\n";
  EXPECT_EQ(credentials_of_profile(file, "default")->secret.reveal(), "one");
  EXPECT_EQ(credentials_of_profile(file, "other")->session_token, "t");
  EXPECT_FALSE(credentials_of_profile(file, "none"));
}

}  // namespace
}  // namespace penstock
