// What the caller of each operation of DynamoDB Streams has to be allowed.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
#include "api/dynamodbstreams/model.h"
#include "services/dynamodb/stream_iterator.h"
#include "services/dynamodb/stream_shards.h"
#include "services/dynamodb/streams_service.h"

namespace penstock::dynamodb {
namespace {

// Whether or not the stream is there: who may not ask is not told.
Result<AccessNeeds> need(std::string_view action, const std::string& arn) {
  const auto parts = parse_stream_arn(arn);
  if (!parts) return error::validation("Invalid StreamArn");
  return AccessNeeds{{.action = action, .resource = arn, .resource_account = std::string(parts->account)}};
}

}  // namespace

template <ActionName action, class Input>
Result<AccessNeeds> StreamsService::on_stream(const Caller&, const Input& in) const {
  return need(action, in.stream_arn);
}

Result<AccessNeeds> StreamsService::to_get_records(const Caller&, const dynamodbstreams::GetRecordsInput& in) const {
  const auto iterator = StreamIterator::parse(*sealer_, in.shard_iterator);
  if (!iterator) return iterator.error();
  return need("dynamodb:GetRecords", iterator->stream_arn);
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
