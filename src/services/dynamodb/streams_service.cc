#include "services/dynamodb/streams_service.h"

#include "api/dynamodbstreams/dispatch.h"
#include "api/dynamodbstreams/errors.h"
#include "services/dynamodb/store_keys.h"
#include "services/dynamodb/stream_shards.h"

namespace penstock::dynamodb {

namespace errors = dynamodbstreams::errors;

ServiceEntry StreamsService::entry() {
  return {.model = &dynamodbstreams::model,
          .service = this,
          .rows = dynamodbstreams::operation_rows<StreamsService>,
          .access = access_rules()};
}

Task<Status> StreamsService::start() {
  auto key = co_await store_.get(token_key_key);
  if (key && key->size() != TokenSealer::key_bytes) {
    co_return error::internal(
        "The stored key of the shard iterators is damaged. Restore the data directory from a copy.");
  }
  if (!key) {
    std::string fresh(TokenSealer::key_bytes, '\0');
    random_.fill({reinterpret_cast<unsigned char*>(fresh.data()), fresh.size()});
    WriteBatch batch;
    batch.put(std::string(token_key_key), fresh);
    co_await store_.write(std::move(batch));
    key = std::move(fresh);
  }
  sealer_.emplace(*std::move(key));
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
