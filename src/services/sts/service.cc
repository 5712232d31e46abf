#include "services/sts/service.h"

#include <chrono>

#include "api/sts/dispatch.h"

namespace penstock::sts {

ServiceEntry StsService::entry() {
  return {.model = &model, .service = this, .rows = operation_rows<StsService>, .access = access_rules()};
}

Credentials StsService::issue(Session session, int seconds) const {
  session.issued = std::chrono::floor<std::chrono::seconds>(clock_.now());
  session.expires = session.issued + std::chrono::seconds(seconds);
  const auto expires = session.expires;
  auto issued = tokens_.issue(std::move(session));
  return {.access_key_id = std::move(issued.access_key_id),
          .secret_access_key = std::string(issued.secret.reveal()),
          .session_token = std::move(issued.session_token),
          .expiration = expires};
}

}  // namespace penstock::sts
