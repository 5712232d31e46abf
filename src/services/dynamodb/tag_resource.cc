// TagResource, UntagResource and ListTagsOfResource.
#include "api/dynamodb/errors.h"
#include "base/base64.h"
#include "services/dynamodb/limits.h"
#include "services/dynamodb/resource_arn.h"
#include "services/dynamodb/service.h"
#include "services/dynamodb/tags.h"

namespace penstock::dynamodb {
namespace {

Status check_made(const Table& table, TimePoint now) {
  if (table.record.state(now) != TableState::creating) return ok();
  return errors::resource_in_use("Attempt to change a resource which is still in use: Table is being created: " +
                                 table.key.name);
}

}  // namespace

Task<Result<TagResourceOutput>> DynamodbService::tag_resource(Caller caller, TagResourceInput in) {
  const auto key = co_await own_table_of_resource(caller, in.resource_arn);
  if (in.tags.empty()) co_return error::validation("Atleast one Tag needs to be provided as Input.");
  const auto turn = co_await catalog_.turn();
  const auto table = catalog_.find(key);
  if (!table) co_return resource_not_found(in.resource_arn);
  co_await check_made(*table, clock_.now());
  auto changed = table->record;
  co_await add_tags(in.tags, changed.tags);
  co_await catalog_.replace(table, std::move(changed));
  co_return TagResourceOutput{};
}

Task<Result<UntagResourceOutput>> DynamodbService::untag_resource(Caller caller, UntagResourceInput in) {
  const auto key = co_await own_table_of_resource(caller, in.resource_arn);
  if (in.tag_keys.empty()) co_return error::validation("Atleast one Tag Key needs to be provided as Input.");
  co_await check_tag_count(in.tag_keys.size());
  for (const auto& name : in.tag_keys) co_await check_tag_key(name);
  const auto turn = co_await catalog_.turn();
  const auto table = catalog_.find(key);
  if (!table) co_return resource_not_found(in.resource_arn);
  auto changed = table->record;
  for (const auto& name : in.tag_keys) changed.tags.erase(name);
  co_await catalog_.replace(table, std::move(changed));
  co_return UntagResourceOutput{};
}

// In the order of keys. A token is the last key of a page.
Task<Result<ListTagsOfResourceOutput>> DynamodbService::list_tags_of_resource(Caller caller,
                                                                              ListTagsOfResourceInput in) {
  const auto key = co_await own_table_of_resource(caller, in.resource_arn);
  const auto table = catalog_.find(key);
  if (!table) co_return resource_not_found(in.resource_arn);
  std::string after;
  if (in.next_token && !from_base64(*in.next_token, after)) co_return error::validation("Invalid NextToken");
  const auto& tags = table->record.tags;
  ListTagsOfResourceOutput out{.tags = std::vector<Tag>()};
  for (auto tag = in.next_token ? tags.upper_bound(after) : tags.begin(); tag != tags.end(); ++tag) {
    if (out.tags->size() == limits::list_tags_page) {
      out.next_token = to_base64(out.tags->back().key);
      break;
    }
    out.tags->push_back({.key = tag->first, .value = tag->second});
  }
  co_return out;
}

}  // namespace penstock::dynamodb
