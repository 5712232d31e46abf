// Where the audit trail is kept: <data>/audit/access.jsonl, and older files access.1.jsonl (the newest of them) to
// access.7.jsonl. Written by the trail's thread alone; what a full disk does not take is lost, as requests go on.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/event_log.h"
#include "base/result.h"
#include "io/socket.h"

namespace penstock::app {

inline constexpr std::uint64_t audit_file_bytes_max = 16 << 20;
inline constexpr int audit_files_max = 8;

class AuditFiles final : public LogSink {
 public:
  // Makes the directory (0700). Error: "AuditUnavailable", which says what to do.
  static Result<std::unique_ptr<AuditFiles>> open(const std::filesystem::path& data,
                                                  std::uint64_t bytes_max = audit_file_bytes_max);
  void write(std::string_view lines) override;

 private:
  AuditFiles(std::filesystem::path directory, std::uint64_t bytes_max)
      : directory_(std::move(directory)), bytes_max_(bytes_max) {}
  bool begin_file();
  void rotate();

  const std::filesystem::path directory_;
  const std::uint64_t bytes_max_;
  Fd file_;
  std::uint64_t bytes_ = 0;
};

// The files that are there, the oldest first.
std::vector<std::filesystem::path> audit_files(const std::filesystem::path& data);

}  // namespace penstock::app
