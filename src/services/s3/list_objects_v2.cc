#include "base/ids.h"
#include "services/s3/etag.h"
#include "services/s3/limits.h"
#include "services/s3/listing.h"
#include "services/s3/s3_error.h"
#include "services/s3/service.h"

namespace penstock::s3 {
namespace {

Result<std::size_t> page_size(const std::optional<std::int32_t>& max_keys) {
  if (!max_keys) return limits::listed_keys_max;
  if (*max_keys < 0) {
    return errors::invalid_argument("Argument maxKeys must be an integer between 0 and 2147483647", "maxKeys",
                                    std::to_string(*max_keys));
  }
  return std::min(static_cast<std::size_t>(*max_keys), limits::listed_keys_max);
}

// Where the page begins: the token says, or start-after, which also stands for all of a common prefix that it names.
Result<std::optional<ListPosition>> first_position(const ListObjectsV2Input& in) {
  if (in.continuation_token) {
    auto position = from_token(*in.continuation_token);
    if (position) return position;
    return errors::invalid_continuation_token();
  }
  if (!in.start_after || in.start_after->empty()) return std::optional<ListPosition>{};
  const auto prefix = in.prefix.value_or("");
  const auto delimiter = in.delimiter.value_or("");
  const bool names_common_prefix =
      !delimiter.empty() && in.start_after->starts_with(prefix) &&
      in.start_after->find(delimiter, prefix.size()) == in.start_after->size() - delimiter.size() &&
      in.start_after->size() >= prefix.size() + delimiter.size();
  return std::optional(
      ListPosition{names_common_prefix ? ListPosition::After::prefix : ListPosition::After::key, *in.start_after});
}

Object listed(const ListedObject& object, bool url, const std::optional<Owner>& owner) {
  const auto& metadata = object.metadata;
  return {.key = url ? url_encoded(object.key) : object.key,
          .last_modified = metadata.last_modified,
          .e_tag = quoted(metadata.etag),
          .checksum_algorithm = std::vector{std::string(name_of(metadata.checksum.algorithm))},
          .size = static_cast<std::int64_t>(metadata.size),
          .storage_class = metadata.storage_class,
          .owner = owner,
          .checksum_type = "FULL_OBJECT"};
}

std::optional<std::string> encoded(const std::optional<std::string>& text, bool url) {
  return text && url ? url_encoded(*text) : text;
}

}  // namespace

Task<Result<ListObjectsV2Output>> S3Service::list_objects_v2(Caller caller, ListObjectsV2Input in) {
  const auto bucket = co_await existing_bucket(in.bucket, in.expected_bucket_owner);
  if (in.encoding_type && *in.encoding_type != "url") {
    co_return errors::invalid_argument("Invalid Encoding Method specified in Request", "encoding-type",
                                       *in.encoding_type);
  }
  const bool url = in.encoding_type.has_value();
  const ListRequest request{.bucket = in.bucket,
                            .prefix = in.prefix.value_or(""),
                            .delimiter = in.delimiter.value_or(""),
                            .after = co_await first_position(in),
                            .count_max = co_await page_size(in.max_keys)};
  const auto page = co_await pool_.run([&] { return list_page(store_, request); });

  std::optional<Owner> owner;
  if (in.fetch_owner.value_or(false)) owner = Owner{.id = canonical_user(bucket.account)};
  ListObjectsV2Output out{.is_truncated = page.next.has_value(),
                          .name = in.bucket,
                          .prefix = encoded(request.prefix, url),
                          .max_keys = static_cast<std::int32_t>(request.count_max),
                          .encoding_type = in.encoding_type,
                          .key_count = static_cast<std::int32_t>(page.objects.size() + page.common_prefixes.size()),
                          .continuation_token = in.continuation_token,
                          .start_after = encoded(in.start_after, url)};
  if (!request.delimiter.empty()) out.delimiter = encoded(request.delimiter, url);
  if (page.next) out.next_continuation_token = to_token(*page.next);
  if (!page.objects.empty()) out.contents.emplace();
  for (const auto& object : page.objects) out.contents->push_back(listed(object, url, owner));
  if (!page.common_prefixes.empty()) out.common_prefixes.emplace();
  for (const auto& prefix : page.common_prefixes) out.common_prefixes->push_back({.prefix = encoded(prefix, url)});
  co_return out;
}

}  // namespace penstock::s3
