// PutResourcePolicy, GetResourcePolicy and DeleteResourcePolicy.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html
#include "services/dynamodb/resource_policy.h"

#include <algorithm>
#include <array>

#include "api/dynamodb/errors.h"
#include "policy/canonical_text.h"
#include "policy/resource_policy.h"
#include "policy/resource_statement.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/resource_arn.h"
#include "services/dynamodb/service.h"
#include "wire/timestamp.h"

namespace penstock::dynamodb {
namespace {

constexpr std::string_view no_policy = "NO_POLICY";  // expected before the first one
constexpr std::array<std::string_view, 3> stream_actions = {"dynamodb:DescribeStream", "dynamodb:GetRecords",
                                                            "dynamodb:GetShardIterator"};

ApiError invalid(std::string message) {
  return error::validation("One or more parameter values were invalid: " + std::move(message));
}

ApiError policy_not_found(std::string_view what) {
  return errors::policy_not_found("Resource-based policy not found for the provided ResourceArn: " + std::string(what));
}

bool is_stream_action(std::string_view action) {
  return std::ranges::find(stream_actions, action) != stream_actions.end();
}

Status check_actions(const policy::ResourcePolicy& policy, PolicyOf holder) {
  std::string wrong;
  for (const auto& action : policy.actions) {
    if (holder == PolicyOf::stream || !is_stream_action(action)) continue;
    wrong += (wrong.empty() ? "\"" : ", \"") + action + "\"";
  }
  if (!wrong.empty()) return invalid("Invalid policy document: The following action names are invalid: " + wrong);
  const bool for_tables = std::ranges::any_of(policy.actions, [](const std::string& action) {
    return !action.contains('*') && !action.contains('?') && !is_stream_action(action);
  });
  for (const auto& resource : policy.resources) {
    if (!for_tables || !resource.contains("/stream/")) continue;
    const auto relative = resource.substr(std::min(resource.size(), resource.find(":table/") + 1));
    return invalid("Invalid policy document: The relative-id \"" + relative + "\" is invalid for ARN \"" + resource +
                   "\"");
  }
  return ok();
}

// A table, or one of its streams, which may have outlived it.
struct Holder {
  TableSnapshot table;
  std::optional<StreamSnapshot> stream = {};
  std::string arn;

