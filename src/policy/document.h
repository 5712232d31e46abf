// A policy document, read once and immutable from then on. Pure; any thread.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace penstock::policy {

// What a document is attached to decides which elements it may have: only resource and trust policies have a Principal,
// trust policies have no Resource.
enum class DocumentKind : std::uint8_t { identity, resource, trust };

class Document;

// Errors: MalformedPolicyDocument, 400, with AWS's text.
Result<std::shared_ptr<const Document>> parse_document(std::string_view json, DocumentKind kind);

}  // namespace penstock::policy
