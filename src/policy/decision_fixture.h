// What tests of decisions share: documents in short, principals, a context of entries.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/evaluate.h"
#include "policy/statement.h"

namespace penstock::policy {

inline constexpr std::string_view own_account = "111111111111";
inline constexpr std::string_view other_account = "222222222222";
inline constexpr std::string_view orders = "arn:aws:kinesis:us-east-1:111111111111:stream/orders";

// Keys and their values, as given.
class EntryContext final : public Context {
 public:
  EntryContext() = default;
  explicit EntryContext(std::vector<ContextEntry> entries) : entries_(std::move(entries)) {}

  bool find(std::string_view key, std::vector<std::string>& values) const override {
    bool found = false;
    for (const auto& [name, value] : entries_) {
      if (name != key) continue;
      values.push_back(value);
      found = true;
    }
    return found;
  }

 private:
  std::vector<ContextEntry> entries_;
};

// The document of these statements; quotes are written as ' .
inline std::shared_ptr<const Document> document_of(std::string_view statements,
                                                   DocumentKind kind = DocumentKind::identity) {
  auto json = "{'Version': '2012-10-17', 'Statement': [" + std::string(statements) + "]}";
  for (auto& c : json) c = c == '\'' ? '"' : c;
  auto document = parse_document(json, kind);
  if (document) return *document;
  ADD_FAILURE() << document.error().message << ": " << json;
  return std::make_shared<const Document>(kind, nullptr, std::vector<Statement>());
}

inline NamedDocument named(std::string name, std::string_view statements) {
  return {.name = std::move(name), .document = document_of(statements)};
}

inline Principal user_ana() {
  return {.kind = PrincipalKind::user,
          .account = std::string(own_account),
          .arn = "arn:aws:iam::111111111111:user/ana",
          .id = "AIDAANA",
          .name = "ana"};
}

inline Principal loader_session() {
  return {.kind = PrincipalKind::role_session,
          .account = std::string(own_account),
          .arn = "arn:aws:sts::111111111111:assumed-role/loader/night",
          .id = "AROALOADER:night",
          .role_arn = "arn:aws:iam::111111111111:role/loader"};
}

inline Principal federated_bo() {
  return {.kind = PrincipalKind::federated_user,
          .account = std::string(own_account),
          .arn = "arn:aws:sts::111111111111:federated-user/bo",
          .id = "111111111111:bo",
          .user_arn = "arn:aws:iam::111111111111:user/ana"};
}

inline Principal pipes_service() { return {.kind = PrincipalKind::service, .arn = "pipes.amazonaws.com"}; }

inline Principal github() {
  return {.kind = PrincipalKind::web_identity,
          .arn = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"};
}

// "allowed: identity writer[0]", "explicitly denied: session narrow[1]", "implicitly denied: boundary".
inline std::string words_of(const Decision& decision) {
  constexpr std::string_view verdicts[] = {"allowed", "implicitly denied", "explicitly denied"};
  constexpr std::string_view types[] = {"identity", "resource", "boundary", "session", "trust"};
  std::string words(verdicts[static_cast<std::size_t>(decision.verdict)]);
  words.append(": ").append(types[static_cast<std::size_t>(decision.type)]);
  if (!decision.policy.empty()) words.append(" ").append(decision.policy);
  if (decision.statement >= 0) words.append("[").append(std::to_string(decision.statement)).append("]");
  return words;
}

}  // namespace penstock::policy
