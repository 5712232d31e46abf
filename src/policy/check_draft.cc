#include "policy/draft.h"

namespace penstock::policy {

Status check_draft(const Draft& draft, DocumentKind kind) {
  switch (kind) {
    case DocumentKind::resource:
      return check_resource_draft(draft);
    case DocumentKind::trust:
      return check_trust_draft(draft);
    default:
      return check_identity_draft(draft, kind);
  }
}

}  // namespace penstock::policy
