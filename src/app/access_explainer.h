// Answers `penstock explain`: may this principal do that, and which statement says so? Asked by the internal API, on
// the connections' threads.
//
// The question is JSON: {"action": "kinesis:PutRecord", "resource": ARN, "as": WHO, "context": [["aws:SourceIp", …]]};
// all but the action may be absent. So is the answer (explanation_json.h). Everyone may ask about himself; about
// another principal, who may do iam:SimulatePrincipalPolicy on it. The resource's own policy is told to who may read
// it.
#pragma once

#include <span>
#include <string>

#include "api/dispatch.h"
#include "app/explained_principal.h"
#include "app/resource_side.h"
#include "base/ids.h"
#include "identity/authorize.h"
#include "io/clock.h"
#include "policy/explain.h"
#include "services/sts/service.h"

namespace penstock::app {

struct AccessQuestion {
  std::string action;
  std::string resource = "*";
  std::string as;                             // empty: the caller
  std::vector<policy::ContextEntry> context;  // keys in lower case
};
// Errors: ValidationException.
Result<AccessQuestion> read_access_question(std::string_view json);

class AccessExplainer {
 public:
  // All outlive this.
  struct Collaborators {
    std::span<const ServiceEntry> services;
    const iam::IamService& iam;
    const Authorizer& authorizer;
    const Clock& clock;
    RequestIds& request_ids;
    sts::Roots roots;
  };
  explicit AccessExplainer(Collaborators collaborators)
      : with_(collaborators), resources_(collaborators.services, collaborators.iam) {}

  // Errors: ValidationException, AccessDeniedException, NoSuchEntity.
  Task<Result<std::string>> explain(Caller caller, std::string question) const;

 private:
  Result<ExplainedPrincipal> whom(const Caller& caller, const AccessQuestion& question) const;

  const Collaborators with_;
  const ResourceSide resources_;
};

}  // namespace penstock::app
