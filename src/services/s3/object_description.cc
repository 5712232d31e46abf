#include "services/s3/object_description.h"

#include <algorithm>
#include <array>

#include "services/s3/limits.h"
#include "services/s3/s3_error.h"

namespace penstock::s3::object_description_detail {
namespace {

constexpr std::array<std::string_view, 6> online_classes = {"STANDARD",   "REDUCED_REDUNDANCY",  "STANDARD_IA",
                                                            "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"};
constexpr std::array<std::string_view, 2> archive_classes = {"GLACIER", "DEEP_ARCHIVE"};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

Status check_user_metadata(const std::map<std::string, std::string>& metadata) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : metadata) bytes += name.size() + value.size();
  if (bytes > limits::user_metadata_bytes_max) return errors::metadata_too_large(bytes);
  return ok();
}

std::optional<std::string> stored_encoding(const std::optional<std::string>& content_encoding) {
  if (!content_encoding) return std::nullopt;
  std::string kept;
  for (std::string_view rest = *content_encoding; !rest.empty();) {
    const auto comma = rest.find(',');
    const auto coding = trimmed(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    if (coding.empty() || coding == "aws-chunked") continue;
    if (!kept.empty()) kept += ',';
    kept += coding;
  }
  if (kept.empty()) return std::nullopt;
  return kept;
}

Result<std::string> storage_class_in(const std::optional<std::string>& wanted) {
  if (!wanted) return "STANDARD";
  if (std::ranges::find(online_classes, *wanted) != online_classes.end()) return *wanted;
  if (std::ranges::find(archive_classes, *wanted) != archive_classes.end()) {
    return errors::not_implemented("x-amz-storage-class", "Storage classes that need a restore are not implemented");
  }
  return errors::invalid_storage_class(*wanted);
}

Status check_redirect(const std::optional<std::string>& location) {
  if (!location || location->starts_with('/') || location->starts_with("http://") ||
      location->starts_with("https://")) {
    return ok();
  }
  return ApiError{400, "InvalidRedirectLocation",
                  "The website redirect location must have a prefix of 'http://' or 'https://' or '/'."};
}

// Buckets have the ownership that new ones have on AWS, where ACLs are off and only those of the owner are taken.
Status check_acl(const std::optional<std::string>& acl, bool grants) {
  if (grants || (acl && *acl != "private" && *acl != "bucket-owner-full-control")) {
    return ApiError{400, "AccessControlListNotSupported", "The bucket does not allow ACLs"};
  }
  return ok();
}

// AES256 is what AWS does without being asked; here the disk's own encryption takes its place.
Status check_encryption(const std::optional<std::string>& algorithm, bool customer_key) {
  if (customer_key) {
    return errors::not_implemented("x-amz-server-side-encryption-customer-algorithm",
                                   "Encryption with customer keys is not implemented");
  }
  if (!algorithm || *algorithm == "AES256") return ok();
  if (algorithm->starts_with("aws:")) {
    return errors::not_implemented("x-amz-server-side-encryption", "Encryption with KMS keys is not implemented");
  }
  return errors::invalid_argument("The encryption method specified is not supported", "x-amz-server-side-encryption",
                                  *algorithm);
}

Status check_object_lock(bool asked) {
  if (asked) return errors::invalid_request("Bucket is missing Object Lock Configuration");
  return ok();
}

}  // namespace penstock::s3::object_description_detail
