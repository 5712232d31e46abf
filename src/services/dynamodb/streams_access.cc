// What the caller of each operation of DynamoDB Streams has to be allowed.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
#include "api/dynamodbstreams/model.h"
#include "services/dynamodb/resource_policy.h"
#include "services/dynamodb/stream_iterator.h"
#include "services/dynamodb/stream_shards.h"
#include "services/dynamodb/streams_service.h"

namespace penstock::dynamodb {

AccessNeed StreamsService::need(std::string_view action, const std::string& stream_arn) const {
  AccessNeed need{.action = action, .resource = stream_arn};
  const auto parts = parse_stream_arn(stream_arn);
  if (!parts) return need;
  need.resource_account = parts->account;
  const auto stream = catalog_.find_stream({parts->account, parts->region, parts->table}, parts->label);
  if (!stream) return need;
  if (const auto* kept = in_force(stream->record.policy)) {
    // One that was put is sound.
    if (const auto policy = policies_.read(kept->text)) need.resource_policy = (*policy)->document;
  }
  return need;
}

template <ActionName action, class Input>
Result<AccessNeeds> StreamsService::on_stream(const Caller&, const Input& in) const {
  if (!parse_stream_arn(in.stream_arn)) return error::validation("Invalid StreamArn");
  return AccessNeeds{need(action, in.stream_arn)};
}

Result<AccessNeeds> StreamsService::to_get_records(const Caller&, const dynamodbstreams::GetRecordsInput& in) const {
  const auto iterator = StreamIterator::parse(*sealer_, in.shard_iterator);
  if (!iterator) return iterator.error();
  return AccessNeeds{need("dynamodb:GetRecords", iterator->stream_arn)};
}

Result<AccessNeeds> StreamsService::to_list_streams(const Caller& caller,
                                                    const dynamodbstreams::ListStreamsInput& in) const {
  const TableKey key{.account = caller.account, .region = caller.region, .name = in.table_name.value_or("*")};
  return AccessNeeds{{.action = "dynamodb:ListStreams", .resource = key.arn() + "/stream/*"}};
}

std::span<const AccessRule> StreamsService::access_rules() {
  using Service = StreamsService;
  namespace op = dynamodbstreams::operations;
  static constexpr AccessRule rules[] = {
      access_rule<op::describe_stream,
                  &Service::on_stream<"dynamodb:DescribeStream", dynamodbstreams::DescribeStreamInput>>(),
      access_rule<op::get_records, &Service::to_get_records>(),
      access_rule<op::get_shard_iterator,
                  &Service::on_stream<"dynamodb:GetShardIterator", dynamodbstreams::GetShardIteratorInput>>(),
      access_rule<op::list_streams, &Service::to_list_streams>(),
  };
  return rules;
}

}  // namespace penstock::dynamodb
