#include "services/dynamodb/streams_service.h"

#include "api/dynamodbstreams/dispatch.h"
#include "api/dynamodbstreams/errors.h"
#include "services/dynamodb/store_keys.h"
#include "services/dynamodb/stream_shards.h"
#include "table/stored_sealer.h"

namespace penstock::dynamodb {

namespace errors = dynamodbstreams::errors;

ServiceEntry StreamsService::entry() {
  return {.model = &dynamodbstreams::model,
          .service = this,
          .rows = dynamodbstreams::operation_rows<StreamsService>,
          .access = access_rules()};
}

Task<Status> StreamsService::start() {
  sealer_ = co_await stored_sealer(store_, random_, std::string(token_key_key));
  co_return ok();
}

Result<StreamSnapshot> StreamsService::existing_stream(const Caller& caller, std::string_view arn) const {
  const auto parts = parse_stream_arn(arn);
  if (!parts) return error::validation("Invalid StreamArn");
  std::optional<StreamSnapshot> stream;
  if (parts->region == caller.region) {
    stream = catalog_.find_stream({parts->account, parts->region, parts->table}, parts->label);
  }
  if (!stream)
    return errors::resource_not_found("Requested resource not found: Stream: " + std::string(arn) + " not found");
  return *std::move(stream);
}

}  // namespace penstock::dynamodb
