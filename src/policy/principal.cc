#include "policy/principal.h"

#include "base/ids.h"

namespace penstock::policy {

std::shared_ptr<const Principal> root_principal(std::string_view account) {
  return std::make_shared<const Principal>(Principal{.kind = PrincipalKind::root,
                                                     .account = std::string(account),
                                                     .arn = arn("iam", "", account, "root"),
                                                     .id = std::string(account)});
}

}  // namespace penstock::policy
