// A policy document, read once and immutable from then on. Pure; any thread.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace penstock::policy {

// What a document is attached to decides which elements it may have: only resource and trust policies have a Principal,
// trust policies have no Resource. A managed policy is an identity policy of the newer version, as CreatePolicy wants;
// inline and session policies may also be of the older.
enum class DocumentKind : std::uint8_t { identity, resource, trust, managed };

struct Statement;
class TextStore;

class Document {
 public:
  Document(DocumentKind kind, std::unique_ptr<TextStore> texts, std::vector<Statement> statements);
  ~Document();
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  DocumentKind kind() const { return kind_; }
  std::span<const Statement> statements() const;  // policy/statement.h
  // Those that may be about an action of this service, in order, as indices. The service is in lower case.
  std::span<const std::uint32_t> statements_on(std::string_view service) const;

 private:
  struct ServiceEntry {
    std::string_view service;
    std::vector<std::uint32_t> statements;
  };
  void index_statements();

  const DocumentKind kind_;
  const std::unique_ptr<TextStore> texts_;  // what the statements view
  const std::vector<Statement> statements_;
  std::vector<ServiceEntry> by_service_;
  std::vector<std::uint32_t> on_any_service_;
};

// How "Allow" and "Deny" are to be written. DynamoDB takes "allow" for the first, other services do not.
enum class EffectCase : std::uint8_t { exact, any };

// Errors: MalformedPolicyDocument, 400, with AWS's text.
Result<std::shared_ptr<const Document>> parse_document(std::string_view json, DocumentKind kind,
                                                       EffectCase effects = EffectCase::exact);

// The condition keys and variables that a document asks for, as it spells them in lower case; sorted, each once.
std::vector<std::string> context_keys(const Document& document);

}  // namespace penstock::policy
