// Names of objects, and where their entries lie in the store. docs/formats/blob.md has the layout.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "blob/blob_layout.h"

namespace penstock::s3 {

// Errors: KeyTooLongError; InvalidURI for bytes that are not UTF-8. All other keys name objects.
Status check_object_key(std::string_view key);

// The prefix of a bucket's objects; a key follows as it is, so that entries order as S3 lists them.
std::string objects_prefix(std::string_view bucket);
std::string object_entry_key(std::string_view bucket, std::string_view key);

// Which object a file of the blob store belongs to: for the sweep of files that no object names.
std::string file_entry_key(BlobId file);
std::optional<BlobId> file_of_entry_key(std::string_view entry_key);

}  // namespace penstock::s3
