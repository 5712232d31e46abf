#include "app/demo_users.h"

namespace penstock::app {
namespace {

constexpr const char* policy_name = "call-events";
constexpr const char* path = "/penstock-demo/";

}  // namespace

Task<Status> end_demo_user(iam::IAMClient& iam, std::string name) {
  const auto keys = co_await iam.list_access_keys({.user_name = name});
  for (const auto& key : keys.access_key_metadata) {
    co_await iam.delete_access_key({.user_name = name, .access_key_id = key.access_key_id.value_or("")});
  }
  co_return ok();
}

Task<Result<sigv4::Credentials>> begin_demo_user(iam::IAMClient& iam, DemoUser user) {
  const auto created = co_await as_result(iam.create_user({.path = path, .user_name = user.name}));
  if (!created && created.error().code != "EntityAlreadyExists") co_return created.error();
  co_await iam.put_user_policy(
      {.user_name = user.name, .policy_name = policy_name, .policy_document = std::move(user.policy)});
  co_await end_demo_user(iam, user.name);
  auto made = co_await iam.create_access_key({.user_name = user.name});
  co_return sigv4::Credentials{std::move(made.access_key.access_key_id),
                               Secret(std::move(made.access_key.secret_access_key))};
}

}  // namespace penstock::app
