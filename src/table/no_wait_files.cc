#include "table/no_wait_files.h"

#include <span>

#include "table/io_status.h"

namespace penstock {
namespace {

using rocksdb::IOStatus;

class Reading final : public rocksdb::FSRandomAccessFile {
 public:
  explicit Reading(std::unique_ptr<File> file) : file_(std::move(file)) {}

  IOStatus Read(std::uint64_t position, std::size_t count, const rocksdb::IOOptions& /*options*/,
                rocksdb::Slice* result, char* scratch, rocksdb::IODebugContext* /*context*/) const override {
    const std::span into(scratch, count);
    *result = rocksdb::Slice(scratch, 0);
    if (NoWaiting::is_active()) {
      if (!file_->pread_cached(position, into)) {
        NoWaiting::refuse();
        return IOStatus::Busy("it is on the disk");
      }
      *result = rocksdb::Slice(scratch, count);
      return IOStatus::OK();
    }
    const auto got = file_->pread(position, into);
    if (!got) return io_status(got.error());
    *result = rocksdb::Slice(scratch, *got);
    return IOStatus::OK();
  }

 private:
  const std::unique_ptr<File> file_;
};

}  // namespace

constinit thread_local bool NoWaiting::active_ = false;
constinit thread_local bool NoWaiting::refused_ = false;

IOStatus NoWaitFiles::NewRandomAccessFile(const std::string& name, const rocksdb::FileOptions& /*options*/,
                                          std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                          rocksdb::IODebugContext* /*context*/) {
  auto file = disk_.open(name, OpenMode::read);
  if (!file) return io_status(file.error());
  *result = std::make_unique<Reading>(std::move(*file));
  return IOStatus::OK();
}

}  // namespace penstock
