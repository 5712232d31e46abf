// The parts of SigV4's canonical request, each appended to `out` without a final line feed (headers: one each). Pure.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/header_field.h"
#include "identity/sigv4.h"

namespace penstock::sigv4 {

void append_canonical_path(std::string_view path, PathForm form, std::string& out);
// Parameters in order of their encoded names, then values; X-Amz-Signature left out.
void append_canonical_query(std::string_view query, std::string& out);
void append_canonical_headers(std::span<const HeaderField> headers, std::string_view signed_headers, std::string& out);

// The decoded value of a query parameter, by its exact name; empty for one without '='.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);

// The query without parameters of that exact name.
std::string query_without(std::string_view query, std::string_view name);

}  // namespace penstock::sigv4
