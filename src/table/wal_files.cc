#include "table/wal_files.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "table/io_status.h"
#include "table/wal_file.h"

namespace penstock {
namespace {

using rocksdb::IOStatus;

constexpr std::string_view spare_prefix = "spare-";
constexpr std::string_view spare_suffix = ".wal";

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// The number of "<directory>/000012.log"; nothing for other files.
std::optional<std::uint64_t> log_number(std::string_view path) {
  auto name = base_name(path);
  if (!name.ends_with(".log")) return std::nullopt;
  name.remove_suffix(4);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return number;
}

}  // namespace

class WalFiles::Writing final : public rocksdb::FSWritableFile {
 public:
  Writing(WalFiles& files, WalWriter writer, std::uint64_t number)
      : files_(files), writer_(std::move(writer)), number_(number) {}

  using FSWritableFile::Append;
  IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& /*options*/,
                  rocksdb::IODebugContext* /*context*/) override {
    if (!writer_.has_begun()) {
      const auto previous = files_.previous_of(number_);
      writer_.begin({.number = number_,
                     .salt = files_.random_.next(),
                     .previous = previous.number,
                     .previous_end = previous.end,
                     .previous_is_durable = files_.options_.syncs});
    }
    const auto appended = writer_.append({data.data(), data.size()});
    if (appended) files_.appended({.number = number_, .end = writer_.end()});
    return io_status(appended);
  }
  IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*verification*/, rocksdb::IODebugContext* context) override {
    return Append(data, options, context);
  }
  IOStatus Sync(const rocksdb::IOOptions& /*options*/, rocksdb::IODebugContext* /*context*/) override {
    return io_status(writer_.sync());
  }
  // Every append is handed to the kernel at once, or waits for Sync.
  IOStatus Flush(const rocksdb::IOOptions& /*options*/, rocksdb::IODebugContext* /*context*/) override {
    return IOStatus::OK();
  }
  IOStatus Close(const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override {
    return files_.options_.syncs ? Sync(options, context) : IOStatus::OK();
  }
  bool IsSyncThreadSafe() const override { return true; }
  std::uint64_t GetFileSize(const rocksdb::IOOptions& /*options*/, rocksdb::IODebugContext* /*context*/) override {
    return writer_.end();
  }
  // Space is not taken before it is written: that gains nothing.
  void PrepareWrite(std::size_t /*offset*/, std::size_t /*length*/, const rocksdb::IOOptions& /*options*/,
                    rocksdb::IODebugContext* /*context*/) override {}

 private:
  WalFiles& files_;
  WalWriter writer_;
  const std::uint64_t number_;
};

class WalFiles::Reading final : public rocksdb::FSSequentialFile {
 public:
  Reading(WalFiles& files, WalReader reader, std::uint64_t number)
      : files_(files), reader_(std::move(reader)), number_(number) {}

  IOStatus Read(std::size_t count, const rocksdb::IOOptions& /*options*/, rocksdb::Slice* result, char* scratch,
                rocksdb::IODebugContext* /*context*/) override {
    std::size_t done = 0;
    while (done < count) {
      const auto got = reader_.read(count - done);
      if (!got) return io_status(got.error());
      if (got->empty()) {
        files_.ended({.number = number_, .end = reader_.end()});
        break;
      }
      std::memcpy(scratch + done, got->data(), got->size());
      done += got->size();
    }
    *result = rocksdb::Slice(scratch, done);
    return IOStatus::OK();
  }
  IOStatus Skip(std::uint64_t count) override {
    while (count > 0) {
      const auto got = reader_.read(count);
      if (!got) return io_status(got.error());
      if (got->empty()) break;
      count -= got->size();
    }
    return IOStatus::OK();
  }

 private:
  WalFiles& files_;
  WalReader reader_;
  const std::uint64_t number_;
};

WalFiles::WalFiles(const std::shared_ptr<rocksdb::FileSystem>& target, Disk& disk, std::string directory,
                   WalFilesOptions options)
    : FileSystemWrapper(target), disk_(disk), directory_(std::move(directory)), options_(options) {
  const auto entries = disk_.list(directory_);
  if (!entries) return;  // it is made later
  for (const auto& entry : *entries) {
    std::string_view name = entry.name;
    if (!name.starts_with(spare_prefix) || !name.ends_with(spare_suffix)) continue;
    spares_.push_back(directory_ + "/" + entry.name);
    name = name.substr(spare_prefix.size(), name.size() - spare_prefix.size() - spare_suffix.size());
    std::uint64_t number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    spare_number_ = std::max(spare_number_, number);
  }
}

