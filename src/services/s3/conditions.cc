#include "services/s3/conditions.h"

#include "services/s3/etag.h"
#include "services/s3/s3_error.h"

namespace penstock::s3 {
namespace {

enum class Reader : std::uint8_t { client, copy };

// The name of the first condition that does not hold, as S3 names it in its answer.
struct Broken {
  std::string_view name;
  bool not_modified = false;  // a reader has the current bytes
};

// HTTP's dates have whole seconds.
bool modified_after(const ObjectMetadata& object, TimePoint time) {
  return object.last_modified > std::chrono::floor<std::chrono::seconds>(time);
}

std::optional<Broken> first_broken(const ReadConditions& conditions, const ObjectMetadata& object, Reader reader) {
  const bool copying = reader == Reader::copy;
  if (conditions.if_match) {
    if (!names_etag(*conditions.if_match, object.etag)) {
      return Broken{copying ? "x-amz-copy-source-If-Match" : "If-Match"};
    }
  } else if (conditions.if_unmodified_since && modified_after(object, *conditions.if_unmodified_since)) {
    return Broken{copying ? "x-amz-copy-source-If-Unmodified-Since" : "If-Unmodified-Since"};
  }
  if (conditions.if_none_match) {
    if (names_etag(*conditions.if_none_match, object.etag)) {
      return Broken{copying ? "x-amz-copy-source-If-None-Match" : "If-None-Match", true};
    }
  } else if (conditions.if_modified_since && !modified_after(object, *conditions.if_modified_since)) {
    return Broken{copying ? "x-amz-copy-source-If-Modified-Since" : "If-Modified-Since", true};
  }
  return std::nullopt;
}

}  // namespace

Status check_read(const ReadConditions& conditions, const ObjectMetadata& object) {
  const auto broken = first_broken(conditions, object, Reader::client);
  if (!broken) return ok();
  if (broken->not_modified) return errors::not_modified(quoted(object.etag));
  return errors::precondition_failed(broken->name);
}

Status check_copy_source(const ReadConditions& conditions, const ObjectMetadata& source) {
  const auto broken = first_broken(conditions, source, Reader::copy);
  if (!broken) return ok();
  return errors::precondition_failed(broken->name);
}

Status check_form(const WriteConditions& conditions) {
  if (conditions.if_none_match && *conditions.if_none_match != "*") {
    return errors::not_implemented("If-None-Match",
                                   "We don't accept the provided value of If-None-Match header for this API");
  }
  if (conditions.if_match == "*") {
    return errors::not_implemented("If-Match", "We don't accept the provided value of If-Match header for this API");
  }
  if (conditions.if_match && conditions.if_none_match) {
    return errors::not_implemented("If-Match,If-None-Match",
                                   "We don't accept the provided combination of conditional headers for this API");
  }
  return ok();
}

Status check_write(const WriteConditions& conditions, const ObjectMetadata* current, std::string_view key) {
  if (conditions.if_none_match && current) return errors::precondition_failed("If-None-Match");
  if (conditions.if_match) {
    if (!current) return errors::missing_key(key);
    if (!names_etag(*conditions.if_match, current->etag)) return errors::precondition_failed("If-Match");
  }
  return ok();
}

}  // namespace penstock::s3
