#include "services/s3/copy_source.h"

#include "base/percent.h"
#include "services/s3/s3_error.h"

namespace penstock::s3 {
namespace {

constexpr std::string_view header_name = "x-amz-copy-source";
constexpr std::string_view version_mark = "?versionId=";
constexpr std::string_view access_point_mark = "arn:";

}  // namespace

Result<CopySource> parse_copy_source(std::string_view header) {
  CopySource source;
  auto path = header;
  if (const auto mark = path.find(version_mark); mark != std::string_view::npos) {
    source.version_id = path.substr(mark + version_mark.size());
    path = path.substr(0, mark);
  }
  // SDKs encode the path; a '+' stands for a space, as S3 reads it.
  const auto decoded = percent_decode(path, Plus::is_space);
  if (!decoded) return errors::invalid_argument("Copy Source must be properly encoded", header_name, header);
  std::string_view text = *decoded;
  if (text.starts_with(access_point_mark)) {
    return errors::not_implemented(header_name, "Access points are not implemented");
  }
  if (text.starts_with('/')) text.remove_prefix(1);
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) {
    return errors::invalid_argument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                                    header_name, header);
  }
  source.bucket = text.substr(0, slash);
  source.key = text.substr(slash + 1);
  return source;
}

}  // namespace penstock::s3
