#include "services/s3/object_answer.h"

namespace penstock::s3 {

Status check_version(const std::optional<std::string>& version_id) {
  if (!version_id || *version_id == "null") return ok();
  if (version_id->empty()) {
    return errors::invalid_argument("Version id cannot be the empty string", "versionId", *version_id);
  }
  return errors::invalid_argument("Invalid version id specified", "versionId", *version_id);
}

Status check_bypass(const std::optional<bool>& bypass_governance_retention) {
  if (!bypass_governance_retention) return ok();
  return ApiError{400,
                  "InvalidArgument",
                  "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.",
                  {{"ArgumentName", "x-amz-bypass-governance-retention"}}};
}

Result<std::optional<ByteRange>> wanted_part(const std::optional<std::string>& range,
                                             const std::optional<std::int32_t>& part_number, std::uint64_t size) {
  if (!part_number) return range ? parse_range(*range, size) : std::optional<ByteRange>{};
  if (range) return errors::invalid_request("Cannot specify both Range header and partNumber query parameter");
  if (*part_number < 1 || *part_number > 10'000) {
    return errors::invalid_argument("Part number must be an integer between 1 and 10000, inclusive", "partNumber",
                                    std::to_string(*part_number));
  }
  // An object that was uploaded in one piece has one part.
  if (*part_number > 1) {
    return ApiError{416,
                    "InvalidPartNumber",
                    "The requested partnumber is not satisfiable",
                    {{"PartNumberRequested", std::to_string(*part_number)}, {"ActualPartCount", "1"}}};
  }
  if (size == 0) return std::optional<ByteRange>{};
  return std::optional(ByteRange{0, size});
}

}  // namespace penstock::s3
