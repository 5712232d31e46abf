// penstock whoami: whose key this is, as the server knows it.
#include <fmt/format.h>

#include <cstdio>

#include "app/client_session.h"
#include "app/commands.h"
#include "base/ids.h"
#include "io/block_on.h"

namespace penstock::app {
namespace {

constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

std::string_view kind_of(std::string_view arn) {
  ArnParts parts;
  if (!parse_arn(arn, parts)) return "unknown";
  if (parts.resource == "root") return "root of the account";
  if (parts.resource.starts_with("user/")) return "user";
  if (parts.resource.starts_with("assumed-role/")) return "session of a role";
  return parts.resource.starts_with("federated-user/") ? "federated user" : "unknown";
}

Task<int> ask(ClientSession& session) {
  const auto who = co_await as_result(session.sts().get_caller_identity({}));
  if (!who) {
    fmt::print(stderr, "penstock whoami: {}: {}\n", who.error().code, who.error().message);
    co_return exit_failed;
  }
  const auto arn = who->arn.value_or("");
  fmt::print("account  {}\narn      {}\nkind     {}\nid       {}\n", who->account.value_or(""), arn, kind_of(arn),
             who->user_id.value_or(""));
  co_return 0;
}

}  // namespace

int whoami(Settings settings, ClientOptions options) {
  auto session = ClientSession::open(options, settings, "us-east-1");
  if (!session) {
    fmt::print(stderr, "penstock whoami: {}\n", session.error().message);
    return exit_usage;
  }
  return block_on((*session)->loop(), ask(**session));
}

}  // namespace penstock::app