IOStatus WalFiles::NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                   std::unique_ptr<rocksdb::FSWritableFile>* result, rocksdb::IODebugContext* context) {
  const auto number = log_number(name);
  if (!number) return FileSystemWrapper::NewWritableFile(name, options, result, context);
  auto mode = OpenMode::truncate;
  if (const auto spare = take_spare(); !spare.empty() && disk_.rename(spare, name)) mode = OpenMode::write;
  auto file = disk_.open(name, mode);
  if (!file) return io_status(file.error());
  const auto size = (*file)->size();
  if (!size) return io_status(size.error());
  const auto writes = options_.syncs ? WalWriter::Writes::at_sync : WalWriter::Writes::at_append;
  *result = std::make_unique<Writing>(*this, WalWriter(std::move(*file), *size, writes), *number);
  return IOStatus::OK();
}

IOStatus WalFiles::NewSequentialFile(const std::string& name, const rocksdb::FileOptions& options,
                                     std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                     rocksdb::IODebugContext* context) {
  const auto number = log_number(name);
  if (!number) return FileSystemWrapper::NewSequentialFile(name, options, result, context);
  auto file = disk_.open(name, OpenMode::read);
  if (!file) return io_status(file.error());
  auto reader = WalReader::open(std::move(*file), *number);
  if (!reader) return io_status(reader.error());
  const auto follows = follows_its_previous(*reader);
  if (!follows) return IOStatus::Corruption(follows.error().message);
  if (!*follows) reader->close();
  *result = std::make_unique<Reading>(*this, std::move(*reader), *number);
  return IOStatus::OK();
}

IOStatus WalFiles::DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* context) {
  if (log_number(name) && keep_spare(name)) return IOStatus::OK();
  return FileSystemWrapper::DeleteFile(name, options, context);
}

std::string WalFiles::take_spare() {
  const std::lock_guard lock(mutex_);
  if (spares_.empty()) return {};
  auto spare = std::move(spares_.back());
  spares_.pop_back();
  return spare;
}

// What it holds ends with its new name: no log is read from a file that was not begun anew for it.
bool WalFiles::keep_spare(const std::string& name) {
  const auto file = disk_.open(name, OpenMode::read);
  const auto bytes = file ? (*file)->size() : Result<std::uint64_t>(file.error());
  if (!bytes || *bytes < options_.spare_bytes_min || *bytes > options_.spare_bytes_max) return false;
  const std::lock_guard lock(mutex_);
  if (spares_.size() >= options_.spare_files_max) return false;
  auto spare = fmt::format("{}/{}{}{}", directory_, spare_prefix, ++spare_number_, spare_suffix);
  if (!disk_.rename(name, spare)) return false;
  spares_.push_back(std::move(spare));
  return true;
}

WalFiles::Log WalFiles::previous_of(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  CHECK(last_.number < number);
  return last_;
}

void WalFiles::appended(Log log) {
  const std::lock_guard lock(mutex_);
  last_ = log;
}

void WalFiles::ended(Log log) {
  const std::lock_guard lock(mutex_);
  ended_[log.number] = log.end;
}

// RocksDB reads its logs when it is opened, and writes all of what they hold into its tables before it begins a new
// one. A log that was begun when the one before held more than it holds now would leave a gap. When that was durable,
// it is damaged; otherwise power was lost, and this log is lost as well.
Result<bool> WalFiles::follows_its_previous(const WalReader& log) {
  const auto& header = log.header();
  const std::lock_guard lock(mutex_);
  last_ = {};
  const auto previous = ended_.find(header.previous);
  if (log.kind() != WalReader::Kind::framed || previous == ended_.end() || previous->second >= header.previous_end) {
    return true;
  }
  if (!header.previous_is_durable) return false;
  return error::internal(fmt::format("write-ahead log {} is damaged: it ends after {} of {} bytes", header.previous,
                                     previous->second, header.previous_end));
}

}  // namespace penstock
