#include "services/s3/object_key.h"

#include <simdjson.h>

#include "base/percent.h"
#include "services/s3/limits.h"
#include "services/s3/s3_error.h"

namespace penstock::s3 {
namespace {
constexpr std::string_view files_prefix = "s3/file/";
}

Status check_object_key(std::string_view key) {
  if (key.size() > limits::key_bytes_max) return errors::key_too_long(key.size());
  if (!simdjson::validate_utf8(key.data(), key.size())) return errors::invalid_uri(percent_encode(key, Slash::keep));
  return ok();
}

std::string objects_prefix(std::string_view bucket) {
  // No bucket's name holds the byte 0: no prefix is the beginning of another one.
  std::string prefix = "s3/object/";
  prefix += bucket;
  prefix += '\0';
  return prefix;
}

std::string object_entry_key(std::string_view bucket, std::string_view key) {
  auto entry = objects_prefix(bucket);
  entry += key;
  return entry;
}

std::string file_entry_key(BlobId file) {
  std::string key(files_prefix);
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(number_of(file) >> shift & 0xff);
  return key;
}

std::optional<BlobId> file_of_entry_key(std::string_view entry_key) {
  if (entry_key.size() != files_prefix.size() + 8 || !entry_key.starts_with(files_prefix)) return std::nullopt;
  std::uint64_t number = 0;
  for (const char byte : entry_key.substr(files_prefix.size())) number = number << 8 | static_cast<unsigned char>(byte);
  return static_cast<BlobId>(number);
}

}  // namespace penstock::s3
