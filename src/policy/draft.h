// A document as it was written, before its rules are checked: what each element holds. Internal to parse_document().
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/document.h"
#include "policy/text.h"

namespace penstock::policy {

struct DraftStatement {
  using Texts = std::optional<std::vector<std::string>>;  // absent: the element is not there
  // {"AWS", "123456789012"}; {"", "*"} for a principal that is only a text.
  using Principals = std::optional<std::vector<std::pair<std::string, std::string>>>;
  struct Test {
    std::string op;
    std::string key;
    std::vector<std::string> values;
  };

  std::optional<std::string> id;
  std::optional<std::string> effect;
  Texts actions, not_actions;
  Texts resources, not_resources;
  Principals principals, not_principals;
  std::vector<Test> tests;
  std::size_t begin = 0;  // offsets in the document: of its braces,
  std::size_t end = 0;
  std::size_t told_begin = 0;  // and where AWS's simulator says that it begins
};

struct Draft {
  std::optional<std::string> version;
  std::vector<DraftStatement> statements;

  Variables variables() const { return version == "2012-10-17" ? Variables::named : Variables::literal; }
};

// Errors: the text is no JSON, or an element is none of the grammar's or of a wrong type.
Result<Draft> read_draft(std::string_view json, DocumentKind kind);
// Errors: a rule of documents of this kind is broken.
Status check_draft(const Draft& draft, DocumentKind kind);
// Of each kind; an operator without a key is never looked at.
Status check_identity_draft(const Draft& draft, DocumentKind kind);
Status check_resource_draft(const Draft& draft);
Status check_trust_draft(const Draft& draft);

}  // namespace penstock::policy