  const std::optional<ResourcePolicy>& policy() const { return stream ? stream->record.policy : table->record.policy; }
  std::string name() const { return stream ? "stream " + stream->record.label() : "table " + table->key.name; }
};

Status check_revision(const std::optional<std::string>& expected, const Holder& holder) {
  const auto& policy = holder.policy();
  if (!expected) return ok();
  if (*expected == no_policy) {
    if (!in_force(policy)) return ok();
    return policy_not_found("Requested policy update expecting none to be present for " + holder.name() +
                            ", but a policy exists with revision id " + policy->revision + ".");
  }
  if (!policy) {
    return policy_not_found("Requested update for policy with revision id " + *expected + ", but " + holder.name() +
                            " has no associated policy.");
  }
  if (in_force(policy) && policy->revision == *expected) return ok();
  return policy_not_found("Requested update for policy with revision id " + *expected +
                          ", but the policy associated to target " + holder.name() + " has revision id " +
                          policy->revision + ".");
}

Status check_settled(const Holder& holder, TimePoint now) {
  const auto state = holder.table->record.state(now);
  if (holder.stream || (state != TableState::creating && state != TableState::deleting)) return ok();
  return errors::resource_in_use("Attempt to change a resource which is still in use: Table is being " +
                                 std::string(state == TableState::creating ? "created: " : "deleted: ") +
                                 holder.table->key.name);
}

Status check_pause(const Holder& holder, const DynamodbOptions& options, TimePoint now) {
  const auto& policy = holder.policy();
  if (!policy || options.pauses != Pauses::as_aws) return ok();
  const auto until = from_millis(std::stoll(policy->revision)) + Millis(limits::policy_pause);
  if (now >= until) return ok();
  return errors::throttling("Resource-based policy for " + holder.name() + " modified within the previous " +
                            std::to_string(Millis(limits::policy_pause).count()) +
                            " milliseconds. Please try again after " +
                            timestamp_text(until, TimestampFormat::iso8601, Precision::with_millis) + ".");
}

Result<Holder> holder_of(const TableCatalog& catalog, const Caller& caller, const std::string& arn) {
  const auto named = own_resource(caller, arn);
  if (!named) return named.error();
  if (named->stream.empty()) {
    auto table = catalog.find(named->table);
    if (!table) return table_not_found(named->table);
    return Holder{.table = std::move(table), .arn = arn};
  }
  auto stream = catalog.find_stream(named->table, named->stream);
  if (!stream) return errors::resource_not_found("Requested resource not found: Stream: " + arn + " not found");
  return Holder{.table = stream->table, .stream = std::move(stream), .arn = arn};
}

// With the older version where the policy names none. It is compared as it was sent, so that what is told is not the
// same policy.
std::string told(std::string policy) {
  if (!policy.starts_with(R"({"Version":)")) policy.replace(0, 1, R"({"Version":"2008-10-17",)");
  return policy;
}

Task<Status> keep(TableCatalog& catalog, Holder holder, ResourcePolicy policy) {
  if (holder.stream) {
    auto changed = holder.stream->record;
    changed.policy = std::move(policy);
    co_return co_await as_result(catalog.replace_stream(*holder.stream, std::move(changed)));
  }
  auto changed = holder.table->record;
  changed.policy = std::move(policy);
  co_await catalog.replace(holder.table, std::move(changed));
  co_return ok();
}

}  // namespace

Status check_resource_policy(const std::string& text, PolicyOf holder, const IsMissingPrincipal& is_missing) {
  if (text.size() > limits::resource_policy_bytes_max) {
    return invalid("Maximum policy size of " + std::to_string(limits::resource_policy_bytes_max) + " bytes exceeded");
  }
  const auto policy = policy::parse_resource_policy(text, policy::EffectCase::any);
  if (!policy) return invalid("Invalid policy document: " + policy.error().message);
  if ((*policy)->is_public) {
    return error::validation(
        "Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure "
        "least-privilege form of access");
  }
  for (const auto& statement : policy::resource_statements(text)) {
    if (is_missing && std::ranges::any_of(statement.principals, is_missing)) {
      return invalid("Invalid principal in policy document.");
    }
  }
  return check_actions(**policy, holder);
}

const ResourcePolicy* in_force(const std::optional<ResourcePolicy>& policy) {
  return policy && !policy->text.empty() ? &*policy : nullptr;
}

ResourcePolicy changed_policy(const std::optional<ResourcePolicy>& before, std::string text, TimePoint now) {
  const auto last = before ? std::stoll(before->revision) : 0;
  return {.text = std::move(text), .revision = std::to_string(std::max<std::int64_t>(to_millis(now), last + 1))};
}

// Whoever puts a policy can put the next one.
Status DynamodbService::check_keeps_access(const Caller& caller, const NamedResource& named,
                                           const PutResourcePolicyInput& in) const {
  constexpr std::string_view action = "dynamodb:PutResourcePolicy";
  auto needed = named.stream.empty() ? need(action, named.table) : streams_.need(action, in.resource_arn);
  const auto policy = policies_.read(in.policy);
  if (!policy) return policy.error();
  needed.resource_policy = (*policy)->document;
  if (may(caller, needed)) return ok();
  return error::access_denied(
      "The new resource policy will not allow you to update the resource policy in the future.");
}

// What says the same as the policy that is there changes nothing.
Task<Result<PutResourcePolicyOutput>> DynamodbService::put_resource_policy(Caller caller, PutResourcePolicyInput in) {
  const auto named = co_await own_resource(caller, in.resource_arn);
  co_await check_resource_policy(in.policy, named.stream.empty() ? PolicyOf::table : PolicyOf::stream,
                                 options_.is_missing_principal);
  in.policy = policy::canonical_text(in.policy);
  const auto turn = co_await catalog_.turn();
  const auto now = clock_.now();
  const auto holder = co_await holder_of(catalog_, caller, in.resource_arn);
  co_await check_settled(holder, now);
  co_await check_revision(in.expected_revision_id, holder);
  if (!in.confirm_remove_self_resource_access.value_or(false)) co_await check_keeps_access(caller, named, in);
  if (const auto* known = in_force(holder.policy()); known && known->text == in.policy) {
    co_return PutResourcePolicyOutput{.revision_id = known->revision};
  }
  co_await check_pause(holder, options_, now);
  auto policy = changed_policy(holder.policy(), std::move(in.policy), now);
  PutResourcePolicyOutput out{.revision_id = policy.revision};
  co_await keep(catalog_, holder, std::move(policy));
  co_return out;
}

Task<Result<GetResourcePolicyOutput>> DynamodbService::get_resource_policy(Caller caller, GetResourcePolicyInput in) {
  const auto holder = co_await holder_of(catalog_, caller, in.resource_arn);
  const auto* policy = in_force(holder.policy());
  if (!policy) co_return policy_not_found(in.resource_arn);
  co_return GetResourcePolicyOutput{.policy = told(policy->text), .revision_id = policy->revision};
}

// One that is not there is as good as deleted. The answer names what went, or when it went before.
Task<Result<DeleteResourcePolicyOutput>> DynamodbService::delete_resource_policy(Caller caller,
                                                                                 DeleteResourcePolicyInput in) {
  const auto turn = co_await catalog_.turn();
  const auto now = clock_.now();
  const auto holder = co_await holder_of(catalog_, caller, in.resource_arn);
  co_await check_settled(holder, now);
  co_await check_revision(in.expected_revision_id, holder);
  if (!holder.policy()) co_return DeleteResourcePolicyOutput{};
  DeleteResourcePolicyOutput out{.revision_id = holder.policy()->revision};
  if (!in_force(holder.policy())) co_return out;
  co_await check_pause(holder, options_, now);
  co_await keep(catalog_, holder, changed_policy(holder.policy(), "", now));
  co_return out;
}

}  // namespace penstock::dynamodb
