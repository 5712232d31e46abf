#include "app/audit_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace penstock::app {
namespace {

TEST(AuditFiles, begin_anew_when_full_and_forget_the_oldest) {
  const auto data = std::filesystem::temp_directory_path() / ("penstock_audit_test." + std::to_string(getpid()));
  {
    auto files = AuditFiles::open(data, 100);
    ASSERT_TRUE(files) << files.error().message;
    const std::string line(59, 'x');
    for (int i = 0; i < 20; ++i) (*files)->write(line + "\n");
  }
  const auto files = audit_files(data);
  EXPECT_EQ(files.size(), static_cast<std::size_t>(audit_files_max));
  for (const auto& file : files) EXPECT_EQ(std::filesystem::file_size(file), 60u) << file;
  EXPECT_EQ(files.back().filename(), "access.jsonl");
  std::filesystem::remove_all(data);
}

TEST(AuditFiles, say_what_to_do_where_they_cannot_be) {
  const auto files = AuditFiles::open("/proc/nowhere");
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, "AuditUnavailable");
}

}  // namespace
}  // namespace penstock::app
