// A small file that its owner alone may read (one of root's: root and a group of ours). Blocking file access; for
// start-up.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock {

// Absent when there is none. Errors (code "FileUnavailable") name the file and say what to do, never its content: it
// cannot be read, or others may read it, or it has more than 4 KB.
Result<std::optional<std::string>> read_private_file(const std::filesystem::path& file);

// Replaces it, mode 0600, durable before this returns: written beside and renamed, so that a crash leaves no half.
// Errors as above.
Status write_private_file(const std::filesystem::path& file, std::string_view text);

}  // namespace penstock
