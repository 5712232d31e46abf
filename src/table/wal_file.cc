#include "table/wal_file.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/crc32c.h"
#include "table/wal_format.h"

namespace penstock {
namespace {

using wal_format::bytes_of;
using wal_format::FileHeader;
using wal_format::FrameHeader;

std::uint32_t crc_of(const FileHeader& header) {
  return crc32c(0, bytes_of(header).substr(0, offsetof(FileHeader, crc)));
}

std::uint32_t crc_of(std::uint64_t salt, std::uint64_t position, std::string_view bytes) {
  const wal_format::FrameSeal seal{.salt = salt, .position = position, .length = bytes.size()};
  return crc32c(crc32c(0, bytes_of(seal)), bytes);
}

// Zeros up to the next page within what the file has: a page that is written in part is first read from the disk.
std::string_view page_padding(std::uint64_t end, std::uint64_t file_bytes) {
  static constexpr std::array<char, page_bytes> zeros{};
  if (end >= file_bytes) return {};
  const auto to_page_end = (zeros.size() - end % zeros.size()) % zeros.size();
  return {zeros.data(), static_cast<std::size_t>(std::min<std::uint64_t>(to_page_end, file_bytes - end))};
}

constexpr std::size_t pages_bytes_min = 64 << 10;
constexpr std::size_t gathered_bytes_max = 2 << 20;

std::size_t whole_pages(std::size_t bytes) { return (bytes + page_bytes - 1) / page_bytes * page_bytes; }

iovec piece_of(std::string_view bytes) { return {const_cast<char*>(bytes.data()), bytes.size()}; }

}  // namespace

void WalWriter::begin(const WalHeader& header) {
  CHECK(!has_begun());
  FileHeader head{.magic = {},
                  .version = wal_format::version,
                  .previous_is_durable = header.previous_is_durable ? 1U : 0U,
                  .number = header.number,
                  .salt = header.salt,
                  .previous = header.previous,
                  .previous_end = header.previous_end,
                  .unused = 0,
                  .crc = 0};
  std::ranges::copy(wal_format::magic, head.magic);
  head.crc = crc_of(head);
  head_ = bytes_of(head);
  salt_ = header.salt;
  begun_ = true;
}

Status WalWriter::append(std::string_view bytes) {
  CHECK(has_begun() && bytes.size() <= UINT32_MAX);
  if (failed_) return *failed_;
  if (bytes.empty()) return ok();
  if (writes_ == Writes::at_append) return write_at_append(bytes);
  // Synced sooner than asked for: what waits is bounded.
  if (gathered_ + bytes.size() > gathered_bytes_max && gathered_ > written_) {
    if (auto written = sync(); !written) return written;
  }
  const FrameHeader frame{.length = static_cast<std::uint32_t>(bytes.size()),
                          .crc = crc_of(salt_, position_ + head_.size(), bytes)};
  gather(std::exchange(head_, {}));
  gather(bytes_of(frame));
  gather(bytes);
  end_ += bytes.size();
  return ok();
}

Status WalWriter::write_at_append(std::string_view bytes) {
  const auto frame_at = position_ + head_.size();
  const FrameHeader frame{.length = static_cast<std::uint32_t>(bytes.size()), .crc = crc_of(salt_, frame_at, bytes)};
  const auto end = frame_at + sizeof(frame) + bytes.size();
  const std::array pieces{piece_of(head_), piece_of(bytes_of(frame)), piece_of(bytes),
                          piece_of(page_padding(end, file_bytes_))};
  if (auto wrote = file_->pwritev(position_, pieces); !wrote) {
    failed_ = wrote.error();
    return wrote;
  }
  head_.clear();
  position_ = end;
  end_ += bytes.size();
  return ok();
}

void WalWriter::gather(std::string_view bytes) {
  const auto needed = whole_pages(gathered_ + bytes.size());
  if (needed > capacity_) {
    const auto capacity = std::max({needed, 2 * capacity_, pages_bytes_min});
    std::unique_ptr<char, Freed> larger(static_cast<char*>(std::aligned_alloc(page_bytes, capacity)));
    CHECK(larger);
    if (gathered_ > 0) std::memcpy(larger.get(), pages_.get(), gathered_);
    pages_ = std::move(larger);
    capacity_ = capacity;
  }
  if (!bytes.empty()) std::memcpy(pages_.get() + gathered_, bytes.data(), bytes.size());
  gathered_ += bytes.size();
  position_ += bytes.size();
}

Status WalWriter::sync() {
  if (failed_) return *failed_;
  if (writes_ == Writes::at_append) return file_->sync();
  if (gathered_ == written_) return ok();
  const auto bytes = whole_pages(gathered_);
  std::memset(pages_.get() + gathered_, 0, bytes - gathered_);
  const iovec pages{pages_.get(), bytes};
  if (auto wrote = file_->write_pages(pages_begin_, {&pages, 1}); !wrote) {
    failed_ = wrote.error();
    return wrote;
  }
  // The last page is written again with what comes next.
  const auto whole = gathered_ / page_bytes * page_bytes;
  std::memmove(pages_.get(), pages_.get() + whole, gathered_ - whole);
  pages_begin_ += whole;
  gathered_ -= whole;
  written_ = gathered_;
  return ok();
}

Result<WalReader> WalReader::open(std::unique_ptr<File> file, std::uint64_t number) {
  const auto size = file->size();
  if (!size) return size.error();
  WalReader reader(std::move(file));
  reader.file_bytes_ = *size;
  FileHeader head{};
  const auto got = reader.file_->pread(0, {reinterpret_cast<char*>(&head), sizeof(head)});
  if (!got) return got.error();
  const std::string_view magic(head.magic, sizeof(head.magic));
  if (magic != wal_format::magic) {
    const bool is_blank = magic.find_first_not_of('\0') == std::string_view::npos;
    reader.kind_ = is_blank ? Kind::empty : Kind::plain;
    return reader;
  }
  if (*got < sizeof(head) || head.crc != crc_of(head) || head.number != number) return reader;
  if (head.version != wal_format::version) {
    return error::internal(fmt::format("Write-ahead log {} has format {}; this program knows format {}.", number,
                                       head.version, wal_format::version));
  }
  reader.kind_ = Kind::framed;
  reader.header_ = {.number = head.number,
                    .salt = head.salt,
                    .previous = head.previous,
                    .previous_end = head.previous_end,
                    .previous_is_durable = head.previous_is_durable != 0};
  reader.position_ = sizeof(head);
  return reader;
}

Result<std::string_view> WalReader::read(std::size_t bytes) {
  if (kind_ == Kind::empty) return std::string_view();
  if (kind_ == Kind::plain) {
    frame_.resize(bytes);
    const auto got = file_->pread(position_, frame_);
    if (!got) return got.error();
    position_ += *got;
    end_ += *got;
    return std::string_view(frame_).substr(0, *got);
  }
  if (rest_.empty()) {
    const auto found = next_frame();
    if (!found) return found.error();
    if (!*found) return std::string_view();
  }
  const auto given = rest_.substr(0, bytes);
  rest_.remove_prefix(given.size());
  end_ += given.size();
  return given;
}

// False at the end: what is there is no frame of this log, or not whole.
Result<bool> WalReader::next_frame() {
  FrameHeader frame{};
  const auto got = file_->pread(position_, {reinterpret_cast<char*>(&frame), sizeof(frame)});
  if (!got) return got.error();
  const auto begin = position_ + sizeof(frame);
  if (*got < sizeof(frame) || frame.length == 0 || begin + frame.length > file_bytes_) return false;
  frame_.resize(frame.length);
  const auto read = file_->pread(begin, frame_);
  if (!read) return read.error();
  if (*read < frame.length || frame.crc != crc_of(header_.salt, position_, frame_)) return false;
  position_ = begin + frame.length;
  rest_ = frame_;
  return true;
}

}  // namespace penstock
