#include "services/s3/object_digests.h"

#include "base/base64.h"
#include "base/hex.h"
#include "services/s3/limits.h"
#include "services/s3/s3_error.h"

namespace penstock::s3 {

Status ObjectDigests::take(std::string_view bytes) {
  size_ += bytes.size();
  if (size_ > limits::object_bytes_max) return errors::entity_too_large(size_);
  md5_.update(bytes);
  checksum_.update(bytes);
  return ok();
}

Status ObjectDigests::finish() {
  const auto md5 = md5_.finish();
  etag_ = to_hex(md5);
  computed_ = {claimed_.algorithm, checksum_.finish()};
  if (claimed_.md5 && *claimed_.md5 != bytes_of(md5)) {
    return errors::bad_digest_md5(to_hex(std::string_view(*claimed_.md5)), to_base64(bytes_of(md5)));
  }
  auto claim = claimed_.checksum;
  if (claimed_.trailers) {
    if (const auto* field = claimed_.trailers->find(header_of(claimed_.algorithm))) claim = *field;
    if (claim && !is_checksum_text(claimed_.algorithm, *claim)) {
      return errors::invalid_request("Value for " + std::string(header_of(claimed_.algorithm)) +
                                     " trailing header is invalid.");
    }
  }
  if (claim && *claim != computed_.base64) return errors::bad_digest(name_of(claimed_.algorithm));
  return ok();
}

}  // namespace penstock::s3
