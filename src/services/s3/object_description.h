// What PutObject and CopyObject have in common: what a client says about an object beside its bytes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "services/s3/object_metadata.h"

namespace penstock::s3 {

// From a PutObjectInput or a CopyObjectInput. Error: MetadataTooLarge.
template <class Input>
Result<ObjectDescription> description_in(const Input& in);

// The settings of a new object apart from its description and bytes.
struct ObjectSettings {
  std::string storage_class = "STANDARD";
  std::optional<std::string> website_redirect;
  std::optional<std::vector<ObjectTag>> tags;  // absent: none were given
};

// From a PutObjectInput or a CopyObjectInput. Errors: InvalidStorageClass, InvalidRedirectLocation, those of
// parse_tags(), and those that S3 gives for a bucket without ACLs and object lock; NotImplemented for encryption with
// keys.
template <class Input>
Result<ObjectSettings> settings_in(const Input& in);

namespace object_description_detail {

Status check_user_metadata(const std::map<std::string, std::string>& metadata);
// Without "aws-chunked", which concerns the transfer alone.
std::optional<std::string> stored_encoding(const std::optional<std::string>& content_encoding);
Result<std::string> storage_class_in(const std::optional<std::string>& wanted);
Status check_redirect(const std::optional<std::string>& location);
Status check_acl(const std::optional<std::string>& acl, bool grants);
Status check_encryption(const std::optional<std::string>& algorithm, bool customer_key);
Status check_object_lock(bool asked);

}  // namespace object_description_detail

template <class Input>
Result<ObjectDescription> description_in(const Input& in) {
  ObjectDescription description{.content_type = in.content_type,
                                .cache_control = in.cache_control,
                                .content_disposition = in.content_disposition,
                                .content_encoding = object_description_detail::stored_encoding(in.content_encoding),
                                .content_language = in.content_language,
                                .expires = in.expires};
  if (in.metadata) description.user_metadata = *in.metadata;
  if (auto fits = object_description_detail::check_user_metadata(description.user_metadata); !fits) {
    return std::move(fits.error());
  }
  return description;
}

template <class Input>
Result<ObjectSettings> settings_in(const Input& in) {
  namespace detail = object_description_detail;
  const bool grants = in.grant_full_control || in.grant_read || in.grant_read_acp || in.grant_write_acp;
  const bool locks = in.object_lock_mode || in.object_lock_retain_until_date || in.object_lock_legal_hold_status;
  for (auto status : {detail::check_acl(in.acl, grants), detail::check_object_lock(locks),
                      detail::check_encryption(in.server_side_encryption, in.sse_customer_algorithm.has_value()),
                      detail::check_redirect(in.website_redirect_location)}) {
    if (!status) return std::move(status.error());
  }
  ObjectSettings settings{.website_redirect = in.website_redirect_location};
  auto storage_class = detail::storage_class_in(in.storage_class);
  if (!storage_class) return std::move(storage_class.error());
  settings.storage_class = std::move(*storage_class);
  return settings;
}

}  // namespace penstock::s3
