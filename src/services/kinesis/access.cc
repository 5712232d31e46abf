// What the caller of each operation has to be allowed.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisdatastreams.html
#include "api/kinesis/errors.h"
#include "api/kinesis/model.h"
#include "policy/text.h"
#include "services/kinesis/page_token.h"
#include "services/kinesis/service.h"
#include "services/kinesis/shard_iterator.h"
#include "services/kinesis/stream_name.h"

namespace penstock::kinesis {
namespace {

// Names of condition keys are written in lower case.
std::string tag_key(std::string_view prefix, std::string_view key) {
  auto name = std::string(prefix) + std::string(key);
  policy::to_lower(name);
  return name;
}

// The tags that a request brings.
void add_request_tags(AccessNeed& need, const std::map<std::string, std::string>& tags) {
  for (const auto& [key, value] : tags) {
    need.context.emplace_back(tag_key("aws:requesttag/", key), value);
    need.context.emplace_back("aws:tagkeys", key);
  }
}

// aws:ResourceTag/… of a stream.
class StreamTags final : public policy::Context {
 public:
  explicit StreamTags(StreamSnapshot stream) : stream_(std::move(stream)) {}
  bool find(std::string_view key, std::vector<std::string>& values) const override {
    constexpr std::string_view prefix = "aws:resourcetag/";
    if (!key.starts_with(prefix)) return false;
    key.remove_prefix(prefix.size());
    for (const auto& [name, value] : stream_->record.tags) {
      if (policy::lower(name) != key) continue;
      values.push_back(value);
      return true;
    }
    return false;
  }

