#include "app/audit_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace penstock::app {
namespace {

TEST(AuditFiles, begin_anew_when_full_and_forget_the_oldest) {
  const auto data = std::filesystem::temp_directory_path() / ("penstock_audit_test." + std::to_string(getpid()));
  {
    auto files = AuditFiles::open(data, {.file_bytes = 100, .files = 3});
    ASSERT_TRUE(files) << files.error().message;
    const std::string line(59, 'x');
    for (int i = 0; i < 20; ++i) (*files)->write(line + "\n");
  }
  const auto files = audit_files(data);
  EXPECT_EQ(files.size(), 3u);
  for (const auto& file : files) EXPECT_EQ(std::filesystem::file_size(file), 60u) << file;
  EXPECT_EQ(files.back().filename(), "access.jsonl");
  std::filesystem::remove_all(data);
}

TEST(AuditFiles, forget_what_a_smaller_number_leaves_no_room_for) {
  const auto data = std::filesystem::temp_directory_path() / ("penstock_audit_fewer_test." + std::to_string(getpid()));
  for (const int wanted : {12, 2, 1}) {
    auto files = AuditFiles::open(data, {.file_bytes = 10, .files = wanted});
    ASSERT_TRUE(files) << files.error().message;
    for (int i = 0; i < 14; ++i) (*files)->write("0123456789\n");
    EXPECT_EQ(audit_files(data).size(), static_cast<std::size_t>(wanted));
  }
  std::filesystem::remove_all(data);
}

TEST(AuditFiles, say_what_to_do_where_they_cannot_be) {
  const auto files = AuditFiles::open("/proc/nowhere");
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, "AuditUnavailable");
}

}  // namespace
}  // namespace penstock::app
