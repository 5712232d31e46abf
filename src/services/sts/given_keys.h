// Keys of identity providers that the operator gives in files, for providers that this server cannot ask: a test's, one
// of a closed network. Blocking file access; for start-up.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"
#include "services/sts/web_identities.h"

namespace penstock::sts {

// `files` by issuer, with or without "https://". Errors (code "InvalidSetting") name the file.
Result<GivenKeys> read_given_keys(const std::map<std::string, std::filesystem::path>& files);

}  // namespace penstock::sts
