// Whom an explanation is about, and the texts of their policies. Any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "identity/caller.h"
#include "policy/principal.h"
#include "services/iam/service.h"

namespace penstock::app {

struct ExplainedPrincipal {
  std::shared_ptr<const policy::Principal> principal;  // null: there is nobody of that name
  std::string arn;                                     // whose policies they are: a user's, a role's, the root's
};

// Of `who`: a user's name or ARN, a role's ARN, that of a role's session, "root"; empty for the caller. Error:
// ValidationException for what is none of these, or of another account.
Result<ExplainedPrincipal> explained_principal(const iam::IamService& iam, const Caller& caller, std::string_view who);

// The text that a document of that account was read from; empty when the account has none such, as a session's own
// policy is not kept.
std::string text_of(const iam::Account& account, const policy::Document* document);

}  // namespace penstock::app