 private:
  const StreamSnapshot stream_;
};

}  // namespace

// Whether or not the stream is there: who may not ask is not told.
AccessNeed KinesisService::need(std::string_view action, StreamKeyView key) const {
  AccessNeed need{.action = action, .resource = stream_arn(key), .resource_account = std::string(key.account)};
  const auto stream = catalog_.find(key);
  if (!stream) return need;
  if (stream->policy) need.resource_policy = stream->policy->document;
  if (!stream->record.tags.empty()) need.resource_keys = std::make_shared<const StreamTags>(stream);
  return need;
}

template <ActionName action, class Input>
Result<AccessNeeds> KinesisService::on_stream(const Caller& caller, const Input& in) const {
  const auto key = stream_in(caller, in.stream_name, in.stream_arn);
  if (!key) return key.error();
  AccessNeeds needs;
  needs.push_back(need(action, *key));
  return needs;
}

Result<AccessNeeds> KinesisService::to_create_stream(const Caller& caller, const CreateStreamInput& in) const {
  const StreamKeyView key(caller.account, caller.region, in.stream_name);
  AccessNeeds needs{need("kinesis:CreateStream", key)};
  if (!in.tags || in.tags->empty()) return needs;
  needs.push_back(need("kinesis:AddTagsToStream", key));
  for (auto& need : needs) add_request_tags(need, *in.tags);
  return needs;
}

template <ActionName action, class Input>
Result<AccessNeeds> KinesisService::on_resource(const Caller& caller, const Input& in) const {
  const std::optional<std::string> arn = in.resource_arn;  // outlives the key, which views it
  const auto key = stream_in(caller, std::nullopt, arn);
  // A consumer, for one.
  if (!key) return AccessNeeds{{.action = action, .resource = in.resource_arn}};
  return AccessNeeds{need(action, *key)};
}

Result<AccessNeeds> KinesisService::to_tag(const Caller& caller, const TagResourceInput& in) const {
  auto needs = on_resource<"kinesis:TagResource">(caller, in);
  if (needs) add_request_tags(needs->front(), in.tags);
  return needs;
}

Result<AccessNeeds> KinesisService::to_untag(const Caller& caller, const UntagResourceInput& in) const {
  auto needs = on_resource<"kinesis:UntagResource">(caller, in);
  if (!needs) return needs;
  for (const auto& key : in.tag_keys) needs->front().context.emplace_back("aws:tagkeys", key);
  return needs;
}

Result<AccessNeeds> KinesisService::to_add_tags(const Caller& caller, const AddTagsToStreamInput& in) const {
  auto needs = on_stream<"kinesis:AddTagsToStream">(caller, in);
  if (needs) add_request_tags(needs->front(), in.tags);
  return needs;
}

Result<AccessNeeds> KinesisService::to_remove_tags(const Caller& caller, const RemoveTagsFromStreamInput& in) const {
  auto needs = on_stream<"kinesis:RemoveTagsFromStream">(caller, in);
  if (!needs) return needs;
  for (const auto& key : in.tag_keys) needs->front().context.emplace_back("aws:tagkeys", key);
  return needs;
}

Result<AccessNeeds> KinesisService::to_get_records(const Caller&, const GetRecordsInput& in) const {
  const auto iterator = ShardIterator::parse(*sealer_, in.shard_iterator, clock_.now());
  if (!iterator) return iterator.error();
  return AccessNeeds{need("kinesis:GetRecords", iterator->key)};
}

Result<AccessNeeds> KinesisService::to_list_shards(const Caller& caller, const ListShardsInput& in) const {
  if (!in.next_token) return on_stream<"kinesis:ListShards">(caller, in);
  const auto token = PageToken::parse(*sealer_, TokenKind::shards_page, *in.next_token, clock_.now());
  if (!token) return token.error();
  return AccessNeeds{need("kinesis:ListShards", token->after)};
}

Result<AccessNeeds> KinesisService::to_list_streams(const Caller& caller, const ListStreamsInput&) const {
  return AccessNeeds{
      {.action = "kinesis:ListStreams", .resource = stream_arn(StreamKeyView(caller.account, caller.region, "*"))}};
}

Result<AccessNeeds> KinesisService::to_update_max_record_size(const Caller& caller,
                                                              const UpdateMaxRecordSizeInput& in) const {
  const auto key = stream_in(caller, std::nullopt, in.stream_arn);
  if (!key) return key.error();
  return AccessNeeds{need("kinesis:UpdateMaxRecordSize", *key)};
}

Result<AccessNeeds> KinesisService::to_describe_limits(const Caller&, const DescribeLimitsInput&) const {
  return AccessNeeds{{.action = "kinesis:DescribeLimits", .resource = "*"}};
}

std::span<const AccessRule> KinesisService::access_rules() {
  using Service = KinesisService;
  namespace op = operations;
  static constexpr AccessRule rules[] = {
      access_rule<op::add_tags_to_stream, &Service::to_add_tags>(),
      access_rule<op::create_stream, &Service::to_create_stream>(),
      access_rule<op::decrease_stream_retention_period,
                  &Service::on_stream<"kinesis:DecreaseStreamRetentionPeriod", DecreaseStreamRetentionPeriodInput>>(),
      access_rule<op::delete_resource_policy,
                  &Service::on_resource<"kinesis:DeleteResourcePolicy", DeleteResourcePolicyInput>>(),
      access_rule<op::delete_stream, &Service::on_stream<"kinesis:DeleteStream", DeleteStreamInput>>(),
      access_rule<op::describe_limits, &Service::to_describe_limits>(),
      access_rule<op::describe_stream, &Service::on_stream<"kinesis:DescribeStream", DescribeStreamInput>>(),
      access_rule<op::describe_stream_summary,
                  &Service::on_stream<"kinesis:DescribeStreamSummary", DescribeStreamSummaryInput>>(),
      access_rule<op::get_records, &Service::to_get_records>(),
      access_rule<op::get_resource_policy,
                  &Service::on_resource<"kinesis:GetResourcePolicy", GetResourcePolicyInput>>(),
      access_rule<op::get_shard_iterator, &Service::on_stream<"kinesis:GetShardIterator", GetShardIteratorInput>>(),
      access_rule<op::increase_stream_retention_period,
                  &Service::on_stream<"kinesis:IncreaseStreamRetentionPeriod", IncreaseStreamRetentionPeriodInput>>(),
      access_rule<op::list_shards, &Service::to_list_shards>(),
      access_rule<op::list_streams, &Service::to_list_streams>(),
      access_rule<op::list_tags_for_resource,
                  &Service::on_resource<"kinesis:ListTagsForResource", ListTagsForResourceInput>>(),
      access_rule<op::list_tags_for_stream, &Service::on_stream<"kinesis:ListTagsForStream", ListTagsForStreamInput>>(),
      access_rule<op::put_record, &Service::on_stream<"kinesis:PutRecord", PutRecordInput>>(),
      access_rule<op::put_records, &Service::on_stream<"kinesis:PutRecords", PutRecordsInput>>(),
      access_rule<op::put_resource_policy,
                  &Service::on_resource<"kinesis:PutResourcePolicy", PutResourcePolicyInput>>(),
      access_rule<op::remove_tags_from_stream, &Service::to_remove_tags>(),
      access_rule<op::tag_resource, &Service::to_tag>(),
      access_rule<op::untag_resource, &Service::to_untag>(),
      access_rule<op::update_max_record_size, &Service::to_update_max_record_size>(),
  };
  return rules;
}

}  // namespace penstock::kinesis
