// Where the audit trail is kept: <data>/audit/access.jsonl, and older files access.1.jsonl (the newest of them),
// access.2.jsonl and so on, as many as are wanted. Written by the trail's thread alone; what a full disk does not take
// is lost, as requests go on.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/event_log.h"
#include "base/result.h"
#include "io/socket.h"

namespace penstock::app {

struct AuditBounds {
  std::uint64_t file_bytes = 16 << 20;  // a file that would exceed it is followed by a new one
  int files = 8;                        // the one that is written to included; at least 1
};

class AuditFiles final : public LogSink {
 public:
  // Makes the directory (0700). Error: "AuditUnavailable", which says what to do.
  static Result<std::unique_ptr<AuditFiles>> open(const std::filesystem::path& data, AuditBounds bounds = {});
  void write(std::string_view lines) override;

 private:
  AuditFiles(std::filesystem::path directory, AuditBounds bounds) : directory_(std::move(directory)), bounds_(bounds) {}
  bool begin_file();
  void rotate();

  const std::filesystem::path directory_;
  const AuditBounds bounds_;
  Fd file_;
  std::uint64_t bytes_ = 0;
};

// The files that are there, the oldest first.
std::vector<std::filesystem::path> audit_files(const std::filesystem::path& data);

}  // namespace penstock::app
